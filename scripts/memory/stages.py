"""How the memory of the program grows from the bare interpreter on, stage by stage.

``python -m scripts.memory.stages CHAIN FOLDER`` prints one chain as JSON; in a process of its own,
with nothing imported that does not belong to the stage.
"""

import gc
import json
import sys
from collections.abc import Callable
from pathlib import Path

import psutil

Stages = dict[str, dict[str, int]]


def of_analysis(folder: Path) -> Stages:
    """Without a window: interpreter, packages, a library, its objects, an analysis, a report."""
    stages: Stages = {}
    _note(stages, "interpreter and psutil")
    import numpy as np  # noqa: F401

    _note(stages, "numpy")
    from components.workflow.session import Session

    _note(stages, "library code (peewee, SQLite)")
    session = Session(folder / "library")
    _note(stages, "library open")
    from components.store import objects

    table = objects.load_table(session.library, session.datasets()[0].id)
    _note(stages, "objects loaded")
    from components.workflow import analysing

    analysis = analysing.run(analysing.Request(group="kind"), table)
    _note(stages, "analysed (scipy)")
    from components.workflow import reporting

    reporting.write(analysis, (), folder / "report")
    _note(stages, "report written (matplotlib)")
    session.close()
    return stages


def of_window(folder: Path) -> Stages:
    """With a window: Qt, the window on a library, its table, and the plot of an analysis."""
    stages: Stages = {}
    _note(stages, "interpreter and psutil")
    from PyQt5 import QtWidgets  # noqa: F401

    _note(stages, "Qt")
    import components.ui.application  # noqa: F401

    _note(stages, "window code")
    from scripts.benchmark_ui import opened
    from scripts.window_measures import finish, seconds_to_show

    window = opened(folder / "library")
    window.grab()
    _note(stages, "window open")
    dataset = window.jobs.session.datasets()[0]
    seconds_to_show(window, "2")  # the window opens with the other one
    seconds_to_show(window, dataset.name)
    _note(stages, "objects in the table")
    from components.workflow.analysing import Request

    finish(window, lambda: window.jobs.analyse(dataset, "Plot", Request(group="kind")))
    window.grab()
    _note(stages, "analysis and plot (scipy, pyqtgraph)")
    window.close()
    return stages


def _note(stages: Stages, name: str) -> None:
    gc.collect()
    memory = psutil.Process().memory_full_info()
    stages[name] = {"resident": memory.rss, "own": memory.uss, "modules": len(sys.modules)}


CHAINS: dict[str, Callable[[Path], Stages]] = {"analysis": of_analysis, "window": of_window}


if __name__ == "__main__":
    print(json.dumps(CHAINS[sys.argv[1]](Path(sys.argv[2]))))
