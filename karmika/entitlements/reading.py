"""A careful reader of what YAML gave: it notes what is wrong, with its place, and goes on. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from karmika.entitlements.facts import NO_TEXTS, Texts

LANGUAGES = ("en", "hi", "te")
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 1, 1)


class PackError(ValueError):
    """Schemes that cannot be used. `wrong` holds a sentence for each fault, with file and place."""

    def __init__(self, wrong: list[str]) -> None:
        """Keep the faults; the message is all of them."""
        super().__init__("\n".join(wrong))
        self.wrong = tuple(wrong)


class Reader:
    """A value at a place in a file. Every method returns something usable, and notes what was wrong."""

    def __init__(self, place: str, value: Any, wrong: list[str]) -> None:
        """`place` is for people: `eshram.yaml: rules[0].rule`. Faults are added to `wrong`."""
        self.place, self.value, self._wrong = place, value, wrong

    def fault(self, what: str) -> None:
        """Note that something is wrong here."""
        self._wrong.append(f"{self.place}: {what}")

    def at(self, key: str) -> Reader:
        """The value under a key; None where it is not there."""
        value = self.value.get(key) if isinstance(self.value, dict) else None
        return Reader(self._below(key), value, self._wrong)

    def _below(self, key: str) -> str:
        return f"{self.place}{' ' if self.place.endswith('.yaml:') else ': ' if self.place.endswith('.yaml') else '.'}{key}"

    def items(self) -> Iterator[tuple[str, Reader]]:
        """The members of a mapping."""
        if not isinstance(self.value, dict):
            if self.value is not None:
                self.fault("must be a mapping")
            return
        for key in self.value:
            if not isinstance(key, str):
                self.fault(f"the key {key} must be a word (quote it)")
            else:
                yield key, self.at(key)

    def each(self) -> Iterator[Reader]:
        """The members of a list."""
        if not isinstance(self.value, list):
            if self.value is not None:
                self.fault("must be a list")
            return
        for number, value in enumerate(self.value):
            yield Reader(f"{self.place}[{number}]", value, self._wrong)

    def only(self, *keys: str) -> None:
        """Note every key that nobody would read."""
        if not isinstance(self.value, dict):
            self.fault("must be a mapping")
            return
        for key in self.value:
            if key not in keys:
                self.fault(f"{key} is not known here; known are {', '.join(keys)}")

    def word(self, *allowed: str) -> str:
        """A word, one of those allowed (any where none are given)."""
        if isinstance(self.value, str) and self.value.strip() and (not allowed or self.value in allowed):
            return " ".join(self.value.split())
        self.fault(f"must be one of {', '.join(allowed)}" if allowed else "must be a text (quote numbers)")
        return allowed[0] if allowed else ""

    def day(self) -> date:
        """A day, between 1990 and 2100."""
        if type(self.value) is date and EARLIEST <= self.value <= LATEST:
            return self.value
        self.fault("must be a day such as 2026-11-21")
        return EARLIEST

    def whole(self, default: int) -> int:
        """A whole number, or the default where nothing stands."""
        if self.value is None:
            return default
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        self.fault("must be a whole number")
        return default

    def yes(self) -> bool:
        """True or false; false where nothing stands."""
        if self.value is None or isinstance(self.value, bool):
            return bool(self.value)
        self.fault("must be true or false")
        return False

    def texts(self, *, needed: bool = True) -> Texts:
        """One text in each language."""
        if self.value is None and not needed:
            return NO_TEXTS
        if not isinstance(self.value, dict):
            self.fault("must be a text in " + ", ".join(LANGUAGES))
            return NO_TEXTS
        self.only(*LANGUAGES)
        said = {language: self.value.get(language) for language in LANGUAGES}
        for language, text in said.items():
            if not isinstance(text, str) or not text.strip():
                self.fault(f"has no text in {language}")
        return {language: " ".join(str(text).split()) for language, text in said.items()}
