"""Our own files under an address that changes when they do, so that browsers may keep them."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.templatetags.static import static


@cache
def asset_url(name: str) -> str:
    """The address of a static file with the start of its hash. Raises ValueError when there is no such file."""
    found = finders.find(name)
    if not isinstance(found, str):
        raise ValueError(f"there is no static file {name}")
    return f"{static(name)}?v={hashlib.sha256(Path(found).read_bytes()).hexdigest()[:10]}"
