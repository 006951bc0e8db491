"""What processes cost, read from /proc: CPU time and the highest resident memory of a process and its children."""

import os
from pathlib import Path

_TICK_MS = 1000 / os.sysconf("SC_CLK_TCK")


def family(root: int) -> list[int]:
    """A process and everything below it that is alive."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int(_stat(int(folder.name))[1])
        except (OSError, IndexError):
            continue
    found = [root]
    for one in found:
        found += [pid for pid, parent in parents.items() if parent == one]
    return found


def cpu_ms(root: int) -> float:
    """CPU time of a process, its living children and those that have ended, in milliseconds."""
    total = 0
    for pid in family(root):
        try:
            total += sum(int(ticks) for ticks in _stat(pid)[11:15])
        except OSError:
            continue
    return total * _TICK_MS


def peak_mb(root: int) -> float:
    """The highest resident memory that any one of a process and its children ever had, in megabytes."""
    peaks = [0]
    for pid in family(root):
        try:
            lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        except OSError:
            continue
        peaks += [int(line.split()[1]) for line in lines if line.startswith("VmHWM:")]
    return max(peaks) / 1024


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name: state, parent, ..."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
