"""What may interrupt work: an error that the user can put right, or a wish to stop.

Anything else that is raised is a bug, is caught nowhere, and reaches the one handler of
the command line or of the window.
"""

from collections.abc import Callable, Iterable, Sequence

Step = Callable[[int, int, str], None]
"""``step(done, total, text)`` reports progress; it raises `Cancelled` when asked to stop.

With a total of 0 it reports nothing and only raises, for work that has to ask more often than it
knows how far it has come.
"""


class Cancelled(Exception):
    """The user asked the running task to stop; nothing of it may remain."""


class UserError(Exception):
    """Something the user can put right. ``str(error)`` is the one sentence to show."""


class UnusableObjects(UserError):
    """Some objects cannot be used: ``rows`` are their places in the input, counted from 0.

    A statistic does not know names; whoever does raises ``error.named(names)`` instead.
    """

    def __init__(self, rows: Iterable[int], problem: str) -> None:
        self.rows = [int(row) for row in rows]
        self.problem = problem
        super().__init__(f"Object {listing([str(row + 1) for row in self.rows])}: {problem}")

    def named(self, names: Sequence[str]) -> UserError:
        """Return the same error with the names of the objects, given for all rows."""
        return UserError(f"{listing([names[row] for row in self.rows])}: {self.problem}")


class RaggedDataset(UserError):
    """Objects of one data set do not have the same number of landmarks or axes."""

    def __init__(self, odd: Sequence[str], expected: str) -> None:
        super().__init__(
            f"{listing(odd)}: not {expected} like the objects before; "
            "mend or leave out these objects, then try again."
        )


def no_step(done: int, total: int, text: str) -> None:
    """Report to nobody: the default for every function that takes a `Step`."""


def part_of(step: Step, part: int, parts: int) -> Step:
    """Return a `Step` for one of several parts of a longer work, counted from 0."""

    def report(done: int, total: int, text: str) -> None:
        if total:
            step(1000 * part + 1000 * done // total, 1000 * parts, text)
        else:
            step(0, 0, "")

    return report


def listing(names: Sequence[str], most: int = 5) -> str:
    """Join names for a sentence: the first few, then how many more there are."""
    shown = ", ".join(str(name) for name in names[:most])
    more = len(names) - most
    return f"{shown} and {more} more" if more > 0 else shown
