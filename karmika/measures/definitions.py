"""What a measure is: a code, a name and a definition that people can read. Rooms list theirs in `measures.py`."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Measure:
    """Something that is counted. `definition` says what counts as one, what does not, and what takes it back."""

    code: str
    name: str | Promise
    definition: str | Promise
    unit: str = "count"
    """ "count", or "paise" for money."""
