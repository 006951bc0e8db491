"""Boundaries of a licence that the operator holds: read without trust, thinned, drawn, taken back by file."""

import json
from datetime import date
from itertools import pairwise
from math import cos, pi, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from karmika.access.viewer import Operator
from karmika.areas import geojson, queries, simplify
from karmika.areas.acts import DrawBoundary
from karmika.areas.boundaries import Origin, load_boundaries
from karmika.areas.models import Boundary
from karmika.areas.tests import makers
from karmika.files.models import LoadedFile
from karmika.files.undoing import undo
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.rooms import REVERSALS

FROM = date(2025, 1, 1)


def feature(code, *rings, kind="Polygon", name="lgd"):
    coordinates = list(rings) if kind == "Polygon" else [list(rings)]
    return {
        "type": "Feature",
        "properties": {name: code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def square(lon=80.0, lat=16.0, wide=0.1):
    return [[lon, lat], [lon + wide, lat], [lon + wide, lat + wide], [lon, lat + wide], [lon, lat]]


def written(tmp_path, *features, **more):
    path = tmp_path / "boundaries.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": list(features), **more}))
    return path


def origin(level="ulb", **fields):
    said = {
        "code_property": "lgd",
        "licence": "CC-BY 4.0",
        "source": "Survey office, 2024",
        "valid_from": FROM,
    }
    return Origin(level=level, **{**said, **fields})


def load(path, **fields):
    return load_boundaries(Operator(), path, origin(**fields))


@pytest.mark.django_db
def test_a_file_is_one_act_and_each_boundary_another_caused_by_it(tmp_path):
    made = makers.town()
    found = load(
        written(tmp_path, feature("T-u1", square()), feature("T-u2", square(80.1), kind="MultiPolygon"))
    )
    assert (found.added, found.bad) == (2, ())
    (file,) = LoadedFile.objects.filter(what="boundaries")
    assert Entry.objects.filter(cause=file.id).count() == 2
    shown = queries.boundaries([made["u1"], made["u2"], made["u3"]])
    assert shown.keys() == {made["u1"], made["u2"]}
    assert shown[made["u1"]].rings == [
        [80_000_000, 16_000_000, 80_100_000, 16_000_000, 80_100_000, 16_100_000, 80_000_000, 16_100_000]
    ]
    assert (shown[made["u1"]].licence, shown[made["u1"]].source) == ("CC-BY 4.0", "Survey office, 2024")


@pytest.mark.django_db
def test_loading_it_again_changes_nothing(tmp_path):
    makers.town()
    path = written(tmp_path, feature("T-u1", square()))
    assert load(path).added == 1
    entries = Entry.objects.count()
    again = load(path)
    assert (again.added, again.unchanged) == (0, 1)
    assert Entry.objects.count() == entries


@pytest.mark.django_db
def test_each_feature_that_is_not_taken_is_told_with_its_reason(tmp_path):
    makers.town()
    path = written(
        tmp_path,
        feature("T-u1", square()),
        feature("T-u1", square()),
        feature("nowhere", square()),
        feature(None, square()),
        feature("T-u2", [[80, 16], [80, 16], [80, 16]]),
        feature("T-u2", [[80, 16], [181, 16], [80, 17]]),
        feature("T-u2", [[80, 16], ["80", 16], [80, 17]]),
        feature("T-u2", [[80, 16], [1e999, 16], [80, 17]]),
        {
            "type": "Feature",
            "properties": {"lgd": "T-u3"},
            "geometry": {"type": "Point", "coordinates": [1, 2]},
        },
        {"type": "Feature", "properties": {"lgd": "T-u3"}, "geometry": None},
        "nothing",
        feature("T-u3", square(), name="code"),
        feature("T-u3", []),
        feature("T-\ud800", square()),
        feature("T-u3", [[80, 16], [10**400, 16], [80, 17]]),
        feature("T-u3", [[80, 16], [float("nan"), 16], [80, 17]]),
    )
    found = load(path)
    assert found.added == 1
    assert [(row.line, row.refused.code) for row in found.bad] == [
        (2, "areas.boundary_twice"),
        (3, "areas.not_known"),
        (4, "areas.boundary_without_code"),
        (5, "areas.boundary_shape"),
        (6, "areas.boundary_range"),
        (7, "areas.boundary_shape"),
        (8, "areas.boundary_range"),
        (9, "areas.boundary_geometry"),
        (10, "areas.boundary_geometry"),
        (11, "areas.boundary_without_code"),
        (12, "areas.boundary_without_code"),
        (13, "areas.boundary_shape"),
        (14, "areas.bad_code"),
        (15, "areas.boundary_range"),
        (16, "areas.boundary_range"),
    ]
    for row in found.bad:
        assert row.refused.sentence().encode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "areas.boundaries_unreadable"),
        (b"\xff\xfe", "areas.boundaries_unreadable"),
        (b"[" * 100_000, "areas.boundaries_unreadable"),
        (b"[]", "areas.boundaries_unreadable"),
        (b'{"type": "Topology", "objects": {}}', "areas.boundaries_unreadable"),
        (b'{"type": "FeatureCollection", "features": {}}', "areas.boundaries_unreadable"),
        (
            b'{"type": "FeatureCollection", "features": [], "crs": {"properties": {"name": "EPSG::32644"}}}',
            "areas.boundaries_projected",
        ),
        (b" " * 5_000_001, "areas.boundaries_too_large"),
    ],
)
def test_a_file_that_is_no_collection_is_refused_whole(tmp_path, content, code, nothing_written):
    path = tmp_path / "x.geojson"
    path.write_bytes(content)
    with nothing_written(), pytest.raises(Refused) as refused:
        load(path)
    assert refused.value.code == code


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"level": "state"}, "areas.boundary_level"),
        ({"level": "country"}, "areas.no_such_level"),
        ({"licence": " "}, "areas.boundary_licence"),
        ({"source": ""}, "areas.boundary_licence"),
        ({"source": "x" * 501}, "areas.text_too_long"),
    ],
)
def test_no_state_and_nothing_without_a_licence(tmp_path, fields, code, nothing_written):
    makers.town()
    path = written(tmp_path, feature("T", square()))
    with nothing_written(), pytest.raises(Refused) as refused:
        load(path, **fields)
    assert refused.value.code == code


@pytest.mark.django_db
def test_nobody_but_a_map_maker_draws_a_boundary(cast, nothing_written):
    made = makers.town()
    act = DrawBoundary(
        boundary=uuid7(),
        area=made["u1"],
        rings=((1, 1, 2, 2, 3, 1),),
        licence="x",
        source="y",
        valid_from=FROM,
    )
    for viewer in (cast.lakshmi, cast.ramesh, cast.stranger):
        with nothing_written(), pytest.raises(Refused):
            perform(act, viewer)


@pytest.mark.django_db
def test_a_later_boundary_takes_the_place_of_an_earlier_one_from_its_day_on(tmp_path):
    made = makers.town()
    load(written(tmp_path, feature("T-u1", square())))
    load(written(tmp_path, feature("T-u1", square(82.0))), valid_from=date(2025, 6, 1))
    assert queries.boundaries([made["u1"]], date(2024, 12, 31)) == {}
    for day, lon in ((date(2025, 5, 31), 80_000_000), (date(2025, 6, 1), 82_000_000)):
        assert queries.boundaries([made["u1"]], day)[made["u1"]].rings[0][0] == lon
    load(written(tmp_path, feature("T-u1", square(83.0))), valid_from=date(2025, 6, 1))
    assert queries.boundaries([made["u1"]])[made["u1"]].rings[0][0] == 83_000_000


@pytest.mark.django_db
def test_a_file_is_taken_back_and_can_be_loaded_again(tmp_path):
    made = makers.town()
    path = written(tmp_path, feature("T-u1", square()), feature("T-u2", square(80.1)))
    load(path)
    (file,) = LoadedFile.objects.filter(what="boundaries")
    done = undo(Operator(), file.id, "the licence ended", REVERSALS)
    assert (done.taken_back, done.kept) == (2, [])
    assert queries.boundaries(list(made.values())) == {}
    assert load(path).added == 2
    assert queries.boundaries(list(made.values())).keys() == {made["u1"], made["u2"]}
    assert Boundary.objects.count() == 4


def wiggly(lon, count, phase=0.0):
    """A circle of many points that is not quite round."""
    turns = [2 * pi * n / count for n in range(count)]
    return tuple(
        (
            round((lon + 0.1 * cos(turn) * (1 + 0.05 * sin(40 * turn + phase))) * 1e6),
            round((16 + 0.1 * sin(turn) * (1 + 0.05 * sin(40 * turn + phase))) * 1e6),
        )
        for turn in turns
    )


def test_many_points_are_thinned_to_less_than_a_hundred_kilobytes():
    shapes = [[wiggly(80 + n, 20_000, n)] for n in range(5)]
    thin = simplify.thinned(shapes, 4500)
    assert sum(len(ring) for rings in thin for ring in rings) <= 4500
    flat = [[number for point in ring for number in point] for rings in thin for ring in rings]
    assert len(json.dumps(flat)) < 100_000
    assert all(set(ring) <= set(whole[0]) for (ring,), whole in zip(thin, shapes, strict=True))


def test_neighbours_still_meet_on_the_line_that_they_share():
    border = [(80_100_000 + (n * 7919) % 500, 16_000_000 + n * 1000) for n in range(101)]
    west = [(80_000_000, 16_100_000), (80_000_000, 16_000_000), *border]
    east = [*border[::-1], (80_200_000, 16_000_000), (80_200_000, 16_100_000)]
    (left,), (right,) = simplify.thinned([[tuple(west)], [tuple(east)]], 40)
    shared = set(border)
    assert set(left) & shared == set(right) & shared
    assert border[0] in left and border[-1] in left
    assert len(left) + len(right) <= 40


def test_what_is_small_enough_stays_as_it_is():
    ring = tuple((round(lon * 1e6), round(lat * 1e6)) for lon, lat in square()[:-1])
    assert simplify.thinned([[ring]], 100) == [(ring,)]


points = st.tuples(st.integers(-50, 50), st.integers(-50, 50))


def no_repeats(ring):
    return all(one != other for one, other in pairwise([*ring, ring[0]]))


@given(
    st.lists(
        st.lists(
            st.lists(points, min_size=3, max_size=30).map(tuple).filter(no_repeats), min_size=1, max_size=3
        ),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 60),
)
@settings(max_examples=60, deadline=None)
def test_no_shape_vanishes_however_much_is_thinned(shapes, most):
    thin = simplify.thinned(shapes, most)
    assert len(thin) == len(shapes)
    for rings, before in zip(thin, shapes, strict=True):
        assert rings
        assert {point for ring in rings for point in ring} <= {point for ring in before for point in ring}
    kept = sum(len(ring) for rings in thin for ring in rings)
    assert kept <= max(most, 0) + 90


def test_a_code_may_be_a_number():
    content = json.dumps({"type": "FeatureCollection", "features": [feature(801.0, square())]}).encode()
    (one,) = geojson.read(content, "lgd")
    assert one.code == "801"
