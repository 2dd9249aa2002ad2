"""What the tests of performance share: simulated data sets, and a law that noise does not break."""

import gc
import time
from collections.abc import Callable

from components.shape.specimen import Specimen
from components.shape.table import ShapeTable
from components.stats.simulate import simulate
from components.store import datasets, objects
from components.store.datasets import Scheme
from components.store.library import Library

GROUPS = 5
DOUBLING = 2.5  # times the time, at most, that twice the objects may take


def specimens(count: int, landmarks: int, axes: int) -> list[Specimen]:
    """Simulate objects of five groups, fewer where there are few objects."""
    made = simulate(count, landmarks, axes, groups=min(GROUPS, count // 3), seed=1)
    return [
        Specimen(f"form {i}", form, variables={"kind": f"kind {group}"})
        for i, (form, group) in enumerate(zip(made.coords, made.groups, strict=True))
    ]


def store(library: Library, forms: list[Specimen]) -> int:
    """Store objects as a data set and return its id."""
    scheme = Scheme(forms[0].landmarks.shape[1], variables=(("kind", "text"),))
    number = datasets.create(library, f"{len(forms)} objects", scheme)
    objects.add(library, number, forms)
    return number


def stored_and_loaded(library: Library, forms: list[Specimen]) -> tuple[ShapeTable, float]:
    """Store objects, load them, and return them with the seconds that loading took."""
    number = store(library, forms)
    began = time.perf_counter()
    table = objects.load_table(library, number)
    return table, time.perf_counter() - began


def times_longer(
    small: Callable[[], object], large: Callable[[], object], most: float, rounds: int = 40
) -> float:
    """Return how many times as long the larger work takes, of which ``most`` is lawful.

    Both are done in turns, and the least processor time of each counts: other programs on the
    machine can only make a round longer. So it ends as soon as the law is seen to hold. Searches
    for garbage, which go through all that other tests have left, are put off.
    """
    least = [float("inf"), float("inf")]
    gc.disable()
    try:
        _take_turns((small, large), least, most, rounds)
    finally:
        gc.enable()
    return least[1] / least[0]


def _take_turns(
    works: tuple[Callable[[], object], ...], least: list[float], most: float, rounds: int
) -> None:
    for done in range(rounds):
        for i, run in enumerate(works):
            began = time.process_time()
            run()
            least[i] = min(least[i], time.process_time() - began)
        if done >= 2 and least[1] <= most * least[0]:
            break
