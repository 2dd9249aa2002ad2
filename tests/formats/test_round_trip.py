"""What a writer writes, its reader reads back: coordinates bit for bit, and odd names whole."""

from dataclasses import replace

from drawn_forms import NAMES, again, assert_same, nameable, points, readings, with_variables
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from components.formats import landmark_table, morphologika, tps
from components.formats.naming import only_count
from components.formats.reading import Reading
from components.shape.specimen import Value


@settings(max_examples=60)
@given(st.data())
def test_tps(data: st.DataObject) -> None:
    reading = data.draw(readings())
    axes = reading.specimens[0].landmarks.shape[1]
    chains = st.lists(st.integers(0, 3).flatmap(lambda n: points(n, axes)), max_size=2).map(tuple)
    reading = data.draw(with_variables(reading))
    specimens = tuple(
        replace(
            s,
            curves=data.draw(chains),
            outlines=data.draw(chains),
            scale=data.draw(st.none() | st.floats(1e-9, 1e9)),
            image=data.draw(st.just("") | NAMES),
            comment=data.draw(st.just("") | NAMES),
        )
        for s in reading.specimens
    )
    assume(nameable([s.name for s in specimens]))
    reading = replace(reading, specimens=specimens)
    assert_same(again(reading, tps.write, tps.parse), reading)


@settings(max_examples=60)
@given(readings(), st.integers(0, 3))
def test_tps_keeps_specimens_of_one_name_apart(reading: Reading, count: int) -> None:
    name = reading.specimens[0].name
    twins = tuple(replace(s, name=name) for s in reading.specimens * 2)
    twins = tuple(replace(s, landmarks=s.landmarks[:count]) for s in twins)
    reading = replace(reading, specimens=twins)
    back = again(reading, tps.write, tps.parse)
    assert_same(back, reading)
    assert any("more than once" in note.text for note in back.notes)


@settings(max_examples=60)
@given(st.data())
def test_morphologika(data: st.DataObject) -> None:
    reading = data.draw(with_variables(data.draw(readings())))
    landmark = st.integers(0, len(reading.specimens[0].landmarks) - 1)
    scale = data.draw(st.none() | st.floats(1e-9, 1e9))
    reading = replace(
        reading,
        specimens=tuple(
            replace(s, scale=scale, unit="mm" if scale else "", image=f"{i} a.jpg")
            for i, s in enumerate(reading.specimens)
        ),
        wireframe=tuple(data.draw(st.lists(st.tuples(landmark, landmark), max_size=3))),
        polygons=tuple(data.draw(st.lists(st.tuples(*[landmark] * 3), max_size=3))),
    )
    back = again(reading, morphologika.write, morphologika.parse)
    assert_same(back, in_morphologika(reading))


def in_morphologika(reading: Reading) -> Reading:
    """Return what is left of names like heads of sections, and of tabs within values."""
    flat = str.maketrans("\t", " ")

    def name(text: str) -> str:
        return text if text != "[names]" else "(names)"

    def value(one: Value) -> Value:
        return one.translate(flat) if isinstance(one, str) else one

    specimens = tuple(
        replace(
            s,
            name=name(s.name),
            variables={str(value(key)): value(one) for key, one in s.variables.items()},
        )
        for s in reading.specimens
    )
    return replace(reading, specimens=specimens)


@settings(max_examples=60)
@given(readings(), st.lists(NAMES, min_size=4, max_size=4, unique=True), st.booleans())
def test_table_of_landmarks(reading: Reading, labels: list[str], named: bool) -> None:
    if named:
        count = len(reading.specimens[0].landmarks)
        assume(not only_count(labels[:count]))
        reading = replace(reading, landmark_names=tuple(labels[:count]))
    assert_same(again(reading, landmark_table.write, landmark_table.parse), reading)
