"""What a measure is: a code, a name and a definition that people can read. Rooms list theirs in `measures.py`."""

from dataclasses import dataclass

from django.utils.functional import Promise

from karmika.kernel.numbers import Paise


@dataclass(frozen=True)
class Measure:
    """Something that is counted. `definition` says what counts as one, what does not, and what takes it back."""

    code: str
    name: str | Promise
    definition: str | Promise
    unit: str = "count"
    """ "count", or "paise" for money."""

    def shown(self, value: int) -> int:
        """The value so that a page shows money as rupees."""
        return Paise(value) if self.unit == "paise" else value
