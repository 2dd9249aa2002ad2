"""The marks of tests that open widgets: any warning of Qt fails them."""

import pytest

QUIET = [
    pytest.mark.gui,
    pytest.mark.qt_log_level_fail("WARNING"),
    # said of machines without a display: of least sizes and popups, and at the very start
    pytest.mark.qt_log_ignore("This plugin does not support", "XDG_RUNTIME_DIR"),
]
