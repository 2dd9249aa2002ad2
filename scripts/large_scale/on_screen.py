"""From the library to the plot of principal components in the window, painted with all objects.

Imported in a process of its own only: it makes an application.
"""

import os
import tempfile
import time
from pathlib import Path
from typing import Any

from scripts.measure import peak_memory
from scripts.scenarios import Scenario

ROUNDS = 3
"""Times that are measured; the first loads the charts as well."""


def on_screen(scenario: Scenario) -> dict[str, Any]:
    """Seconds from the wish for an analysis to its plot; the longest of some times."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from components.store import datasets, objects
    from components.store.datasets import Scheme
    from components.store.library import Library
    from components.workflow.analysing import Request
    from MdStatistics import simulate
    from scripts.benchmark_ui import opened
    from scripts.window_measures import finish

    with tempfile.TemporaryDirectory(prefix="modan2-screen-") as folder:
        for kind in ("CONFIG", "DATA", "STATE"):  # no settings of the user
            os.environ[f"XDG_{kind}_HOME"] = f"{folder}/{kind.lower()}"
        with Library(Path(folder) / "library") as library:
            number = datasets.create(library, scenario.name, Scheme(scenario.axes))
            objects.add(library, number, _forms(simulate(*scenario.size, seed=1).coords))
        window = opened(Path(folder) / "library")
        (dataset,) = window.jobs.session.datasets()
        times = []
        for again in range(ROUNDS):
            if again:  # away from the analysis that is on show
                finish(window, lambda: window.tree.select(type(dataset), dataset.id))
            times.append(_seconds(window, lambda: window.jobs.analyse(dataset, "Plot", Request())))
        window.close()
    case = f"{scenario.name} on screen"
    return {"case": case, "seconds": max(times), "peak": peak_memory()}


def _forms(coords: Any) -> list[Any]:  # noqa: ANN401 - specimens, which are imported late
    from components.shape.specimen import Specimen

    return [Specimen(f"form {i}", form) for i, form in enumerate(coords)]


def _seconds(window: Any, act: Any) -> float:  # noqa: ANN401 - the window, and any call
    """Act, and wait until the page of the analysis is painted, which is shown when it is drawn."""
    from scripts.window_measures import Painted, wait_for

    pages, kept = window.pages, []

    def shown() -> bool:
        return "analysis" in vars(pages) and pages.currentWidget() is pages.analysis

    def begin(loop: Any) -> None:  # noqa: ANN401 - an event loop
        kept.append(Painted(pages, shown, loop.quit))
        act()

    began = time.perf_counter()
    wait_for(begin)
    return time.perf_counter() - began
