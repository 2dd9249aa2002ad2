"""Images and meshes of the public Modan2, wherever their files lie."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PureWindowsPath

from components.errors import UserError
from components.store.files import sha256_of
from components.store.media import image_facts
from components.store.package_rows import Entry, part_name, plain_name
from components.store.public_ledger import Ledger, Row
from components.store.public_values import seconds_of, text_of

MESHES = (".obj", ".ply", ".stl")


@dataclass
class Media:
    """Files that were found, by the names that their parts have in a package."""

    ledger: Ledger
    files: dict[str, Path] = field(default_factory=dict)

    def entry(self, kind: str, path: Path, row: Row, who: str, addition: str = "") -> list[Entry]:
        """Make the entry of an image or mesh; none where it is no image.

        It keeps the name that its file had on the other computer, with ``addition``.
        """
        said = PureWindowsPath(text_of(row.get("original_filename") or row.get("name"))).stem
        name = plain_name(f"{said or path.stem}{addition}{path.suffix}")
        facts: Mapping[str, object] = {}
        if kind == "images":
            try:
                facts = image_facts(path)
            except UserError:
                self.ledger.note("Files that are no images were left out", f"{who} ({path.name})")
                return []
        state = path.stat()
        if not addition and _differs(path, row):
            reason = "Files that are not what was attached: smaller copies, or damaged ones"
            self.ledger.note(reason, f"{who} ({name})")
        digest = sha256_of(path)
        self.files[part_name(digest, name)] = path
        modified = seconds_of(row.get("file_modified") or row.get("last_modified"))
        entry = {
            "sha256": digest,
            "name": name,
            "size": state.st_size,
            "modified": int(state.st_mtime) if modified is None else modified,
            **facts,
        }
        return [entry]


def _differs(path: Path, row: Row) -> bool:
    """Whether a file is another one than was attached; one that was converted is not compared."""
    was = text_of(row.get("md5hash")).strip().casefold()
    ending = PureWindowsPath(text_of(row.get("original_filename"))).suffix.casefold()
    if not was or ending != path.suffix.casefold():
        return False
    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest() != was
