"""What is written for people: commands, settings and rooms are documented, and every text is there in three languages."""

import ast
import re

import click
import pytest

from karmika.cli import main
from karmika.cli.messages import LANGUAGES, in_script, missing
from karmika.rooms import ROOMS
from tests.house import HOUSE, product, tree

COMMANDS = HOUSE / "docs" / "for-operators" / "commands.md"
SETTINGS = HOUSE / "docs" / "for-operators" / "settings.md"


def commands(group: click.Group, *before: str):
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)
        else:
            yield " ".join((*before, name)), command


@pytest.mark.parametrize(
    ("name", "command"), list(commands(main)), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_command_is_documented_with_its_options(name, command):
    text = COMMANDS.read_text(encoding="utf-8")
    assert f"## karmika {name}\n" in text
    section = text.split(f"## karmika {name}\n", 1)[1].split("\n## ")[0]
    for parameter in command.params:
        if isinstance(parameter, click.Option) and not parameter.hidden and parameter.name != "data":
            assert parameter.opts[0] in section, f"{parameter.opts[0]} is not explained"
    assert command.help


@pytest.mark.parametrize(
    ("name", "command"), list(commands(main)), ids=lambda one: one if isinstance(one, str) else ""
)
def test_every_command_takes_a_data_directory(name, command):
    takes = any(parameter.name == "data" for parameter in command.params)
    assert takes != (name in WITHOUT_DATA)


WITHOUT_DATA = {"groups propose": "works on a file and writes a file: neither keys nor tables are needed"}


def test_every_setting_of_the_environment_is_documented():
    asked = set()
    for path in product():
        if path.name != "template_database.py":
            asked |= set(re.findall(r"[\"'](KARMIKA_[A-Z_]+)[\"']", path.read_text(encoding="utf-8")))
    text = SETTINGS.read_text(encoding="utf-8")
    undocumented = sorted(name for name in asked if f"`{name}`" not in text and name not in INTERNAL)
    assert not undocumented


INTERNAL = {"KARMIKA_APART", "KARMIKA_GENERATED_FILES", "KARMIKA_INTERPRETERS"}
"""Names of Django settings that the house sets for itself; they are not read from the environment."""


def test_every_room_has_a_page():
    for room in ROOMS:
        if room.acts:
            text = (HOUSE / "docs" / "rooms" / f"{room.name}.md").read_text(encoding="utf-8")
            assert len(text.split("<!-- acts")[0].strip().splitlines()) > 3, "say what the room is for"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_lacks_a_translation(language):
    absent = missing(language)
    assert not absent, f"{len(absent)}, for example {absent[:3]}"


def test_a_translation_in_the_letters_of_another_language_is_none():
    assert in_script("20 MB, వాయిస్ నోట్", "te") and in_script("कैंप (CSV)।", "hi")
    assert not in_script("వాయిస్ నోట్", "hi") and not in_script("फ़ोन", "te")


def test_no_text_for_people_is_inside_an_f_string_where_it_would_not_be_collected():
    hidden = [
        f"{path.relative_to(HOUSE)}:{node.lineno}"
        for path in product()
        for inside in ast.walk(tree(path))
        if isinstance(inside, ast.JoinedStr)
        for node in ast.walk(inside)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in GETTEXT
    ]
    assert not hidden


GETTEXT = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"}


def test_documents_point_to_things_that_are_there():
    broken = []
    for page in [*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(HOUSE)} -> {target}")
    assert not broken


def test_decisions_begin_with_a_sentence_and_are_short():
    for page in (HOUSE / "docs" / "decisions").glob("*.md"):
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", page.name)
        lines = [line for line in page.read_text(encoding="utf-8").splitlines() if line.strip()]
        assert len(lines) <= 30, f"{page.name}: {len(lines)} lines"


def test_no_file_names_a_directory_of_somebodys_machine():
    for path in [*product(), *HOUSE.glob("*.lock"), *HOUSE.glob("*.toml")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"[\"' ]/(?:home|root|work)/", text), path
