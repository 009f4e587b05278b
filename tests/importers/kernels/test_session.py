"""A tessellation ends, keeps what is good and names what is not, whatever its kernels do."""

import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import numpy as np
import psutil
import pytest

from twin.geometry.mesh import stack
from twin.geometry.solid import survey
from twin.importers.kernels.session import start

SCRIPTED = Path(__file__).with_name("scripted.py")
FATAL = ["hang", "abort", "leak", "raise", "garbage"]
REFUSED = ["nan", "range", "empty"]


def test_sound_products_come_from_fast_kernel(tessellate):
    result = tessellate({})
    assert set(result.kernel.values()) == {"fast"}
    assert sorted(result.meshes) == list(range(1, 9))
    assert result.reasons == result.failed == {}


@pytest.mark.parametrize("deed", FATAL + REFUSED)
def test_only_culprit_of_fast_kernel_goes_to_exact(tessellate, deed):
    result = tessellate({deed: [3]}, exact="open_sound")
    assert sorted(result.meshes) == list(range(1, 9))
    assert result.reasons == {3: "missing"}
    assert [step_id for step_id, kernel in result.kernel.items() if kernel == "exact"] == [3]


@pytest.mark.parametrize("deed", FATAL + REFUSED)
def test_culprit_of_both_kernels_fails_alone(tessellate, deed):
    result = tessellate({deed: [3]}, exact="open_streaming")
    assert sorted(result.meshes) == [1, 2, 4, 5, 6, 7, 8]
    assert list(result.failed) == [3]


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        ("hang", "no answer"),
        ("abort", f"crashed with signal {signal.SIGABRT.value}"),
        ("leak", "memory"),
        ("raise", "ValueError: no such curve"),
        ("garbage", "the output is no frame"),
        ("nan", "senseless numbers"),
        ("range", "senseless numbers"),
        ("empty", "empty"),
    ],
)
def test_failure_says_what_the_kernel_did(tessellate, deed, reason):
    assert tessellate({deed: [2]}, kernel="exact", exact="open_streaming", n=2).failed == {2: reason}


def test_two_culprits_both_stand_alone(tessellate):
    result = tessellate({"abort": [2, 7]}, kernel="fast", n=9)
    assert sorted(result.failed) == [2, 7]
    assert len(result.meshes) == 7


def test_kernel_that_never_yields_is_killed(tessellate):
    assert list(tessellate({"stuck": [1]}, kernel="exact", exact="open_streaming", n=2).failed) == [1]


def test_printing_kernel_does_no_harm(tessellate):
    assert len(tessellate({"print": [1, 2, 3]}).meshes) == 8


def test_processor_time_is_limited(tessellate):
    result = tessellate({"stuck": [1]}, kernel="exact", exact="open_streaming", n=1, cpu_s=1.0, wall_s=20.0)
    assert result.failed == {1: "processor time used up"}


@pytest.mark.parametrize("opening", ["open_never", "open_crashing"])
def test_kernel_that_cannot_open_the_file_leaves_all_to_exact(tessellate, opening):
    result = tessellate({}, fast=opening)
    assert set(result.kernel.values()) == {"exact"}
    assert len(result.meshes) == 8


def test_kernel_that_does_not_exist_is_named(tessellate):
    result = tessellate({}, kernel="fast", fast="open_what")
    assert "open_what" in result.failed[1]


def test_total_time_ends_hopeless_tessellation(tessellate):
    began = time.monotonic()
    result = tessellate({"hang": list(range(1, 9))}, exact="open_streaming", wall_s=600.0, total_s=2.0)
    assert time.monotonic() - began < 60
    assert sorted(result.failed) == list(range(1, 9))


def test_open_solid_is_replaced_by_closed_one(tessellate):
    result = tessellate({"lidless": [4]})
    assert result.reasons == {4: "open"}
    assert result.kernel[4] == "exact"


def test_face_turned_inside_out_is_replaced(tessellate):
    assert tessellate({"torn": [4]}).reasons == {4: "orientation"}


def test_volume_beyond_its_box_is_replaced(tessellate):
    result = tessellate({"doubled": [4]})
    assert result.reasons == {4: "volume"}
    assert result.kernel[4] == "exact"


def test_colours_of_a_shape_elsewhere_are_not_taken(tessellate, product):
    products = [product(1, styles=2)]
    result = tessellate({"shifted": [1]}, fast="open_sound", exact="open_streaming", products=products, n=1)
    assert result.reasons == {1: "styles"}
    assert result.kernel == {1: "fast"}


def test_fast_mesh_is_kept_where_exact_is_no_better(tessellate):
    result = tessellate({"lidless": [4]}, exact="open_streaming")
    assert result.reasons == {4: "open"}
    assert result.kernel[4] == "fast"


def test_surface_need_not_be_closed(tessellate, product):
    assert tessellate({"lidless": [1]}, products=[product(1, is_solid=False)], n=1).reasons == {}


def test_solid_turned_inside_out_is_turned_back(tessellate):
    result = tessellate({"inward": [1]}, n=2)
    assert result.reasons == {}
    volumes = survey(stack([result.meshes[1], result.meshes[2]])).volume
    np.testing.assert_allclose(volumes, [1.0, 1.0])


@pytest.mark.parametrize("prepare", [True, False])
def test_colours_come_from_exact_kernel(tessellate, product, prepare):
    products = [product(1), product(2, styles=2)]
    result = tessellate({"colours": [2]}, exact="open_streaming", products=products, n=2, prepare=prepare)
    assert result.kernel == {1: "fast", 2: "exact"}
    assert result.reasons == {2: "styles"}
    assert len(result.meshes[2].colours) == 2


@pytest.mark.parametrize("kernel", ["auto", "exact"])
def test_shared_shape_is_meshed_once_and_placed(tessellate, product, kernel):
    products = [product(step_id, group=7, styles=2) for step_id in (1, 2, 3)]
    result = tessellate(
        {"abort": [2, 3]}, kernel=kernel, fast="open_sound", exact="open_streaming", products=products, n=3
    )
    assert [mesh.vertices[0, 0] for mesh in result.meshes.values()] == [2.0, 4.0, 6.0]
    assert set(result.kernel.values()) == {"exact"}


def test_progress_never_goes_back_and_ends_complete(tmp_path, product):
    path = tmp_path / "model.ifc"
    path.write_text(json.dumps({"ids": [1, 2, 3], "deeds": {"lidless": [1, 2]}}))
    told = []
    kernels = {"fast": f"{SCRIPTED}:open_at_once", "exact": f"{SCRIPTED}:open_sound"}
    with start(path, kernels=kernels) as session:
        session.finish([product(step_id) for step_id in (1, 2, 3)], progress=lambda done, _: told.append(done))
    assert told == sorted(told)
    assert told[-1] == 3


def test_no_products_need_no_waiting(tmp_path):
    path = tmp_path / "model.ifc"
    path.write_text("{}")
    with start(path, kernels={"fast": f"{SCRIPTED}:open_never", "exact": f"{SCRIPTED}:open_never"}) as session:
        assert session.finish([]).meshes == {}


def test_interruption_kills_workers(tmp_path):
    path = tmp_path / "model.ifc"
    path.write_text("{}")
    before, workers = set(psutil.Process().children()), []  # such as the browser of another test

    def interrupted():
        with start(path, kernels={"fast": f"{SCRIPTED}:open_never", "exact": f"{SCRIPTED}:open_never"}):
            workers.extend(set(psutil.Process().children()) - before)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert len(workers) == 2
    assert not any(worker.is_running() for worker in workers)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is POSIX")
@pytest.mark.parametrize(
    "deed", ["hang", pytest.param("stuck", marks=pytest.mark.skipif(sys.platform != "linux", reason="needs prctl"))]
)
def test_worker_dies_with_killed_parent(tmp_path, deed):
    path = tmp_path / "model.ifc"
    path.write_text(json.dumps({"ids": [1], "deeds": {deed: [1]}}))
    program = f"""
        import time
        from pathlib import Path
        from twin.importers.kernels.session import start
        session = start(Path({str(path)!r}), kernel="fast", kernels={{"fast": {f"{SCRIPTED}:open_at_once"!r}}})
        print("started", flush=True)
        time.sleep(600)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(program)], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        (worker,) = psutil.Process(parent.pid).children()
        time.sleep(0.5)
        os.kill(parent.pid, signal.SIGKILL)
    gone, _ = psutil.wait_procs([worker], timeout=60)
    assert gone or worker.status() == psutil.STATUS_ZOMBIE
