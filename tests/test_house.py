"""The shape of the house: sizes, names, words, floors. A rule that is not tested is a wish."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import HOUSE, PACKAGE, classes, functions, lines_of, modules, name, product, tree

FILE_MAXIMUM, FUNCTION_MAXIMUM, CLASS_MAXIMUM, PARAMETERS_MAXIMUM = 400, 50, 200, 6
JOURNAL_MAXIMUM, ACT_MAXIMUM = 600, 120

FORBIDDEN_NAMES = {"utils", "util", "common", "core", "helpers", "services", "scripts", "manager", "misc"}

BROAD_EXCEPTS = {
    "karmika/worker.py",  # a scheduled job goes on when one of its parts fails
    "karmika/intake/interpret.py",  # the queue of submissions: a fault of ours must not lose a receipt
    "karmika/odk/door.py",  # the HTTP boundary of phones
}
PURE_CORES = {
    *(f"karmika/groups/formation/{part}.py" for part in ("arrays", "people", "solver", "bound", "cards")),
    "karmika/groups/ghosts.py",
    "karmika/groups/visit_draw.py",
    *(f"karmika/cases/{core}.py" for core in ("claims", "compensation", "rates", "remedies", "wages")),
}
GUARD_OPENERS = {
    "karmika/cli/house.py": "migrations",
    "karmika/backup/loading.py": "a restored database beside the living one",
    "karmika/kernel/guard.py": "its home",
    "karmika/journal/keys.py": "keys are the only rows that can be destroyed",
    "karmika/journal/perform.py": "the door",
    "karmika/rebuild.py": "empty tables beside the living ones",
    "karmika/template_database.py": "migrations, for tests",
}
SHEETS = {
    "karmika/kernel/sheets.py",  # the guard itself
    "karmika/chain/files.py",  # with the head of the journal in its last line, and the same guard
}
WORDS = {
    r"\bprint\(": ("print(", lambda path: "cli" not in path.parts and "bench" not in path.parts),
    r"\butcnow\b": ("utcnow", lambda path: True),
    r"\bTODO\b|\bFIXME\b|\bXXX\b": ("unfinished work", lambda path: True),
    r"\bauto_now": ("auto_now", lambda path: True),
    r"^\s+ordering\s*=": ("Meta.ordering", lambda path: True),
    r"\bselect_related\(\)": ("bare select_related()", lambda path: True),
    r"\bexecutescript\b": ("a way past the write guard", lambda path: True),
    r"\bcsv\.(?:writer|DictWriter)\b": (
        "a sheet whose cells may be formulas: write it by kernel/sheets.py",
        lambda path: "cli" not in path.parts and path.as_posix() not in SHEETS,
    ),
    r"(?i)beneficiar": ("a worker is a worker", lambda path: True),
    r"\b(?:post|pre)_(?:save|delete|init)\b|@receiver\b": ("signals", lambda path: True),
    r"\bfloat\(": (
        "float( where money or people are counted",
        lambda path: any(room in path.parts for room in ("books", "cases", "measures", "journal", "access")),
    ),
}
"""Pattern -> what it is, and where it is forbidden."""


def wrong(found: list[str]) -> str:
    return "\n" + "\n".join(found)


def test_files_are_short():
    found = [
        f"{name(path)}: {count} lines"
        for path in modules()
        if path.name != "__init__.py"
        and (count := len(path.read_text(encoding="utf-8").splitlines())) > FILE_MAXIMUM
    ]
    assert not found, wrong(found)


def test_functions_and_classes_are_short():
    found = [
        f"{name(path)}:{node.lineno} {node.name}: {lines_of(node)} lines"
        for path in modules()
        for nodes, maximum in ((functions(path), FUNCTION_MAXIMUM), (classes(path), CLASS_MAXIMUM))
        for node in nodes
        if lines_of(node) > maximum
    ]
    assert not found, wrong(found)


def test_functions_take_few_parameters():
    found = []
    for path in modules():
        for node in functions(path):
            given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            count = len([one for one in given if one.arg not in ("self", "cls")])
            if count > PARAMETERS_MAXIMUM:
                found.append(f"{name(path)}:{node.lineno} {node.name}: {count} parameters")
    assert not found, wrong(found)


def test_no_module_has_a_name_that_says_nothing():
    found = [name(path) for path in modules() if {path.stem, path.parent.name} & FORBIDDEN_NAMES]
    assert not found, wrong(found)


def test_no_module_is_empty():
    found = [name(path) for path in modules() if path.name != "__init__.py" and not tree(path).body]
    assert not found, wrong(found)


def test_every_module_says_what_it_is_in_one_to_five_lines():
    found = []
    for path in product():
        said = ast.get_docstring(tree(path)) or ""
        if tree(path).body and not 1 <= len([line for line in said.splitlines() if line.strip()]) <= 5:
            found.append(name(path))
    assert not found, wrong(found)


def test_forbidden_words_are_not_used():
    found = []
    for path in product():
        text = path.read_text(encoding="utf-8")
        for pattern, (what, applies) in WORDS.items():
            if applies(path.relative_to(HOUSE)):
                for match in re.finditer(pattern, text, re.MULTILINE):
                    found.append(f"{name(path)}:{text[: match.start()].count(chr(10)) + 1} {what}")
    assert not found, wrong(found)


def test_broad_excepts_stand_only_at_the_boundaries():
    found = []
    for path in product():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else "everything"
                if caught in ("Exception", "BaseException", "everything") and name(path) not in BROAD_EXCEPTS:
                    found.append(f"{name(path)}:{node.lineno} except {caught}")
    assert not found, wrong(found)


def test_the_write_guard_is_opened_in_few_places():
    users = {
        name(path)
        for path in product()
        if re.search(r"\bguard\.opened\(|^class GuardError", path.read_text(), re.MULTILINE)
    }
    assert users == GUARD_OPENERS.keys() & users, wrong(sorted(users - GUARD_OPENERS.keys()))


def test_pure_cores_queries_and_acts_are_documented():
    exempt = {"place", "locks", "reads", "subjects", "destroys", "check", "apply", "facts", "visible_to"}
    found = []
    for path in product():
        if not ({"queries", "acts"} & {path.stem, *path.parts} or name(path) in PURE_CORES):
            continue
        for node in [*functions(path), *classes(path)]:
            public = not node.name.startswith("_") and node.name not in exempt
            if public and not _is_nested(node, path) and not ast.get_docstring(node):
                found.append(f"{name(path)}:{node.lineno} {node.name}")
    assert not found, wrong(found)


def _is_nested(node: ast.AST, path: Path) -> bool:
    return any(node is not one and node in ast.walk(one) for one in functions(path))


def test_the_journal_stays_small():
    assert _code_lines(PACKAGE / "journal") <= JOURNAL_MAXIMUM
    (act,) = (one for one in classes(PACKAGE / "journal" / "act.py") if one.name == "Act")
    assert lines_of(act) <= ACT_MAXIMUM


def _code_lines(folder: Path) -> int:
    """Lines that are neither blank nor part of a docstring nor a comment."""
    count = 0
    for path in folder.glob("*.py"):
        said = set()
        for node in ast.walk(tree(path)):
            if (
                isinstance(node, ast.Expr)
                and isinstance(node.value, ast.Constant)
                and isinstance(node.value.value, str)
            ):
                said |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            count += bool(line.strip()) and not line.strip().startswith("#") and number not in said
    return count


def test_every_room_imports_only_from_below():
    # in a process of its own: it silences the loggers of whoever calls it
    look = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    done = subprocess.run(
        [sys.executable, "-c", look], cwd=HOUSE, capture_output=True, text=True, timeout=300
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("templates/**/*.html")), ids=name)
def test_templates_hold_no_script_and_no_style(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>\s*\S", text), "inline script"
    assert not re.search(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']", text), "inline style or handler"


def test_every_table_is_journalled_or_listed_with_a_reason():
    from django.apps import apps

    from karmika.journal.models import Entry, Recorded, Subject
    from karmika.unjournalled import UNJOURNALLED

    listed = dict(UNJOURNALLED)
    assert all(reason.strip() for reason in listed.values())
    tables = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    stray = [
        table
        for table, model in tables.items()
        if table not in listed and not issubclass(model, Recorded | Entry | Subject)
    ]
    assert not stray, wrong(stray)
    guarded = [table for table, model in tables.items() if issubclass(model, Recorded) and table in listed]
    assert not guarded, "acts write these: " + wrong(guarded)
