"""Make the pictures of the user guide, of the sample data, at two pixels to a point.

Run ``xvfb-run -s "-screen 0 3000x2000x24" python scripts/make_screenshots.py`` (or on any display);
the pictures go to ``docs/images``, other colours with ``--theme dark`` and ``--out DIR``.
``--all DIR`` takes every screen and dialog, light and dark, at one and at two pixels to a point.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

WIDTH, HEIGHT = 1180, 740  # points
COLOURS = 255  # a window has few, and a photograph in it loses little


def main() -> int:
    """Take all pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "images")
    parser.add_argument("--theme", choices=("light", "dark"), default="light")
    parser.add_argument("--all", type=Path, metavar="DIR", help="every screen, in four folders")
    parser.add_argument("--tour", action="store_true", help="every screen, in one folder")
    parser.add_argument("--scale", choices=("1", "2"), default="2")
    arguments = parser.parse_args()
    if arguments.all:
        return take_everything(arguments.all)
    os.environ["QT_SCALE_FACTOR"] = arguments.scale
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("CONFIG", "DATA", "STATE", "RUNTIME"):  # no settings of the user
            os.environ[f"XDG_{kind}_DIR" if kind == "RUNTIME" else f"XDG_{kind}_HOME"] = folder
        take = take_tour if arguments.tour else take_all
        take(Path(folder) / "Library", arguments.theme, arguments.out)
    return 0


def take_everything(out: Path) -> int:
    """Take each screen in both themes and at both densities, each in a process of its own."""
    found = 0
    for theme in ("light", "dark"):
        for scale in ("1", "2"):
            where = out / f"{theme}-{scale}x"
            options = ["--tour", "--theme", theme, "--scale", scale, "--out", str(where)]
            found |= subprocess.run([sys.executable, __file__, *options], check=False).returncode
    return found


def take_tour(library: Path, theme: str, out: Path) -> None:
    """Take a picture of every screen and dialog."""
    from components.ui.application import make_application
    from components.ui.main_window import MainWindow
    from scripts.screens import Tour

    application = make_application()
    window = MainWindow(library.with_name("Beetles of the Alps"))
    settle(window)
    window.use_library(library)  # so that there is one that was open before
    settle(window)
    window.theme.use(theme)
    window.resize(WIDTH, HEIGHT)
    window.show()
    numbers = iter(range(1, 1000))

    def take(name: str, shown: Any) -> None:  # noqa: ANN401  # a QWidget
        shown.grab().save(str(out / f"{next(numbers):02}_{name}.png"))  # every colour

    Tour(window, take, 400).go()
    window.close()
    application.quit()


def take_all(library: Path, theme: str, out: Path) -> None:
    """Open the window on the sample data and take one picture after the other."""
    from PyQt5.QtWidgets import QDockWidget, QWidget

    from components.store.datasets import AnalysisEntry, Dataset
    from components.ui.application import make_application
    from components.ui.main_window import MainWindow
    from components.workflow.analysing import Request
    from components.workflow.sample import GROUP

    application = make_application()
    window = MainWindow(library)
    window.theme.use(theme)
    window.resize(WIDTH, HEIGHT)
    window.show()
    settle(window)

    def take(name: str, widget: QWidget = window) -> None:
        settle(window)
        save(widget.grab(), out / f"{name}.png")

    finish(window, window.jobs.add_sample)
    wings = window.jobs.session.datasets()[0]
    finish(window, lambda: window.tree.select(Dataset, wings.id))
    window.bar.hide()
    window.table.selectRow(3)
    take("objects")

    finish(window, window.handlers()["check_data"])
    take("health")
    window.findChild(QDockWidget, "data_check").close()

    finish(window, lambda: window.jobs.analyse(wings, "Species", Request(group=GROUP)))
    assert isinstance(window.tree.current(), AnalysisEntry), "the analysis is on show"
    take("window")
    window.commands.ask_import([ROOT / "sample_data" / "wings.tps"])
    dialog = wait_for_dialog(window)
    take("import", dialog)
    dialog.reject()
    settle(window)
    window.close()
    application.quit()


def finish(window: Any, act: Callable[[], object]) -> None:  # noqa: ANN401  # a MainWindow
    """Act, and wait until the last task has ended and the page is painted."""
    from PyQt5.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    window.tasks.idle.connect(loop.quit)
    QTimer.singleShot(0, act)
    loop.exec()
    window.tasks.idle.disconnect(loop.quit)
    settle(window)


def settle(window: Any) -> None:  # noqa: ANN401  # a MainWindow
    """Let pass the time that a page, or a picture that is loaded, takes to appear."""
    from PyQt5.QtTest import QTest

    QTest.qWait(700)
    while not window.tasks.at_rest:
        QTest.qWait(50)


def wait_for_dialog(window: Any) -> Any:  # noqa: ANN401  # a QDialog of a MainWindow
    """Wait for the dialog that opens when a task has read what it shows."""
    from PyQt5.QtWidgets import QApplication

    settle(window)
    return QApplication.activeModalWidget()


def save(picture: Any, path: Path) -> None:  # noqa: ANN401  # a QPixmap
    """Write a picture with few colours, which makes it four times smaller."""
    from PIL import Image
    from PyQt5.QtCore import QBuffer

    buffer = QBuffer()
    buffer.open(QBuffer.WriteOnly)
    picture.save(buffer, "PNG")
    image = Image.open(io.BytesIO(bytes(buffer.data()))).convert("RGB")
    # the usual way of choosing colours loses those of few pixels: the marks of what is wrong
    few = image.quantize(COLOURS, method=Image.Quantize.MAXCOVERAGE, kmeans=1)
    few.save(path, optimize=True)
    print(f"{path}: {image.width} x {image.height}, {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())
