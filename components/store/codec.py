"""The only packer and unpacker of packed columns: numbers as float64, little-endian."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from components.shape.specimen import FloatArray, Specimen, Value

_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))  # as MdModel.JSONField
_LANDMARKS = np.dtype("<f8")
_IMAGE = "image "  # before the name of an image among packed curves
_ONLY_IMAGE = b'[["image '  # the header of most objects: worth a look before it is parsed
_HEADER = 4  # bytes that hold the length of the JSON header of packed arrays
_PIECE = 1 << 20  # bytes of an array that are packed at once


def pack_landmarks(landmarks: FloatArray) -> bytes:
    """Pack (landmarks, axes) coordinates; NaN = missing."""
    return np.ascontiguousarray(landmarks, dtype=_LANDMARKS).tobytes()


def unpack_landmarks(blobs: Sequence[bytes], axes: int) -> FloatArray:
    """Unpack objects of one size at once into (objects, landmarks, axes)."""
    flat = np.frombuffer(b"".join(blobs), dtype=_LANDMARKS).astype(np.float64, copy=False)
    return flat.reshape(len(blobs), -1, axes) if blobs else flat.reshape(0, 0, axes)


def pack_values(values: Sequence[Value]) -> str:
    """Pack the variables of one object, in the order of its data set's variables."""
    return _JSON.encode(values)


def unpack_values(texts: Sequence[str], count: int) -> list[tuple[Value, ...]]:
    """Unpack the variables of many objects at once into ``count`` columns.

    A list that is too short, because a variable was added later, ends in missing values.
    """
    lists: list[list[Value]] = json.loads(f"[{','.join(texts)}]")
    if set(map(len, lists)) != {count}:
        lists = [[*values[:count], *[None] * (count - len(values))] for values in lists]
    return list(zip(*lists, strict=True))


def pack_arrays(arrays: Mapping[str, NDArray[np.generic]]) -> bytes:
    """Pack named arrays of numbers, flags or text: a JSON header, then the bytes of each."""
    return b"".join(packed_pieces(arrays))


def packed_pieces(arrays: Mapping[str, NDArray[np.generic]]) -> Iterator[bytes]:
    """Give what `pack_arrays` packs piece by piece: the header first."""
    kinds = {name: array.dtype.newbyteorder("<") for name, array in arrays.items()}
    header = [[name, kinds[name].str, list(array.shape)] for name, array in arrays.items()]
    head = json.dumps(header).encode()
    yield len(head).to_bytes(_HEADER, "little") + head
    for name, array in arrays.items():
        flat = np.ascontiguousarray(array, dtype=kinds[name]).reshape(-1)
        count = max(1, _PIECE // max(1, flat.itemsize))
        for start in range(0, len(flat), count):
            yield flat[start : start + count].tobytes()


def gathered(pieces: Iterable[bytes | memoryview], size: int) -> memoryview:
    """Put pieces behind each other; one large join would hold up all other threads."""
    whole, done = np.empty(size, np.uint8).data, 0
    for piece in pieces:
        whole[done : done + len(piece)] = piece
        done += len(piece)
    return whole.toreadonly()


def unpack_arrays(data: bytes | memoryview) -> dict[str, NDArray[np.generic]]:
    """Undo `pack_arrays`; the arrays are read-only views of ``data``."""
    start = _HEADER + int.from_bytes(data[:_HEADER], "little")
    arrays = {}
    for name, kind, shape in json.loads(bytes(data[_HEADER:start])):
        dtype = np.dtype(kind)
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(data, dtype, count, start).reshape(shape)
        start += count * dtype.itemsize
    return arrays


def pack_curves(specimen: Specimen) -> bytes | None:
    """Pack the curves and outlines of a specimen with their names; None where it has none.

    The name of its image goes with them, as an array without points: version 1 of the library has
    no other place for the name of a file that is not there.
    """
    kinds = [f"curve {i}" for i in range(len(specimen.curves))]
    kinds += [f"outline {i}" for i in range(len(specimen.outlines))]
    if specimen.curve_names:
        kinds = [f"{kind} {name}" for kind, name in zip(kinds, specimen.curve_names, strict=True)]
    chains = [*specimen.curves, *specimen.outlines]
    if specimen.image:
        kinds.append(f"{_IMAGE}{specimen.image}")
        chains.append(np.empty((0, specimen.landmarks.shape[1])))
    return pack_arrays(dict(zip(kinds, chains, strict=True))) if kinds else None


def unpack_curves(
    data: bytes | None,
) -> tuple[tuple[FloatArray, ...], tuple[FloatArray, ...]]:
    """Undo `pack_curves`: the curves and the outlines."""
    arrays = unpack_arrays(data) if data and not data.startswith(_ONLY_IMAGE, _HEADER) else {}
    curves = tuple(a.astype(np.float64) for n, a in arrays.items() if n.startswith("curve"))
    outlines = tuple(a.astype(np.float64) for n, a in arrays.items() if n.startswith("outline"))
    return curves, outlines


def unpack_curve_names(data: bytes | None) -> tuple[str, ...]:
    """Names of packed curves, and after them of outlines; none where they have none."""
    if not data or data.startswith(_ONLY_IMAGE, _HEADER):
        return ()
    names = [name.split(" ", 2)[2:] for name in _names(data) if not name.startswith(_IMAGE)]
    return tuple(name for [name] in names) if names and all(names) else ()


def unpack_image(data: bytes | None) -> str:
    """Return the name of the image that is kept with packed curves, "" where there is none."""
    names = (name.removeprefix(_IMAGE) for name in _names(data) if name.startswith(_IMAGE))
    return next(names, "")


def _names(data: bytes | None) -> list[str]:
    """Names of packed arrays, of which nothing else is looked at."""
    if not data:
        return []
    start = _HEADER + int.from_bytes(data[:_HEADER], "little")
    return [name for name, _, _ in json.loads(data[_HEADER:start])]
