"""Files in the user's configuration folder: JSON objects of named values."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import platformdirs

from components.errors import UserError
from components.store.files import replacing

log = logging.getLogger(__name__)


class Settings:
    """One file of settings, read whenever it is asked: another window may have written it.

    What cannot be read counts as absent. Values that this version does not know stay in the file.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> dict[str, Any]:
        """Return the values of the file; none where there is no file or it is damaged."""
        try:
            values = json.loads(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            log.info("%s cannot be read: %s", self.path, error)
            return {}
        return values if isinstance(values, dict) else {}

    def write(self, changes: Mapping[str, Any]) -> None:
        """Change some values and keep the others; the file is replaced whole or not at all.

        Raises `UserError` where it cannot be written.
        """
        text = json.dumps(self.read() | dict(changes), indent=1, ensure_ascii=False)
        try:
            with replacing(self.path) as partial:
                partial.write_text(f"{text}\n", "utf-8")
        except OSError as error:
            raise UserError(
                f"The settings cannot be kept in {self.path} ({error.strerror}); "
                "make room on that disk, or allow writing there."
            ) from error


def in_user_folder(name: str) -> Settings:
    """Return the settings of a name, in the folder where this system keeps them for a user."""
    folder = platformdirs.user_config_path("Modan2", appauthor=False, roaming=True)
    return Settings(folder / f"{name}.json")
