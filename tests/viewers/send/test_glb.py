import json
import os
import shutil
import struct
import subprocess
from pathlib import Path

import numpy as np
import pytest

from twin.errors import OutputError, UsageError
from twin_viewers.look import Look
from twin_viewers.send.gathered import gathered
from twin_viewers.send.glb import glb_of, write_glb

VALIDATOR = Path(os.environ.get("GLTF_VALIDATOR", Path.home() / ".cache/estate-twin/node_modules/gltf-validator"))
"""Where the Khronos validator lies, the npm package gltf-validator."""

CHECK = """
const validator = require(process.argv[1]);
const bytes = new Uint8Array(require("fs").readFileSync(process.argv[2]));
validator.validateBytes(bytes, { maxIssues: 50 }).then((found) => console.log(JSON.stringify(found)));
"""


def header(data):
    (length,) = struct.unpack("<I", data[12:16])
    return json.loads(data[20 : 20 + length])


def load(path):
    import trimesh

    return trimesh.load_scene(path)


def test_file_opens_again_with_the_same_triangles_and_size(house, tmp_path):
    shown = write_glb(house, tmp_path / "house.glb")
    scene = load(tmp_path / "house.glb")
    assert sum(len(mesh.faces) for mesh in scene.geometry.values()) == len(shown.triangles.faces)
    low, high = shown.triangles.points.min(axis=0), shown.triangles.points.max(axis=0)
    expected = [[low[0], low[2], -high[1]], [high[0], high[2], -low[1]]]
    np.testing.assert_allclose(scene.bounds, expected, atol=1e-5)


def test_volume_of_a_boiler_is_kept(house, tmp_path):
    write_glb(house, tmp_path / "boiler.glb", look=Look(only=("equipment",)))
    scene = load(tmp_path / "boiler.glb")
    assert scene.to_geometry().volume == pytest.approx(1.0 * 1.0 * 1.5)


@pytest.mark.parametrize("most", [0, 4000])
def test_validator_of_khronos_finds_nothing(house, tmp_path, most):
    if not (shutil.which("node") and VALIDATOR.is_dir()):
        pytest.skip(f"no node, or no gltf-validator in {VALIDATOR}: npm install --prefix ~/.cache/estate-twin")
    (tmp_path / "house.glb").write_bytes(glb_of(house, gathered(house, Look()), most_things=most))
    line = ["node", "-e", CHECK, str(VALIDATOR), str(tmp_path / "house.glb")]
    found = json.loads(subprocess.run(line, capture_output=True, check=True, text=True).stdout)
    assert found["issues"]["messages"] == []


def test_things_carry_id_and_name_below_their_storey(house):
    nodes = header(glb_of(house, gathered(house, Look())))["nodes"]
    by_name = {node["name"]: node for node in nodes}
    boiler = by_name["Boiler"]
    assert boiler["extras"]["id"] == "id11"
    assert nodes.index(boiler) in by_name["Ground"]["children"]
    assert nodes.index(by_name["Ground"]) in by_name["House"]["children"]


def test_many_things_are_merged_by_storey_and_material(house):
    nodes = header(glb_of(house, gathered(house, Look()), most_things=0))["nodes"]
    walls = [node for node in nodes if node["name"] == "Ground · wall"]
    assert [node["extras"]["things"] for node in walls] == [2]


def test_file_says_where_it_lies_and_where_north_is(make_twin):
    twin = make_twin(origin=(770_000.0, 6_279_000.0, 50.0))
    extras = header(glb_of(twin, gathered(twin, Look())))["asset"]["extras"]
    assert extras["crs"] == "EPSG:2154"
    assert extras["north"] == [0.0, 0.0, -1.0]
    assert extras["origin"] == pytest.approx([770_005.0, 6_279_003.0, 53.0], abs=1.0)


def test_colour_is_told_as_a_share_of_light(house):
    materials = header(glb_of(house, gathered(house, Look(only=("equipment",)))))["materials"]
    red, green, blue, opacity = materials[0]["pbrMetallicRoughness"]["baseColorFactor"]
    assert (red, blue, opacity) == (1.0, 0.0, 1.0)
    assert green == pytest.approx(0.0908, abs=1e-4)  # 0x55 of sRGB


def test_rooms_are_translucent(house):
    materials = header(glb_of(house, gathered(house, Look(only=("space",)))))["materials"]
    assert [material["alphaMode"] for material in materials] == ["BLEND"]


def test_links_are_refused(house, tmp_path):
    with pytest.raises(UsageError, match="can be shown in pictures only"):
        write_glb(house, tmp_path / "p.glb", look=Look(links=("feeds",)))


def test_other_ending_is_refused(house, tmp_path):
    with pytest.raises(OutputError, match=r"Let it end in \.glb"):
        write_glb(house, tmp_path / "p.obj")
