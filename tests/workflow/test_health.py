"""The health check: each kind of fault is found and said, each repair is one step and undone."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from library_state import content

from components.errors import UserError
from components.shape.specimen import FloatArray, Specimen
from components.stats.simulate import simulate
from components.store import datasets, digitising, objects, rows
from components.store.datasets import Scheme
from components.workflow import edits
from components.workflow.health import Checkup, check, check_dataset, repair
from components.workflow.health_finding import TITLES, Finding, numbered
from components.workflow.repairs import repaired
from components.workflow.session import Session
from scripts.benchmark_health import kinds_for, made_sound, run, simulated_sets
from scripts.planted_faults import KINDS, plant


def sound(count: int = 30) -> list[Specimen]:
    """Specimens in millimetres, with a curve each."""
    coords = simulate(count, 12, 2, seed=9).coords + 900
    return [
        Specimen(f"wing {i}", form, curves=(form[:4] + 1,), scale=0.02, unit="mm")
        for i, form in enumerate(coords)
    ]


def faulty() -> list[Specimen]:
    """One fault of every kind that data in the plane can have."""
    kinds = [kind for kind in KINDS if kind not in ("turned", "outlier")]
    changed, _ = plant(sound(), kinds, np.random.default_rng(12))
    return changed


def put(session: Session, specimens: Sequence[Specimen]) -> int:
    number = datasets.create(session.library, "wings", Scheme(2))
    objects.add(session.library, number, specimens)
    session.library.database.execute_sql("UPDATE mdobject SET modified = 1")
    return number


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    opened = Session(tmp_path / "library")
    yield opened
    opened.close()


def only(checked: Checkup, kind: str) -> Finding:
    (finding,) = (one for one in checked.findings if one.kind == kind)
    return finding


def changed(row: int, **values: object) -> list[Specimen]:
    """Sound specimens of which one is changed."""
    specimens = sound()
    specimens[row] = replace(specimens[row], **values)  # type: ignore[arg-type]  # fields of any type
    return specimens


def test_sound_specimens_have_no_findings() -> None:
    checked = check(sound())
    assert checked.findings == ()
    assert checked.summary == "No faults were found in 30 objects."
    assert check([]).summary == "No faults were found in 0 objects."
    assert check(sound()[:1]).findings == ()


def test_every_kind_is_found_and_says_why() -> None:
    checked = check(faulty())
    kinds = {finding.kind for finding in checked.findings}
    assert kinds == set(TITLES) - {"turned", "outlier"}
    for finding in checked.findings:
        assert finding.sentence.endswith(".")
        assert finding.name in finding.sentence
        assert finding.repairs
    order = [list(TITLES).index(finding.kind) for finding in checked.findings]
    assert order == sorted(order)


def test_a_mirror_image_is_said_with_its_figures() -> None:
    specimens = changed(4, landmarks=sound()[4].landmarks * [1, -1])
    finding = only(check(specimens), "mirrored")
    assert finding.rows == (4,)
    assert "the distance from the mean shape falls from" in finding.text


def test_a_sign_that_no_other_object_has_speaks_for_a_mirror_image() -> None:
    kites = np.array(
        [[0, 0], [2, 1], [3, 0], [2, -1], [1.0, 0]]
    )  # with a mirror plane of their own
    rng = np.random.default_rng(4)
    forms = kites + np.array([5, 5]) + rng.normal(0, 0.05, (30, 5, 2))
    specimens = [Specimen(str(i), form) for i, form in enumerate(forms)]
    assert check(specimens).findings == ()
    wrong = 0
    for row in range(30):
        flipped = list(specimens)
        flipped[row] = replace(flipped[row], landmarks=forms[row] * [1, -1])
        found = [one for one in check(flipped).findings if one.kind == "mirrored"]
        assert all(one.rows == (row,) for one in found)
        wrong += not found
        moved = list(specimens)
        moved[row] = replace(moved[row], landmarks=forms[row] - [0, 20])
        assert not [one for one in check(moved).findings if one.rows != (row,)]
    assert wrong < 18  # a form that is as far from its image as from the mean gives nothing away


@pytest.mark.parametrize(("factor", "said"), [(10.0, "10 times"), (0.1, "1/10 of")])
def test_a_scale_in_another_unit_is_seen_where_sizes_vary_much(factor: float, said: str) -> None:
    rng = np.random.default_rng(2)
    sizes = np.exp(rng.normal(0, 1, 40))
    sizes[7] = 1.2 if factor > 1 else 0.9
    specimens = [
        replace(one, landmarks=one.landmarks * size, scale=0.01, unit="mm")
        for one, size in zip((sound() * 2)[:40], sizes, strict=True)
    ]
    specimens = [replace(one, name=str(i)) for i, one in enumerate(specimens)]
    assert not [one for one in check(specimens).findings if one.kind == "scale"]
    specimens[7] = replace(specimens[7], scale=0.01 * factor)
    finding = only(check(specimens), "scale")
    assert finding.rows == (7,)
    assert said in finding.text
    (mended,) = [change(specimens[7]) for row, change in finding.repairs[0].changes if row == 7]
    assert mended is not None
    assert mended.scale == pytest.approx(0.01)


def test_two_magnifications_are_no_mistake() -> None:
    specimens = [
        replace(one, scale=0.01 if i % 4 else 0.001, unit="mm", name=str(i),
                landmarks=one.landmarks * (1 if i % 4 else 10))
        for i, one in enumerate(sound())
    ]  # fmt: skip
    assert not [one for one in check(specimens).findings if one.kind == "scale"]


@pytest.mark.parametrize("kind", [kind for kind in TITLES if kind not in ("turned", "outlier")])
def test_each_repair_is_one_step_which_undo_takes_back(session: Session, kind: str) -> None:
    number = put(session, faulty())
    checked = check_dataset(session.library, number)
    before = content(session.library)
    for finding in (one for one in checked.findings if one.kind == kind):
        for way in finding.repairs:
            repair(session.history, checked, [way])
            assert content(session.library) != before
            after = check_dataset(session.library, number)
            assert not [
                one
                for one in after.findings
                if one.kind == kind
                and [after.ids[r] for r in one.rows] == [checked.ids[r] for r in finding.rows]
            ]
            assert session.history.labels[0].startswith(way.text)
            session.history.undo()
            assert content(session.library) == before
            assert session.history.labels == ()
            session.history.redo()
            session.history.undo()
            assert content(session.library) == before


def test_repairs_of_many_objects_are_one_step(session: Session) -> None:
    specimens = sound()
    for row in (2, 5, 8):
        specimens[row] = replace(specimens[row], landmarks=specimens[row].landmarks * [-1, 1])
    number = put(session, specimens)
    before = content(session.library)
    checked = check_dataset(session.library, number)
    repair(session.history, checked, [one.repairs[0] for one in checked.findings])
    assert session.history.labels == ("Mirror back: 3 objects",)
    assert check_dataset(session.library, number).findings == ()
    session.history.undo()
    assert content(session.library) == before


def test_curves_are_mirrored_with_their_landmarks() -> None:
    specimens = changed(4, landmarks=sound()[4].landmarks * [1, -1])
    specimens[4] = replace(specimens[4], curves=(specimens[4].landmarks[:4],))
    checked = check(specimens)
    made = repaired(specimens, [only(checked, "mirrored").repairs[0]])
    np.testing.assert_allclose(made[4].curves[0], made[4].landmarks[:4])
    assert check(made).findings == ()
    np.testing.assert_allclose(
        [made[4].landmarks.min(axis=0), made[4].landmarks.max(axis=0)],
        [specimens[4].landmarks.min(axis=0), specimens[4].landmarks.max(axis=0)],
    )


def test_in_an_image_the_y_axis_is_mirrored_about_its_middle() -> None:
    level = [replace(s, landmarks=_level(s.landmarks)) for s in sound()]
    form = level[4].landmarks
    level[4] = replace(level[4], landmarks=form * [1, -1] + [0, 1400], image_height=1400)
    made = repaired(level, [only(check(level), "mirrored").repairs[0]])
    np.testing.assert_allclose(made[4].landmarks, form)


def _level(form: FloatArray) -> FloatArray:
    """Turn a form so that two of its landmarks lie level."""
    x, y = form[6] - form[0]
    turn = np.array([[x, -y], [y, x]]) / np.hypot(x, y)
    return np.asarray((form - form.mean(axis=0)) @ turn + 500)


def test_repairs_of_specimens_that_are_not_stored() -> None:
    specimens = faulty()
    ways = [one.repairs[0] for one in check(specimens).findings]
    made = repaired(specimens, ways)
    assert len(made) == len(specimens) - 2  # flat, and there twice
    kinds = {one.kind for one in check(made).findings}
    assert kinds <= {"scale"}, kinds


def test_a_repair_of_what_has_changed_since_is_refused(session: Session) -> None:
    number = put(session, changed(4, landmarks=sound()[4].landmarks * [1, -1]))
    checked = check_dataset(session.library, number)
    edits.move_landmark(session.history, checked.ids[4], 0, (1.0, 2.0))
    before = content(session.library)
    with pytest.raises(UserError, match="wing 4 has changed since it was checked"):
        repair(session.history, checked, [only(checked, "mirrored").repairs[0]])
    assert content(session.library) == before
    assert len(session.history.labels) == 1


def test_repeated_names_are_numbered_past_those_that_are_taken() -> None:
    specimens = [
        replace(s, name=n) for s, n in zip(sound(4), ("a", "A ", "a (2)", "a"), strict=True)
    ]
    finding = only(check(specimens), "repeated name")
    assert finding.rows == (0, 1, 3)
    names = [s.name for s in repaired(specimens, [finding.repairs[0]])]
    assert names == ["a", "A (3)", "a (2)", "a (4)"]


def test_a_missing_scale_becomes_that_of_the_others_or_one() -> None:
    finding = only(check(changed(4, scale=None, unit="")), "no scale")
    assert finding.repairs[0].text == "Set the scale to 0.02 mm"
    form = sound()[4].landmarks * 0.02
    finding = only(check(changed(4, scale=None, unit="", landmarks=form)), "no scale")
    assert finding.repairs[0].text == "Set the scale to 1 mm"


@pytest.mark.parametrize(
    ("scale", "unit", "first"), [(0.002, "cm", "Convert to mm"), (0.02, "cm", "Call the unit mm")]
)
def test_another_unit_is_converted_or_called_rightly(scale: float, unit: str, first: str) -> None:
    specimens = changed(4, scale=scale, unit=unit)
    checked = check(specimens)
    assert [one.kind for one in checked.findings] == ["unit"]
    way = checked.findings[0].repairs[0]
    assert way.text == first
    made = repaired(specimens, [way])[4]
    assert made.unit == "mm"
    assert made.scale == pytest.approx(0.02)


def test_landmarks_without_a_place_in_the_scheme_can_only_be_left_out() -> None:
    specimens = changed(4, landmarks=sound()[4].landmarks[:8])
    finding = only(check(specimens), "landmark count")
    assert [way.text for way in finding.repairs] == ["Leave out"]
    three = np.column_stack([sound()[4].landmarks, np.ones(12)])
    assert "in 3 axes" in only(check(changed(4, landmarks=three)), "landmark count").text


def test_numbers_of_landmarks_are_counted_from_1() -> None:
    assert numbered((2,)) == "landmark 3"
    assert numbered((2, 6)) == "landmarks 3 and 7"
    assert numbered(range(12)) == "landmarks 1, 2, 3, 4, 5, 6, 7, 8 and 4 more"


def test_the_ids_are_those_of_the_objects(session: Session) -> None:
    number = put(session, faulty())
    checked = check_dataset(session.library, number)
    assert list(checked.ids) == rows.object_ids(session.library, number)
    first = digitising.load(session.library, checked.ids[0])
    np.testing.assert_array_equal(first.landmarks, checked.specimens[0].landmarks)


def test_a_quick_benchmark_stays_within_wide_limits() -> None:
    sets = [one for one in simulated_sets(4) if len(one[1]) <= 100]
    tally, _ = run(sets, 44, 4)
    assert tally.share_found > 0.9
    assert tally.share_accused < 0.03


def test_a_half_turn_is_planted_only_where_all_lie_alike() -> None:
    turned = [Specimen("", form) for form in simulate(12, 9, 3, seed=2).coords]
    assert "turned" not in kinds_for(made_sound(turned))
    assert "turned" in kinds_for(simulated_sets_in_space()[1])


def simulated_sets_in_space() -> tuple[str, list[Specimen]]:
    return next(one for one in simulated_sets(4) if one[1][0].landmarks.shape[1] == 3)
