"""The operators' pages: every command and option in them exists, every file is there, the units are well formed."""

import re
import shutil
import subprocess
import sys

import click
import pytest

from karmika.cli import main
from tests.house import HOUSE
from tests.test_house_texts import commands

FOLDER = HOUSE / "docs" / "for-operators"
PAGES = sorted([*FOLDER.glob("*.md"), *FOLDER.glob("systemd/*")])
COMMANDS = dict(commands(main))
SETTINGS = (FOLDER / "settings.md").read_text(encoding="utf-8")
_SAID = re.compile(
    r"(?<![\w/.-])(?:run|/opt/karmika/\.venv/bin/karmika|karmika) ((?:--?[\w-]+|[\w./-]+)[^\n`|;#&]*)"
)
_IN_CODE = re.compile(r"```(?:sh|ini)?\n(.*?)```|`([^`\n]+)`", re.DOTALL)


def said(page):
    """Every call of karmika in the code of a page, without continuation lines."""
    text = page.read_text(encoding="utf-8")
    if page.suffix == ".md":
        text = "\n".join(block or inline for block, inline in _IN_CODE.findall(text))
    return [match.group(1).split() for match in _SAID.finditer(text.replace("\\\n", " "))]


def named(words):
    """The command that the words begin with, and what follows."""
    for length in (2, 1):
        if (name := " ".join(words[:length])) in COMMANDS:
            return name, words[length:]
    return None, words


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_and_option_of_a_page_exists(page):
    wrong = []
    for words in said(page):
        name, rest = named(words)
        groups = {one.split()[0] for one in COMMANDS}
        if name is None:
            if words[0] in groups or words[0].isalpha():
                wrong.append(f"karmika {' '.join(words[:2])}")
            continue
        command = COMMANDS[name]
        known = {option for one in command.params if isinstance(one, click.Option) for option in one.opts}
        wrong += [
            f"karmika {name} {word}"
            for word in rest
            if word.startswith("--") and word.split("=")[0] not in known
        ]
    assert not wrong


def test_the_pages_speak_of_commands_at_all():
    found = {named(words)[0] for page in PAGES for words in said(page)}
    assert {"backup", "restore", "doctor", "migrate", "serve", "worker", "journal verify", "rebuild"} <= found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_setting_of_a_page_is_one(page):
    text = page.read_text(encoding="utf-8")
    unknown = {name for name in re.findall(r"\bKARMIKA_[A-Z_]+\b", text) if f"`{name}`" not in SETTINGS}
    assert not unknown


def test_the_index_names_every_page():
    index = (FOLDER / "README.md").read_text(encoding="utf-8")
    missing = [
        page.name
        for page in FOLDER.glob("*.md")
        if page.name != "README.md" and f"({page.name})" not in index
    ]
    assert not missing


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_the_units_are_well_formed(tmp_path):
    units = []
    for unit in [*FOLDER.glob("systemd/*.service"), *FOLDER.glob("systemd/*.timer")]:
        text = unit.read_text(encoding="utf-8").replace("/opt/karmika/.venv/bin/karmika", sys.executable)
        (tmp_path / unit.name).write_text(text)
        units.append(str(tmp_path / unit.name))
    done = subprocess.run(
        ["systemd-analyze", "verify", *units], capture_output=True, text=True, timeout=60, check=False
    )
    ours = [line for line in done.stderr.splitlines() if "karmika" in line]
    assert not ours
    assert done.returncode == 0
