"""Limits follow the size of the file, and patience the size of the part."""

import pytest

from twin.importers.kernels.budget import Budget


def test_default_budget_grows_with_file():
    small, large = Budget().fast(10**6), Budget().fast(10**9)
    assert small.wall_s == 60.0
    assert large.wall_s == 30_000.0
    assert large.memory_bytes > small.memory_bytes


def test_given_budget_holds_for_any_size():
    limits = Budget(cpu_s=1.0, wall_s=2.0, memory_bytes=3).exact(10**9)
    assert (limits.cpu_s, limits.wall_s, limits.memory_bytes) == (1.0, 2.0, 3)
    assert Budget(total_s=4.0).total(10**9) == 4.0


@pytest.mark.parametrize(("depth", "patience_s"), [(0, 64.0), (1, 16.0), (2, 4.0), (12, 4.0)])
def test_small_parts_are_waited_for_less_long(depth, patience_s):
    assert Budget(wall_s=64.0).fast(0).patience_s(depth) == patience_s
