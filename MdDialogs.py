"""Every dialog of Modan2: each asks and returns a value, and saves nothing."""

from components.ui.dialogs.bug_report import BugReport
from components.ui.dialogs.dataset import DatasetAnswer, DatasetDialog
from components.ui.dialogs.import_files import ImportDialog
from components.ui.dialogs.new_analysis import NewAnalysisDialog
from components.ui.dialogs.preferences import PreferencesDialog
from components.ui.dialogs.shortcuts import ShortcutsDialog
from components.ui.dialogs.variable import VariableDialog

__all__ = [
    "BugReport",
    "DatasetAnswer",
    "DatasetDialog",
    "ImportDialog",
    "NewAnalysisDialog",
    "PreferencesDialog",
    "ShortcutsDialog",
    "VariableDialog",
]
