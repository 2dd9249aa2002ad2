"""The page that says what the sample data are and what an analysis should find in them."""

from collections.abc import Sequence
from textwrap import fill

from scripts.sample_data import skulls, wings
from scripts.sample_data.wings import Wing


def text(all_wings: Sequence[Wing]) -> str:
    """Fill the page with the figures that the data were made with."""
    return _PAGE.format(
        wing_seed=wings.SEED,
        wing_landmarks=_numbered(wings.LANDMARK_NAMES),
        torn="\n".join(
            f"- `{w.specimen}`: landmark {' and '.join(map(str, w.torn))}"
            for w in all_wings
            if w.torn
        ),
        swapped=wings.SWAPPED,
        skull_seed=skulls.SEED,
        skull_landmarks=_numbered(skulls.LANDMARK_NAMES),
        pairs=", ".join(f"{a}-{b}" for a, b in skulls.PAIRS),
        meshed=", ".join(f"`sim_skull_{n:02}`" for n in skulls.MESHED),
    )


def _numbered(names: Sequence[str]) -> str:
    names = [f"{number} {name}" for number, name in enumerate(names, start=1)]
    return fill("; ".join(names) + ".", 98)


_PAGE = """\
# Sample data (simulated)

**Nothing in this folder was measured on an animal.** Every landmark, photograph and surface was
made by `scripts/make_sample_data.py` from random numbers with a fixed seed; species, groups and
localities do not exist. The data are for trying out the program and for tests. Running the
script again with the same versions of numpy, scipy and Pillow writes the same bytes; on another
kind of processor the last bit of a few pixels may differ.

## Wings: `wings.tps`, `wings.csv`, `images/`

60 simulated fly wings (seed {wing_seed}): 3 species x 2 sexes x 10, 18 landmarks in 2-D.
Coordinates are pixels of the photographs (700 x 450) with y up, as tpsDig counts: the row in the
picture is 450 - y. `SCALE` is mm per pixel: 0.0100 for the first two species, 0.0125 for
*simulated clara*, whose wings were "photographed" at a lower magnification. Sizes in pixels do
therefore not compare; sizes in mm do. The bar in each photograph is 1 mm long.

Landmarks:
{wing_landmarks}

What an analysis should find:

- **Species** differ in shape. *Simulated brevis* has its cross vein dm-cu (landmarks 15 and 16)
  3 % of the wing length nearer to the hinge and a wing 3 % broader; *simulated clara* has r-m (13
  and 14) 3 % nearer to the tip and a narrower wing. With the outlier mended, the first principal
  component holds nearly half of the variation and has them in the order clara, alba, brevis (or
  the reverse); a discriminant analysis tells nearly every wing's species.
- **Sex**: wings of males are about 9 % smaller in every species, and differ a little in shape
  (landmarks 4, 5, 8, 17, 18).
- **Size**: mean wing lengths of females are 5.2 mm (alba), 5.0 mm (brevis), 6.5 mm (clara).
- **Allometry**: the outer part of larger wings is narrower, alike in all species and sexes.
- **Locality and age** have no effect. A test should find nothing in them, save by chance.
- **One outlier**: in `{swapped[0]}` landmarks {swapped[1]} and {swapped[2]} were exchanged.
  It lies twice as far from the mean as any other; the photograph shows where they belong.
- **Missing landmarks**, `NA NA`, where the wing is torn in its photograph:

{torn}

## Skulls: `skulls.txt`, `skulls.csv`, `meshes/`

20 simulated skulls of a carnivore (seed {skull_seed}): 2 groups x 2 sexes x 5, 24 landmarks in
3-D, Morphologika format with a wireframe. Coordinates are mm; each skull lies as it was "scanned",
somewhat turned. Six have a surface (binary PLY, mm), named in `skulls.csv`:
{meshed}.
Landmarks are vertices of the surface, to the last digit of a 32-bit number.

Landmarks:
{skull_landmarks}
Pairs of left and right: {pairs}.

What an analysis should find:

- **Groups** differ: *sim_highland* has a longer (8 mm), narrower and lower snout.
- **Sex**: skulls of males are about 6 % larger, with wider zygomatic arches (2.6 mm on each side)
  and a higher sagittal crest (3.2 mm).
- **Allometry**: larger skulls have a longer snout and a relatively smaller braincase.
- **Asymmetry** is small and without direction: it varies about a symmetric mean.
"""
