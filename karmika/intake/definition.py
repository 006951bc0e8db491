"""What a form asks, read once when it is published and stored as JSON beside it. No answers, no Django, no I/O."""

import msgspec

Labels = dict[str, str]
"""Language code ("en", "te", "hi", or "" where the form names none) to text."""


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """One leaf of the form's tree.

    `type` is what the answer is: string, int, decimal, date, dateTime, time, boolean, geopoint, geotrace, geoshape,
    binary, barcode, select_one, select_multiple, rank, trigger, note. Expressions are the form's own XPath.
    """

    path: str
    name: str
    type: str
    labels: Labels = {}
    choices_list: str | None = None
    required_expr: str | None = None
    constraint_expr: str | None = None
    relevant_expr: str | None = None
    calculate_expr: str | None = None
    constraint_messages: Labels = {}
    preload: str | None = None
    asked: bool = True
    repeat: str | None = None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """A group of questions; with `repeats`, one that is filled in any number of times."""

    path: str
    name: str
    labels: Labels = {}
    relevant_expr: str | None = None
    repeats: bool = False


class FormDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A form as the server needs it: tree, questions in order, choice lists, and what else a phone must fetch.

    `choices` is list -> value -> labels. Lists in `external_lists` come as files to the phone and are not known here.
    `fingerprint` is the SHA-256 of the XForm: two definitions with the same fingerprint are the same.
    """

    form_id: str
    version: str
    title: str
    root: str
    questions: tuple[Question, ...]
    groups: tuple[Group, ...] = ()
    choices: dict[str, dict[str, Labels]] = {}
    external_lists: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    default_language: str = ""
    fingerprint: str = ""

    def question(self, name: str) -> Question | None:
        """The first question with this name or path, or None."""
        return next((q for q in self.questions if name in (q.name, q.path)), None)


def label_of(labels: Labels, language: str, default: str = "") -> str:
    """The label in `language`, else in the form's default language, else in any, else empty."""
    for code in (language, default, "en", ""):
        if labels.get(code):
            return labels[code]
    return next((text for text in labels.values() if text), "")


# Built at import, while there is one thread: msgspec's type information must not be built by two at once.
_DECODER = msgspec.json.Decoder(FormDefinition)


def stored_definition(stored: bytes | str) -> FormDefinition:
    """A definition as it was kept with its form version."""
    return _DECODER.decode(stored)
