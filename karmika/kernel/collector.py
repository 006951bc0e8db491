"""Python's collector of cycles, for work that keeps very many objects alive for a while."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def asleep() -> Iterator[None]:
    """No search for cycles of objects unless it is asked for, and never among those that were there before.

    Looking through all rows that wait to be written, again and again, was half of a replay's time.
    """
    awake = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if awake:
            gc.enable()


def collect() -> None:
    """Search once: between two batches, when little is left."""
    gc.collect()
