"""Work in pieces, here or on the workers of an executor, with the same numbers either way.

The pieces, and the order in which their results are put together, never depend on where they
are worked on or on the number of workers; pieces that draw random numbers have a stream each.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from typing import Any, TypeVar

import numpy as np

T = TypeVar("T")


def in_order(
    work: Callable[..., T], pieces: Sequence[tuple[Any, ...]], executor: Executor | None = None
) -> Iterator[T]:
    """Give the results of ``work(*piece)``, in the order of the pieces.

    Without an executor each piece is worked on when its result is asked for. When the caller
    stops early, pieces that no worker has begun are not begun.
    """
    if executor is None:
        yield from (work(*piece) for piece in pieces)
        return
    waiting = deque(executor.submit(work, *piece) for piece in pieces)
    try:
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()


def sent(value: T, executor: Executor | None) -> T:
    """Send a value that many pieces need to the workers once; what is returned stands for it.

    An executor that can do so has a method ``send``; with any other the value goes along with
    each piece.
    """
    send = getattr(executor, "send", None)
    return value if send is None else send(value)


def stretches(total: int, length: int) -> list[slice]:
    """Cut 0 to ``total`` into slices of ``length``, of which the last may be shorter."""
    return [slice(start, min(start + length, total)) for start in range(0, total, length)]


def streams(seed: int | None, count: int, *key: int) -> list[np.random.SeedSequence]:
    """Give a seed to each of ``count`` pieces; ``key`` tells apart several uses of one seed."""
    entropy = np.random.SeedSequence(seed).entropy
    return [np.random.SeedSequence(entropy, spawn_key=(*key, i)) for i in range(count)]
