"""Answers as the XML that ODK Collect would send for a form: every question of an open group, in the form's order."""

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from karmika.intake.definition import FormDefinition, Group


class Writer:
    """Writes submissions of one form. Answers to questions that the form does not ask are left out."""

    def __init__(self, form: FormDefinition) -> None:
        self._form = form
        self._below: dict[str, list[tuple[str, str, Group | None]]] = {}
        groups = {group.path: group for group in form.groups}
        for path in self._paths():
            above, _, name = path.rpartition("/")
            row = (name, path, groups.get(path))
            if row not in self._below.setdefault(above, []):
                self._below[above].append(row)

    def _paths(self) -> list[str]:
        """Every node in the form's order: a group stands where its first question stands."""
        seen: dict[str, None] = {}
        for question in self._form.questions:
            parts = question.path.split("/")[2:]
            for depth in range(1, len(parts) + 1):
                seen[f"/{self._form.root}/" + "/".join(parts[:depth])] = None
        return list(seen)

    def xml(self, answers: Mapping[str, Any], instance_id: str, replaces: str = "") -> bytes:
        """The submission with these answers; `replaces` is the id of the one that it corrects."""
        form = self._form
        replaced = f"<orx:deprecatedID>uuid:{replaces}</orx:deprecatedID>" if replaces else ""
        return (
            f'<?xml version=\'1.0\' ?><{form.root} id="{form.form_id}" version="{form.version}" '
            f'xmlns:orx="http://openrosa.org/xforms" xmlns:jr="http://openrosa.org/javarosa">'
            f"{self._inside(answers, f'/{form.root}')}"
            f"<orx:meta><orx:instanceID>uuid:{instance_id}</orx:instanceID>{replaced}</orx:meta></{form.root}>"
        ).encode()

    def _inside(self, answers: Mapping[str, Any], path: str) -> str:
        out: list[str] = []
        for name, below, group in self._below.get(path, ()):
            answer = answers.get(name)
            if group is None:
                out.append(
                    f"<{name}/>" if answer is None or answer == "" else f"<{name}>{_text(answer)}</{name}>"
                )
            elif answer is not None:
                rows = answer if group.repeats else [answer]
                out += [f"<{name}>{self._inside(row, below)}</{name}>" for row in rows]
        return "".join(out)


def _text(answer: Any) -> str:
    if isinstance(answer, str):
        return escape(answer)
    return escape(" ".join(answer)) if isinstance(answer, list) else str(answer)
