"""One call from a table to everything that is computed, and what it says along the way."""

import hashlib
import json
from dataclasses import asdict, replace

import numpy as np
import pytest

from components.errors import Cancelled, UserError
from components.shape.specimen import Specimen
from components.shape.table import ShapeTable, table_of
from components.stats.distance_tests import distance_tests
from components.workflow import analysing, archive, reporting
from components.workflow.analysing import Analysis, Missing, Request, fingerprint, run
from components.workflow.report_page import distance_rows
from MdStatistics import simulate


def table(objects: int = 30, *, groups: int = 3, missing: float = 0.0) -> ShapeTable:
    made = simulate(objects, 8, 2, groups=groups, missing=missing, seed=8)
    return table_of(
        [
            Specimen(f"form {i}", form, variables={"kind": f"kind {g}"})
            for i, (form, g) in enumerate(zip(made.coords, made.groups, strict=True))
        ]
    )


def same(a: Analysis, b: Analysis) -> bool:
    facts = [reporting.document(analysis, ()) for analysis in (a, b)]
    return facts[0] == facts[1]


def test_everything_is_computed() -> None:
    found = run(Request(group="kind"), table())
    assert found.cva is not None
    assert found.manova is not None
    assert found.warnings == ()
    assert found.pca.scores.shape == (30, 12)


def test_input_stays_as_it_was_and_runs_agree() -> None:
    given = table(missing=0.03)
    before = given.coords.tobytes()
    assert same(run(Request(group="kind"), given), run(Request(group="kind"), given))
    assert given.coords.tobytes() == before


def test_estimated_landmarks_are_flagged_and_named() -> None:
    given = table(missing=0.03)
    found = run(Request(), given)
    np.testing.assert_array_equal(found.estimated, np.isnan(given.coords).any(axis=2))
    assert f"{given.missing} missing landmarks estimated (thin-plate spline)" in found.warnings[0]


def test_incomplete_objects_can_be_left_out() -> None:
    given = table(missing=0.03)
    found = run(Request(missing="leave out", group="kind"), given)
    complete = ~np.isnan(given.coords).any(axis=(1, 2))
    assert len(found.names) == complete.sum()
    assert found.groups is not None
    assert len(found.groups) == complete.sum()
    assert "Left out for missing landmarks" in found.warnings[0]


def test_groups_that_bear_no_test_are_a_warning() -> None:
    found = run(Request(group="kind"), table(groups=1))
    assert (found.cva, found.manova) == (None, None)
    assert [w.split(":")[0] for w in found.warnings] == [
        "No canonical variates",
        "No multivariate analysis of variance",
    ]


def test_a_group_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(UserError, match="no variable 'sex'"):
        run(Request(group="sex"), table())


@pytest.mark.parametrize("missing", ["tps", "regression", "mean"])
def test_objects_that_cannot_be_used_are_named(missing: Missing) -> None:
    given = table()
    coords = given.coords.copy()
    coords[4, 1:] = np.nan
    with pytest.raises(UserError, match=r"^form 4: fewer than 3 landmarks"):
        run(Request(missing=missing), replace(given, coords=coords))
    coords = given.coords.copy()
    coords[7] = 1.5
    with pytest.raises(UserError, match=r"^form 7: all landmarks lie on one point"):
        run(Request(missing=missing), replace(given, coords=coords))


@pytest.mark.parametrize("at", range(1, 7))
def test_it_stops_when_asked(at: int) -> None:
    calls = 0

    def stop(_done: int, _total: int, _text: str) -> None:
        nonlocal calls
        calls += 1
        if calls == at:
            raise Cancelled

    with pytest.raises(Cancelled):
        run(Request(group="kind"), table(), stop)


def test_progress_never_runs_backwards() -> None:
    shares = []
    run(Request(group="kind"), table(), lambda done, total, _text: shares.append(done / total))
    assert shares == sorted(shares)
    assert shares[-1] == 1


def test_distances_between_groups_are_tested_where_permutations_are_asked_for() -> None:
    request = Request(group="kind", permutations=99, seed=5)
    found = run(request, table())
    assert found.cva is not None
    assert found.groups is not None
    expected = distance_tests(found.pca, found.groups, permutations=99, seed=5)
    facts = reporting.document(found, ())
    assert facts["options"]["permutations"] == 99
    assert facts["cva"]["mahalanobis_p"] == expected.mahalanobis.tolist()
    assert facts["cva"]["procrustes_p"] == expected.procrustes.tolist()
    assert found.fingerprint != run(replace(request, permutations=0), table()).fingerprint
    assert same(found, archive.thaw(*archive.freeze(found)))


def test_p_stands_above_the_diagonal() -> None:
    rows = distance_rows(["a", "b"], [[0.0, 2.5], [2.5, 0.0]], [[1.0, 0.03], [0.03, 1.0]])
    assert rows == [["", "a", "b"], ["a", "", "0.0300"], ["b", "2.5", ""]]


def test_fingerprint_is_that_of_analyses_stored_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(analysing, "_NAMES", 3)
    given = replace(table(), names=tuple(f"\u00e4 {i}" for i in range(table().objects)))
    asked = asdict(Request())
    del asked["permutations"]
    facts = json.dumps([given.names, given.coords.shape, (), asked])
    parts = (facts.encode(), given.coords.tobytes(), given.scales.tobytes())
    assert fingerprint(given, Request()) == hashlib.sha256(b"".join(parts)).hexdigest()


def test_fingerprint_tells_any_change() -> None:
    given = table()
    mark = fingerprint(given, Request())
    moved = given.coords.copy()
    moved[3, 2, 1] = np.nextafter(moved[3, 2, 1], 9e9)
    others = [
        fingerprint(replace(given, coords=moved), Request()),
        fingerprint(replace(given, names=("other", *given.names[1:])), Request()),
        fingerprint(given, Request(method="bookstein")),
        fingerprint(given, Request(group="kind")),
    ]
    assert len({mark, *others}) == 5
    assert fingerprint(table(), Request()) == mark


def test_an_analysis_is_kept_whole() -> None:
    found = run(Request(group="kind"), table(missing=0.02))
    result, arrays = archive.freeze(found)
    again = archive.thaw(result, arrays)
    assert same(found, again)
    assert again.cva.explained.tolist() == found.cva.explained.tolist()  # type: ignore[union-attr]


def test_an_analysis_of_another_version_is_refused() -> None:
    result, arrays = archive.freeze(run(Request(), table()))
    assert isinstance(result, dict)
    result["fields"]["unheard_of"] = 1
    with pytest.raises(UserError, match="another version"):
        archive.thaw(result, arrays)
