"""Room for large arrays: in memory, or in files of which only the rows in work are in memory.

A statistic works through its objects in blocks and asks for room for its large results. With
`in_memory` they are plain arrays. With memory-mapped arrays as input and results the same code
works out of core: the memory of a block is handed back after it, so that the numbers are the same
bit for bit and a few blocks are in memory whatever the number of objects.
"""

import mmap
from collections.abc import Callable

import numpy as np
from numpy.lib.array_utils import byte_bounds

from components.shape.specimen import FloatArray

Room = Callable[[tuple[int, ...]], FloatArray]
"""Gives an array of a shape, whose values are not set yet."""


def in_memory(shape: tuple[int, ...]) -> FloatArray:
    """Give an array in memory, as for everybody who asks for no other room."""
    return np.empty(shape)


def release(array: FloatArray, rows: slice) -> None:
    """Hand the memory of some rows back to the system where they are in a file.

    Nothing is lost: the file has the values, and rows that are used again are read again.
    """
    if array.base is None:
        return
    holder: object = array.base
    mode = getattr(array, "mode", "r")
    while isinstance(holder, np.ndarray):
        mode = getattr(holder, "mode", mode)
        holder = holder.base
    # A private copy (mode c) is nowhere else; Windows takes pages back by itself.
    if not isinstance(holder, mmap.mmap) or mode == "c" or not hasattr(holder, "madvise"):
        return
    origin = np.frombuffer(holder, np.uint8, 1).__array_interface__["data"][0]
    low, high = (place - origin for place in byte_bounds(array[rows]))
    low -= low % mmap.PAGESIZE
    holder.madvise(mmap.MADV_DONTNEED, low, high - low)
