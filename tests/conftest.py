"""What all tests share: no window, no settings of the user, no unexpected noise.

The environment is prepared when this file is imported, before any test imports numpy or Qt.
"""

import logging
import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from hypothesis import settings

ROOT = Path(__file__).resolve().parents[1]

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# One list of fonts for all tests: each has settings of its own, and making the list takes seconds.
os.environ.setdefault("MPLCONFIGDIR", str(ROOT / ".pytest_cache" / "matplotlib"))
if "PYTEST_XDIST_WORKER" in os.environ:
    # The workers share the cores: a BLAS that takes them all makes each wait for the others.
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(variable, "1")

settings.register_profile("modan2", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("modan2")

_numbers = count()


@pytest.fixture(autouse=True)
def own_settings(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Give each test folders for settings, data and caches, none of which exists yet."""
    base = tmp_path_factory.getbasetemp()
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(base))  # without it Qt warns, on bare machines only
    home = base / f"user-{next(_numbers)}"
    for kind in ("CONFIG", "DATA", "CACHE", "STATE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", str(home / kind.lower()))


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Fail a test that logs a warning or worse.

    A test that provokes one looks at it in ``caplog`` and then calls ``caplog.clear()``.
    """
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    loud = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    assert not loud, f"unexpected in the log: {loud}"


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of reference data beside the project."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"there is no reference data at {folder}")
    return folder
