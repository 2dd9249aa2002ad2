"""``--self-test`` in a process of its own, as a packager or a user runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from quiet_qt import QUIET

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [*QUIET, pytest.mark.slow]


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, str(ROOT / "Modan2.py"), *arguments],
        env=bare | environ,
        capture_output=True,
        text=True,
        check=False,
    )


def test_self_test_passes_without_a_display() -> None:
    done = run("--self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "self-test passed" in done.stdout
    assert "peak memory" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="displays are always there")
def test_a_window_without_a_display_is_one_sentence() -> None:
    done = run()
    assert done.returncode == 1
    assert done.stderr.startswith("Error: There is no display")
    assert len(done.stderr.splitlines()) == 1


def test_a_library_that_cannot_be_opened_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "modan2.db").write_text("no database")
    done = run("--library", str(tmp_path), QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 1
    assert "cannot be opened as a library" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_worker_imports_no_part_of_qt() -> None:
    """PyQt crashes where a thread imports a part of it while another one uses Qt."""
    code = (
        "import sys\n"
        "import components.ui.main_window\n"
        "from components.ui.jobs import load_charts, load_qt_of_charts\n"
        "load_qt_of_charts()\n"
        "parts = lambda: {name for name in sys.modules if name.startswith('PyQt5.Qt')}\n"
        "before = parts()\n"
        "load_charts()\n"
        "assert parts() == before, parts() - before\n"
        "assert 'pyqtgraph' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
