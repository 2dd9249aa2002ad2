"""Bytes flipped, cut out, doubled and put in: what happens to files."""

import random

PIECES = (
    *("LM=", "LM3=1", "POINTS=", "CURVES=9", "=", "[names]", "[rawpoints]", "'", '"', ",", ";"),
    *("\n", "\r", "\t", " ", "NA", "inf", "-999", "9999 9999\n", "1e400", "1_0", "\u0663", "\x1c"),
    *("99999999999", "-1", "é", "\x00", "\ufeff", "#", "specimen,landmark,x,y\n", "\u2028", "0"),
)


def damaged(data: bytes, rng: random.Random) -> bytes:
    for _ in range(rng.randint(1, 4)):
        start = rng.randrange(len(data) + 1)
        end = min(len(data), start + rng.choice((0, 1, 1, 2, 5, 30)))
        new = rng.choice(
            (
                b"",
                rng.choice(PIECES).encode(),
                bytes([rng.randrange(256)]),
                data[start:end] * 3,
                data[rng.randrange(len(data) + 1) :][:20],
            )
        )
        data = data[:start] + new + data[end:]
    return data
