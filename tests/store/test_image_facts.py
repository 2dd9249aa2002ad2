"""What is read of photographs: any bytes give facts or a sentence."""

import io
import random
from contextlib import suppress
from pathlib import Path

import pytest
from PIL import Image

from components.errors import UserError
from components.store.media import image_facts


def encoded(form: str) -> bytes:
    image, data = Image.new("RGB", (20, 10), "red"), io.BytesIO()
    exif = image.getexif()
    exif[0x010F] = "Maker"
    exif[0x8769] = {0x9003: "2020:01:02 03:04:05"}
    more = {"exif": exif.tobytes()} if form in ("PNG", "JPEG", "WEBP") else {}
    image.save(data, form, **more)
    return data.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_what_the_camera_wrote_is_read(tmp_path: Path, form: str) -> None:
    path = tmp_path / "photo"
    path.write_bytes(encoded(form))
    facts = image_facts(path)
    assert (facts["width"], facts["height"]) == (20, 10)
    assert {"Make": "Maker", "DateTimeOriginal": "2020:01:02 03:04:05"}.items() <= dict(
        facts["exif"]  # type: ignore[call-overload]  # a dictionary
    ).items()


@pytest.mark.filterwarnings("ignore")  # Pillow warns and logs
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP"])
def test_spoilt_images_give_facts_or_a_sentence(
    tmp_path: Path, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    rng, whole = random.Random(form), encoded(form)
    path = tmp_path / "photo"
    for _ in range(120):
        data = bytearray(whole)
        for _ in range(rng.choice((1, 2, 6))):
            data[rng.randrange(min(len(data), 400))] = rng.randrange(256)
        path.write_bytes(data if rng.random() < 0.8 else data[: rng.randrange(len(data))])
        with suppress(UserError):
            assert image_facts(path).keys() == {"width", "height", "exif"}
    caplog.clear()


def test_scans_of_any_size_are_taken(tmp_path: Path) -> None:
    """The header says 40,000 x 40,000 pixels, more than Pillow lets through by itself."""
    data = bytearray(encoded("BMP"))
    data[18:26] = (40_000).to_bytes(4, "little") * 2
    path = tmp_path / "scan.bmp"
    path.write_bytes(data)
    assert image_facts(path)["width"] == 40_000
