"""Objects that come from one coordinate system into another, unmirrored."""

from collections.abc import Mapping
from dataclasses import replace

from components.shape.systems import in_system
from components.store import digitising
from components.store.codec import pack_curves, pack_landmarks
from components.store.library import Library
from components.store.rows import update_objects
from MdModel import MdImage


def turn(library: Library, systems: Mapping[int, str], target: str) -> None:
    """Turn objects into the system ``target``; ``systems`` says by id in which each one lies.

    Belongs into a transaction. Unknown systems ("") change nothing.
    """
    landmarks: dict[int, object] = {}
    curves: dict[int, object] = {}
    for number in [n for n, system in systems.items() if target and system not in ("", target)]:
        image = MdImage.get_or_none(MdImage.object == number)
        height = None if image is None else float(image.height)
        here = replace(
            digitising.load(library, number), system=systems[number], image_height=height
        )
        there = in_system(here, target)
        landmarks[number] = pack_landmarks(there.landmarks)
        curves[number] = pack_curves(there)
    if landmarks:
        update_objects(library, "landmarks", landmarks)
        update_objects(library, "curves", curves)
