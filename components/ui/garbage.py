"""Python's search for garbage, kept from holding the window."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unsearched() -> Iterator[None]:
    """Have no search for garbage, then or later, among what the block makes: much that stays.

    Such a search holds all threads, the longer the more there is: 0.1 s for a change of 100,000
    objects. What is not part of a circle is freed all the same.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
