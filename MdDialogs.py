"""Every dialog of Modan2: each asks and returns a value, and saves nothing."""

from components.ui.dialogs.about import AboutDialog
from components.ui.dialogs.backup import BackupDialog
from components.ui.dialogs.bug_report import BugReport
from components.ui.dialogs.calibration import CalibrationDialog
from components.ui.dialogs.dataset import DatasetAnswer, DatasetDialog
from components.ui.dialogs.export_data import ExportDialog
from components.ui.dialogs.import_files import ImportDialog
from components.ui.dialogs.import_notes import ImportNotes
from components.ui.dialogs.library_place import LibraryPlaceDialog
from components.ui.dialogs.merge import MergeDialog
from components.ui.dialogs.new_analysis import NewAnalysisDialog
from components.ui.dialogs.preferences import PreferencesDialog
from components.ui.dialogs.progress import ProgressDialog
from components.ui.dialogs.restore import RestoreDialog
from components.ui.dialogs.shortcuts import ShortcutsDialog
from components.ui.dialogs.variable import VariableDialog

__all__ = [
    "AboutDialog",
    "BackupDialog",
    "BugReport",
    "CalibrationDialog",
    "DatasetAnswer",
    "DatasetDialog",
    "ExportDialog",
    "ImportDialog",
    "ImportNotes",
    "LibraryPlaceDialog",
    "MergeDialog",
    "NewAnalysisDialog",
    "PreferencesDialog",
    "ProgressDialog",
    "RestoreDialog",
    "ShortcutsDialog",
    "VariableDialog",
]
