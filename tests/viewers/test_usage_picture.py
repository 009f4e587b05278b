"""Measures are drawn from outside where several buildings are seen, in the language of the answer."""

import numpy as np
import pandas as pd
from PIL import Image

from twin.model.columns import Columns
from twin.model.schema import table_of
from twin.model.twin import Twin
from twin.usage.measure import Column
from twin.usage.outcome import Colouring, Outcome
from twin_viewers.pictures.usage import draw_usage
from twin_viewers.scene import scene_of


def test_two_buildings_are_drawn_from_outside_and_one_with_its_rooms(house, tmp_path, monkeypatch):
    looks = []
    monkeypatch.setattr("twin_viewers.scene.scene_of", lambda twin, look: looks.append(look) or scene_of(twin, look))
    second = table_of("nodes", {"id": ["other"], "kind": ["building"], "name": ["Other"]})
    nodes = {name: np.concatenate((house.nodes[name], second[name])) for name in house.nodes}
    two = Twin({**house.tables, "nodes": Columns(nodes, house.nodes.length + 1)}, house.meta)
    table = pd.DataFrame({"id": ["id3"], "band": ["poor"]})
    schema = {"": (Column("id", "id", kind="text"), Column("band", "how well used", kind="text"))}
    outcome = Outcome(table, colours=(Colouring("band", "Band"),), schema=schema, language="fr")
    for twin, manner in ((two, "solid"), (house, "")):
        draw_usage(twin, outcome, tmp_path / "p.png", size=(400, 250))
        assert looks[-1].manner == manner
    with Image.open(tmp_path / "p.png") as written:
        assert written.size == (400, 250)
