"""What a format demands of the objects that are written in it."""

from components.errors import UserError, listing
from components.formats.reading import Reading
from components.shape.specimen import Specimen


def the_only_object(reading: Reading, name: str) -> Specimen:
    """Return the object of a reading that has one; ``name`` is that of the format."""
    if len(reading.specimens) != 1:
        raise UserError(
            f"{name}: such a file holds one object, not {len(reading.specimens)}; "
            "export each object to a file of its own."
        )
    return reading.specimens[0]


def check_complete(reading: Reading, name: str) -> None:
    """Raise where landmarks are missing."""
    without = [specimen.name for specimen in reading.specimens if specimen.missing]
    if without:
        raise UserError(
            f"{listing(without)}: landmarks are missing, which {name} cannot hold; "
            "estimate them, leave out these objects, or choose another format."
        )


def check_axes(reading: Reading, axes: int, name: str) -> None:
    """Raise where landmarks have another number of axes."""
    other = [s.name for s in reading.specimens if s.landmarks.shape[1] != axes]
    if other:
        raise UserError(
            f"{listing(other)}: not in {axes}-D like every object in {name}; choose another format."
        )
