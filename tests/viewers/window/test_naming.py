"""Things are called by what people know, in the language of the reader."""

import numpy as np
import pytest

from twin_viewers.window.naming import label_of


@pytest.mark.parametrize(("language", "word"), [("en", "Street lamp"), ("fr", "Lampadaire")])
def test_lamp_without_a_name_is_called_by_its_street_in_the_language_of_the_reader(quarter, language, word):
    lamps = np.flatnonzero(quarter.nodes["object_type"] == "street lamp").tolist()
    names = [label_of(quarter, row, language=language) for row in lamps]
    assert any(name.startswith(f"{word} (") and name.endswith("· Jonasstraße") for name in names)
    assert len(set(names)) == len(names)


def test_stretch_of_a_street_is_called_by_the_street(quarter):
    nodes = quarter.nodes
    row = quarter.row("osm/way/24669962/0")
    assert nodes["object_type"][row] == "stretch"
    assert label_of(quarter, row).startswith("Karl-Marx-Platz")
