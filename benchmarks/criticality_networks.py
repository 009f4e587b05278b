"""Supply networks of any size to measure criticality on: what estates look like, and what is hard.

Each function returns the number of components and for each need its component and the components that can meet it.
"""

from __future__ import annotations

import random
from collections.abc import Callable

Needs = list[tuple[int, list[int]]]

__all__ = ["NETWORKS", "Needs"]


class _Network:
    """Components as they are added, and what they need."""

    def __init__(self) -> None:
        self.size = 0
        self.needs: Needs = []

    def add(self, *needs: list[int]) -> int:
        """Return a new component with these needs, each a list of what can meet it."""
        self.size += 1
        self.needs += [(self.size - 1, feeders) for feeders in needs]
        return self.size - 1

    def run(self, start: int, length: int) -> int:
        """Return the last of some pipes or cables in a row."""
        for _ in range(length):
            start = self.add([start])
        return start

    def done(self) -> tuple[int, Needs]:
        return self.size, self.needs


def estate(size: int) -> tuple[int, Needs]:
    """Make buildings of forty dwellings on rings of cables and mains, with boards, boosters, boilers, risers, taps."""
    net = _Network()
    grid, mains, gas = net.add(), net.add(), net.add()
    blocks = max(size // 2040, 2)
    power, water, fuel = _ring(net, grid, blocks, 12), _ring(net, mains, blocks, 40), net.run(gas, 30)
    for block in range(blocks):
        _building(net, power[block], water[block], net.run(fuel, 20), dwellings=40)
    return net.done()


def tree(size: int) -> tuple[int, Needs]:
    """Feed each component from an earlier one."""
    draw = random.Random(1)
    return size, [(one, [draw.randrange(max(one - 50, 0), one)]) for one in range(1, size)]


def chain(size: int) -> tuple[int, Needs]:
    """Pipes in one row."""
    return size, [(one, [one - 1]) for one in range(1, size)]


def mesh(size: int) -> tuple[int, Needs]:
    """Mains in a square grid, water either way through each pipe, one source in a corner."""
    side = int(size**0.5)
    return side * side, [(one, _around(one, side)) for one in range(1, side * side)]


def mesh_with_pumps(size: int) -> tuple[int, Needs]:
    """Put a second source and pumps into the grid, one in a hundred, that need power from a tree of boards."""
    side = int((0.95 * size) ** 0.5)
    inner, draw = side * side, random.Random(2)
    needs = [(one, _around(one, side)) for one in range(1, inner - 1)]
    boards = range(inner, size)
    needs += [(one, [draw.randrange(max(one - 20, inner), one)]) for one in boards[1:]]
    return size, needs + [(one, [draw.choice(boards)]) for one in range(50, inner - 1, 100)]


def ring(size: int) -> tuple[int, Needs]:
    """One ring, water either way, fed through two pumps that hang on one board."""
    needs = [(1, [0]), (2, [0]), *((one, [one - 1, one + 1]) for one in range(4, size - 1))]
    needs += [(3, [1, size - 1, 4]), (size - 1, [size - 2, 3])]
    middle = size // 2
    return size, [(owner, [*some, 2]) if owner == middle else (owner, some) for owner, some in needs]


def redundant(size: int) -> tuple[int, Needs]:
    """Each component fed by two of the fifty before it."""
    draw = random.Random(3)
    return size, [(one, [draw.randrange(max(one - 50, 0), one) for _ in range(2)]) for one in range(3, size)]


def demanding(size: int) -> tuple[int, Needs]:
    """Three in ten components need two things at once, each of them met by one or two of the thousand before it."""
    draw = random.Random(4)
    needs: Needs = []
    for one in range(20, size):
        counts = [draw.choice((1, 1, 2)) for _ in range(1 + (draw.random() < 0.3))]
        needs += [(one, [draw.randrange(max(one - 1000, 0), one) for _ in range(count)]) for count in counts]
    return size, needs


def pumps_in_a_row(size: int) -> tuple[int, Needs]:
    """Every tenth pipe of one row is a pump that needs a board of its own: each is put out by all before it."""
    net = _Network()
    grid = net.add()
    last = net.add()
    while net.size < size - 11:
        board = net.run(grid, 2)
        last = net.add([net.run(last, 7)], [board])
    return net.done()


NETWORKS: dict[str, Callable[[int], tuple[int, Needs]]] = {
    "estate": estate,
    "tree": tree,
    "chain": chain,
    "mesh": mesh,
    "mesh with pumps": mesh_with_pumps,
    "ring": ring,
    "redundant": redundant,
    "demanding": demanding,
    "pumps in a row": pumps_in_a_row,
}


def _ring(net: _Network, source: int, places: int, length: int) -> list[int]:
    """Return places on a ring of pipes or cables that carries either way, fed at one of them."""
    first, count = net.size, places * length
    for step in range(count):
        around = [first + (step - 1) % count, first + (step + 1) % count]
        net.add([source, *around] if step == 0 else around)
    return [first + place * length for place in range(places)]


def _building(net: _Network, cable: int, main: int, gas: int, *, dwellings: int) -> None:
    board = net.run(net.add([net.run(cable, 3), net.add()]), 2)  # a transformer's cable, or a generator
    common = net.run(board, 5)
    pumps = [net.add([net.run(main, 6)], [net.run(common, 4)]) for _ in range(2)]
    water = net.run(net.add([*pumps]), 4)
    boilers = [net.add([gas], [net.run(common, 4)]) for _ in range(2)]
    circulators = [net.add(boilers, [net.run(common, 4)]) for _ in range(2)]
    heat = net.run(net.add(circulators), 4)
    tank = net.add([heat], [net.run(water, 3)], [net.run(common, 3)])
    for _ in range(dwellings // 4):
        board, water, heat, tank = (net.run(one, 3) for one in (board, water, heat, tank))
        for _ in range(4):
            for riser, ends in ((board, 3), (water, 3), (heat, 3), (tank, 2)):
                branch = net.run(riser, 3)
                for _ in range(ends):
                    net.run(branch, 3)


def _around(one: int, side: int) -> list[int]:
    row, column = divmod(one, side)
    steps = ((row - 1, column), (row, column - 1), (row, column + 1), (row + 1, column))
    return [r * side + c for r, c in steps if 0 <= r < side and 0 <= c < side]
