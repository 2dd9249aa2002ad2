"""The limit on BLAS threads is set and given back."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from components.stats.threads import fitting_blas_threads


def threads() -> set[int]:
    np.linalg.inv(np.eye(3))
    return {lib["num_threads"] for lib in threadpool_info() if lib["user_api"] == "blas"}


def test_the_limit_ends_with_the_last_block() -> None:
    before = threads()
    first, second = fitting_blas_threads(100), fitting_blas_threads(10)
    first.__enter__()
    assert 1 in threads()  # of numpy; scipy has a BLAS of its own
    second.__enter__()
    first.__exit__(None, None, None)  # overlapping, as in two threads of the program
    assert 1 in threads()
    second.__exit__(None, None, None)
    assert threads() == before


def test_large_problems_keep_their_threads() -> None:
    before = threads()
    with fitting_blas_threads(5000):
        assert threads() == before


def test_an_error_gives_the_threads_back() -> None:
    before = threads()
    with pytest.raises(ZeroDivisionError), fitting_blas_threads(5):
        raise ZeroDivisionError
    assert threads() == before
