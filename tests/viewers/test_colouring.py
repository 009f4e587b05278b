import itertools

import numpy as np
import pytest

from twin.errors import UsageError
from twin_viewers.colouring import Numbers, values_of
from twin_viewers.palette import CATEGORICAL, OTHER, TONES, UNKNOWN, categorical, repeated, rgb, sequential
from twin_viewers.roles import ROLES

# Machado, Oliveira, Fernandes 2009, doi:10.1109/TVCG.2009.113, table 1, severity 1.0, on linear RGB
SEEN = {
    "normal": np.eye(3),
    "protanopia": [(0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)],
    "deuteranopia": [(0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)],
}


def lab(colour, seen):
    value = np.array(rgb(colour))
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    to_xyz = [(0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505)]
    xyz = np.array(to_xyz) @ np.clip(np.array(SEEN[seen]) @ linear, 0, 1) / (0.9505, 1, 1.089)
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array((116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])))


@pytest.mark.parametrize("seen", SEEN)
def test_categories_stay_apart_for_the_colour_blind(seen):
    pairs = itertools.combinations([*CATEGORICAL, UNKNOWN, OTHER], 2)
    assert min(np.linalg.norm(lab(a, seen) - lab(b, seen)) for a, b in pairs) >= 13


@pytest.mark.parametrize("seen", SEEN)
def test_what_lies_side_by_side_on_the_ground_stays_apart_for_the_colour_blind(seen):
    areas = ("street", "footway", "cycleway", "steps", "car park", "square", "playground", "pitch", "water", "green")
    pairs = itertools.combinations([TONES[name] for name in areas], 2)
    assert min(np.linalg.norm(lab(a, seen) - lab(b, seen)) for a, b in pairs) >= 10


def test_every_role_has_a_tone_of_its_own():
    assert set(TONES) == set(ROLES)
    assert len(set(TONES.values())) == len(ROLES)


def test_colours_are_given_out_the_same_way_every_time():
    assert (categorical(5)[:3] == categorical(3)).all()
    assert (categorical(40)[len(CATEGORICAL) :] == rgb(OTHER)).all()
    assert (repeated(20)[len(CATEGORICAL)] == rgb(CATEGORICAL[0])).all()


def test_numbers_get_lighter_with_their_size():
    lightness = sequential(np.linspace(0, 1, 20)) @ (0.2126, 0.7152, 0.0722)
    assert (np.diff(lightness) > 0).all()


def test_groups_are_known_by_name(house):
    by_class = values_of(house, "class")
    assert by_class.labels[by_class.codes[11]] == "IfcBoiler"
    assert by_class.labels[0] == "IfcSpace"  # three of them are drawn; walls and slabs are two


def test_storeys_come_from_the_top_down(house):
    storeys = values_of(house, "storey")
    assert storeys.labels == ("Upper", "Ground")
    assert storeys.codes[12] == -1


def test_numbers_come_with_their_unit(house):
    area = values_of(house, "Area")
    assert isinstance(area, Numbers)
    assert (area.unit, area.values[3]) == ("m2", 23.0)
    assert area.known.sum() == 1


@pytest.mark.parametrize("name", ["Use", "Pset_Room.Use"])
def test_property_is_found_with_and_without_its_set(house, name):
    values = values_of(house, name)
    assert values.labels == ("cooking",)
    assert np.flatnonzero(values.known).tolist() == [3]


@pytest.mark.parametrize(("name", "near"), [("storeys", "storey"), ("Pset_Room.Usee", "Pset_Room.Use")])
def test_unknown_name_suggests_the_nearest(house, name, near):
    with pytest.raises(UsageError, match=rf"no property has that name.*{near}"):
        values_of(house, name)


def test_columns_that_are_no_values_cannot_colour(house):
    with pytest.raises(UsageError, match="transform"):
        values_of(house, "transform")


def test_criticality_counts_dwellings_and_is_unknown_off_the_networks(wire):
    things = {"board": "IfcElectricDistributionBoard", "unit": "IfcElectricDistributionBoard", "bench": "IfcFurniture"}
    twin = wire(
        things | {"room": "space", "home": "dwelling"},
        [("board", "unit", "power")],
        [("home", "room")],
        {"unit": "room"},
    )
    found = values_of(twin, "criticality")
    assert (found.unit, found.values[:2].tolist()) == ("dwellings", [1.0, 1.0])
    assert np.isnan(found.values[2:]).all()
