"""An analysis that is too large for one place of a library."""

from pathlib import Path

import numpy as np
import pytest

from components.errors import UserError
from components.store import analyses, datasets
from components.store.analyses import StoredAnalysis
from components.store.datasets import Scheme
from components.store.library import Library


def test_more_numbers_than_sqlite_holds_are_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analyses, "_LARGEST", 799)
    with Library(tmp_path / "library") as library:
        number = datasets.create(library, "wings", Scheme(2))
        stored = StoredAnalysis(number, "all", "mark", {}, {"0": np.zeros(100)})
        with pytest.raises(UserError, match="analyse part of the objects"):
            analyses.save(library, stored)
        monkeypatch.setattr(analyses, "_LARGEST", 800)
        assert analyses.save(library, stored) == 1
