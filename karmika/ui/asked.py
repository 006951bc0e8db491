"""What an address asks for, read so that nothing typed there breaks a page, and the way on and back in a list."""

from uuid import UUID

from django.http import HttpRequest

from karmika.ui.components import Pager

PAGES_MAXIMUM = 100_000


def id_of(text: str) -> UUID | None:
    """An id; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def page_of(text: str) -> int:
    """The number of a page, from 0; 0 for anything else."""
    return min(int(text), PAGES_MAXIMUM) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def pager(request: HttpRequest, number: int, *, more: bool) -> Pager:
    """To the pages before and after this one, with everything else that the address asks for."""

    def url(to: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(to)
        return f"{request.path}?{asked.urlencode()}"

    return Pager(previous_url=url(number - 1) if number else "", next_url=url(number + 1) if more else "")
