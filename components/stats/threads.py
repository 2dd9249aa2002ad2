"""One BLAS thread for small problems, whose threads would only wait for each other."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

from threadpoolctl import ThreadpoolController

_WORTH_THREADS = 300
_lock = Lock()
_limits: list[Any] = []  # the limiter of the first block that is open, once for each open block


@cache
def _controller() -> ThreadpoolController:
    # Looking through the loaded libraries takes half a millisecond, setting a limit a hundredth.
    return ThreadpoolController()


@contextmanager
def fitting_blas_threads(size: int) -> Iterator[None]:
    """Let numpy's algebra with matrices of about ``size`` rows run on as many threads as pay.

    Up to 300 rows that is one: on two cores a QR decomposition of 500 x 100 takes 7 ms with
    two threads and 0.9 ms with one, and an eigendecomposition of 200 x 200 takes 4.5 and
    2.7 ms; at 400 rows both are equal. The limit holds for the whole process. Blocks may be
    nested and may overlap in several threads: the last to end gives the threads back.
    """
    if size > _WORTH_THREADS:
        yield
        return
    with _lock:
        _limits.append(_limits[0] if _limits else _controller().limit(limits=1, user_api="blas"))
    try:
        yield
    finally:
        with _lock:
            limit = _limits.pop()
            if not _limits:
                limit.restore_original_limits()
