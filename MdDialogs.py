"""Every dialog of Modan2: each asks and returns a value, and saves nothing."""

from components.ui.dialogs.import_files import ImportDialog, ImportRequest
from components.ui.dialogs.new_analysis import NewAnalysisDialog

__all__ = ["ImportDialog", "ImportRequest", "NewAnalysisDialog"]
