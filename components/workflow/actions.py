"""Every action of the window, declared once: menus, toolbar and context menus are made of this."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class State:
    """What is on show, as far as actions depend on it."""

    library: bool = False
    dataset: bool = False
    objects: int = 0
    analysis: bool = False
    undo: str = ""
    redo: str = ""


def always(_state: State) -> bool:
    """For what can be done without a library, too."""
    return True


@dataclass(frozen=True)
class Action:
    """One thing that a user can do; ``icon`` is a name of Material Design, "" for none."""

    key: str
    menu: str
    text: str
    keys: str
    tip: str
    icon: str = ""
    enabled: Callable[[State], bool] = lambda s: s.library
    toolbar: bool = False


ACTIONS = (
    Action(
        "import_files", "&File", "&Import files…", "Ctrl+I",
        "Read landmark files into a new data set", "mdi.file-import-outline", toolbar=True,
    ),
    Action(
        "export", "&File", "&Export…", "Ctrl+E",
        "Write the data set to a file in any format, or to a package for other libraries",
        "mdi.file-export-outline", lambda s: s.objects > 0, toolbar=True,
    ),
    Action(
        "new_dataset", "&File", "&New data set…", "Ctrl+N",
        "Make an empty data set: its landmarks, what is drawn between them, its variables",
        "mdi.plus-box-outline",
    ),
    Action(
        "new_child", "&File", "New da&ta set inside…", "Ctrl+Shift+N",
        "Make an empty data set below the selected one", enabled=lambda s: s.dataset,
    ),
    Action(
        "add_sample", "&File", "Add &sample data", "",
        "Add the simulated wings and skulls to this library",
    ),
    Action(
        "save_report", "&File", "Save &report…", "Ctrl+S",
        "Write the numbers and plots of this analysis into a folder",
        "mdi.file-chart-outline", lambda s: s.analysis, toolbar=True,
    ),
    Action("quit", "&File", "&Quit", "Ctrl+Q", "Close the window", enabled=always),
    Action(
        "new_library", "&Library", "&New library…", "",
        "Make an empty library in a folder of its own", "mdi.folder-plus-outline", always,
    ),
    Action(
        "open_library", "&Library", "&Open library…", "Ctrl+O",
        "Choose the folder of another library", "mdi.folder-open-outline", always, toolbar=True,
    ),
    Action(
        "back_up", "&Library", "&Back up…", "Ctrl+B",
        "Copy the library, photographs and meshes included, into a new folder",
        "mdi.content-save-all-outline",
    ),
    Action(
        "restore", "&Library", "Re&store from a backup…", "",
        "Add the data sets of a backup or a daily copy to this library", "mdi.backup-restore",
    ),
    Action(
        "move_library", "&Library", "&Move library…", "",
        "Move the library to another folder or disk",
    ),
    Action(
        "undo", "&Edit", "&Undo", "Ctrl+Z", "Take back the last change",
        "mdi.undo", lambda s: bool(s.undo), toolbar=True,
    ),
    Action(
        "redo", "&Edit", "&Redo", "Ctrl+Shift+Z", "Do again what was taken back",
        "mdi.redo", lambda s: bool(s.redo), toolbar=True,
    ),
    Action(
        "rename", "&Edit", "Re&name", "F2", "Rename the data set or the analysis",
        enabled=lambda s: s.dataset or s.analysis,
    ),
    Action(
        "properties", "&Edit", "Pr&operties…", "F4",
        "Names, landmarks, curves and what is drawn between the landmarks of the data set",
        "mdi.form-select", lambda s: s.dataset,
    ),
    Action(
        "duplicate", "&Edit", "Dupl&icate", "", "Copy the data set with its objects",
        enabled=lambda s: s.dataset,
    ),
    Action(
        "merge", "&Edit", "&Merge with…", "",
        "Copy the objects of this and of other data sets into a new one",
        "mdi.call-merge", lambda s: s.dataset and s.objects > 0,
    ),
    Action(
        "split", "&Edit", "&Split by variable…", "",
        "Copy the objects into one data set for each value of a variable",
        enabled=lambda s: s.dataset and s.objects > 1,
    ),
    Action(
        "calibrate", "&Edit", "&Calibrate…", "Ctrl+L",
        "Set the scale of objects: from a distance that is known, or in units per pixel",
        "mdi.ruler", lambda s: s.objects > 0,
    ),
    Action(
        "delete", "&Edit", "&Delete", "Del", "Delete the data set or the analysis",
        "mdi.trash-can-outline", lambda s: s.dataset or s.analysis,
    ),
    Action(
        "find", "&Edit", "&Find…", "Ctrl+F", "Find text in the cells of the object table",
        "mdi.magnify", lambda s: s.objects > 0,
    ),
    Action(
        "find_next", "&Edit", "Find ne&xt", "F3", "Go to the next cell that was found",
        enabled=lambda s: s.objects > 0,
    ),
    Action(
        "find_previous", "&Edit", "Find pre&vious", "Shift+F3",
        "Go to the cell that was found before", enabled=lambda s: s.objects > 0,
    ),
    Action(
        "replace", "&Edit", "R&eplace…", "Ctrl+H", "Replace text in the cells of the object table",
        "mdi.find-replace", lambda s: s.objects > 0,
    ),
    Action(
        "filter", "&Edit", "Fi&lter objects", "Ctrl+Shift+F",
        "Show only the objects that fit words or conditions", "mdi.filter-variant",
        lambda s: s.objects > 0,
    ),
    Action(
        "preferences", "&Edit", "&Preferences…", "Ctrl+,", "Theme, toolbar, start, plots",
        "mdi.cog-outline", always,
    ),
    Action(
        "details", "&View", "&Details", "Ctrl+P",
        "Show or hide the picture and the facts of what is selected in the object table",
        "mdi.card-text-outline", always,
    ),
    Action(
        "analyse", "&Analysis", "&New analysis…", "Ctrl+R",
        "Superimpose the objects of this data set and compare their shapes",
        "mdi.chart-scatter-plot", lambda s: s.dataset and s.objects > 1, toolbar=True,
    ),
    Action(
        "check_data", "&Analysis", "Chec&k data…", "Ctrl+K",
        "Look for mirrored objects, exchanged landmarks, repeated names, wrong scales and outliers",
        "mdi.stethoscope", lambda s: s.objects > 0,
    ),
    Action(
        "find_action", "&Help", "&Find an action…", "Ctrl+Shift+P",
        "Type a few letters of what you want to do", enabled=always,
    ),
    Action(
        "shortcuts", "&Help", "&Keyboard shortcuts", "Ctrl+F1", "All actions and their keys",
        enabled=always,
    ),
    Action("about", "&Help", "&About Modan2", "F1", "Version and licence", enabled=always),
)  # fmt: skip
