"""Addresses that stand on a page many times, looked up once per process: Django matches each against all patterns."""

from functools import lru_cache
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

_SOME = UUID("00000000-0000-4000-8000-00000000000a")


def address(name: str, one: UUID | None = None) -> str:
    """The address of a page, or of the page of one thing. Raises NoReverseMatch where there is none."""
    known = _known(name, one is not None, str(get_urlconf() or settings.ROOT_URLCONF), get_script_prefix())
    return known if one is None else known.replace(str(_SOME), str(one))


# `urlconf` and `prefix` decide what `reverse` finds, so what is known is known for them
@lru_cache(maxsize=512)
def _known(name: str, of_one: bool, urlconf: str, prefix: str) -> str:
    return reverse(name, args=[_SOME] if of_one else None)
