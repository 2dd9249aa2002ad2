"""The sizes of data that performance is measured and tested with: one table for all scripts."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Scenario:
    """Simulated data of one size; ``quick`` ones take seconds at most."""

    kind: str
    objects: int
    landmarks: int
    axes: int
    groups: int = 5
    quick: bool = True

    @property
    def name(self) -> str:
        """As in tables and on the command line."""
        return f"{self.objects}x{self.landmarks}x{self.axes}"

    @property
    def size(self) -> tuple[int, int, int]:
        """Objects, landmarks and axes."""
        return self.objects, self.landmarks, self.axes

    @property
    def input_bytes(self) -> int:
        """Bytes of the coordinates."""
        return 8 * self.objects * self.landmarks * self.axes


PAPER = {
    "many objects": ((1000, 10), (2000, 10), (5000, 5)),
    "many landmarks": ((100, 100), (50, 200), (20, 500)),
    "balanced": ((500, 50), (1000, 50), (2000, 30)),
}
"""Objects and landmarks of the customer's paper; each is used in 2-D and in 3-D."""

CUSTOMER = tuple(
    Scenario(kind, objects, landmarks, axes, groups=5 if objects > 20 else 3)
    for kind, sizes in PAPER.items()
    for objects, landmarks in sizes
    for axes in (2, 3)
)

FIELD = (
    Scenario("wings", 28_708, 11, 2),
    Scenario("wings", 26_481, 19, 2),
    Scenario("skulls", 352, 757, 3, quick=False),
)
"""Sizes of published data sets."""

BEYOND = (
    Scenario("beyond", 10_000, 50, 2),
    Scenario("beyond", 10_000, 50, 3, quick=False),
    Scenario("beyond", 100_000, 50, 2, quick=False),
    Scenario("beyond", 100_000, 50, 3, quick=False),
    Scenario("beyond", 1000, 1000, 3, quick=False),
)

MILLION = Scenario("million", 1_000_000, 20, 2, quick=False)
FACES = Scenario("faces", 8246, 7160, 3, quick=False)

FEW = tuple(Scenario("few objects", n, 10, 2, groups=2) for n in (5, 6, 7, 8, 9, 10, 20, 50, 100))
"""From the smallest number that canonical variates can be found of, to the paper's largest."""
