"""Names of objects that have none."""

from components.shape.table import RunningNumbers


def test_running_numbers_are_those_of_a_tuple() -> None:
    names = RunningNumbers(range(1, 6))
    as_tuple = ("1", "2", "3", "4", "5")
    assert tuple(names) == as_tuple
    assert len(names) == 5
    assert names[-1] == "5"
    assert tuple(names[1::3]) == as_tuple[1::3]
    assert "4" in names
