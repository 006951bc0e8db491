"""Pictures for the README, from a small demo: `make screenshots`."""

import argparse
import subprocess
import sys
from pathlib import Path

from tests.browser.chromium import free_port, page, served, sign_in

SHOTS = (
    ("home", "state@demo.example", "/"),
    ("groups", "organiser@demo.example", "/groups/"),
    ("workers", "city@demo.example", "/workers/"),
)


def main() -> None:
    """Make the demo in --data unless it is there, and one PNG per page in --out."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("build/screenshots"))
    arguments.add_argument("--out", type=Path, default=Path("docs/images"))
    asked = arguments.parse_args()
    if not (asked.data / "karmika.db").exists():
        demo = [sys.executable, "-m", "karmika.cli", "demo", "--no-serve", "--workers", "1200"]
        subprocess.run([*demo, "--port", str(free_port()), "--data", str(asked.data)], check=True)
    asked.out.mkdir(parents=True, exist_ok=True)
    with served(asked.data) as address:
        for name, login, path in SHOTS:
            with page() as opened:
                sign_in(opened, address, login, "karmika-demo")
                opened.goto(address + path)
                opened.screenshot(path=asked.out / f"{name}.png")


if __name__ == "__main__":
    main()
