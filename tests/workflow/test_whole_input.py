"""Libraries of the public Modan2 as the input of a conversion."""

from pathlib import Path

from public_modan2 import Public

from components.formats.registry import read
from Modan2 import main


def files(folder: Path) -> dict[Path, bytes]:
    """Return all files of a folder with their bytes."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_library_of_the_public_program_is_converted(tmp_path: Path) -> None:
    public = Public(tmp_path / "public")
    number = public.add("mddataset", dataset_name="wings", dimension=2)
    public.add("mdobject", object_name="a", dataset_id=number, landmark_str="1\t2\n3\t4")
    before = files(public.folder)
    for i, source in enumerate((public.folder, public.database)):
        assert main(["convert", str(source), str(tmp_path / f"{i}.tps")]) == 0
        [one] = read(tmp_path / f"{i}.tps").specimens
        assert one.name == "a"
    assert files(public.folder) == before
