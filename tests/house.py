"""What the tests of the house look at: the files of the package, and their syntax trees."""

import ast
import functools
from collections.abc import Iterator
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
PACKAGE = HOUSE / "karmika"


@functools.cache
def modules() -> tuple[Path, ...]:
    """Every Python file of ours, without migrations."""
    roots = (PACKAGE, HOUSE / "tests", HOUSE / "bench")
    found = [path for root in roots for path in root.rglob("*.py") if "migrations" not in path.parts]
    return tuple(sorted([*found, HOUSE / "conftest.py"]))


@functools.cache
def product() -> tuple[Path, ...]:
    """Those that are no tests."""
    return tuple(path for path in modules() if PACKAGE in path.parents and "tests" not in path.parts)


@functools.cache
def tree(path: Path) -> ast.Module:
    """The syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    """A file as people say it."""
    return str(path.relative_to(HOUSE))


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function and method in a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def classes(path: Path) -> Iterator[ast.ClassDef]:
    """Every class in a file."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ClassDef):
            yield node


def lines_of(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> int:
    """How long a function or class is."""
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1
