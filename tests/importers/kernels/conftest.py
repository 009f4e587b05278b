"""Sessions on scripted kernels."""

import json
from pathlib import Path

import numpy as np
import pytest

from twin.importers.kernels.budget import Budget
from twin.importers.kernels.protocol import Product
from twin.importers.kernels.session import start

SCRIPTED = Path(__file__).with_name("scripted.py")


@pytest.fixture
def product():
    def make(step_id, *, group=0, is_space=False, is_solid=True, styles=1):
        placement = np.eye(4)
        placement[0, 3] = 2.0 * step_id
        return Product(step_id, placement, group, is_space, is_solid, styles)

    return make


@pytest.fixture
def tessellate(tmp_path, product):
    """Return the tessellation of cubes 1 to n by scripted kernels."""

    def run(
        deeds, *, kernel="auto", fast="open_at_once", exact="open_sound", products=(), n=8, prepare=False, **budget
    ):
        path = tmp_path / "model.ifc"
        path.write_text(json.dumps({"ids": list(range(1, n + 1)), "deeds": deeds}))
        kernels = {"fast": f"{SCRIPTED}:{fast}", "exact": f"{SCRIPTED}:{exact}"}
        products = products or [product(step_id) for step_id in range(1, n + 1)]
        slow = {"hang", "stuck"} & set(deeds) or "open_never" in {fast, exact}  # the others answer, if not at once
        wanted = {"wall_s": 3.0 if slow else 60.0, "cpu_s": 10.0, "memory_bytes": 300 << 20, "total_s": 120.0}
        limits = Budget(**wanted | budget)
        with start(path, kernel=kernel, budget=limits, kernels=kernels) as session:
            if prepare:
                session.prepare(products)
            return session.finish(products)

    return run
