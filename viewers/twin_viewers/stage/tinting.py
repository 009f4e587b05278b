"""Colours what is drawn by other values, in place: a step of a slider must not take longer than a look at it.

An estate has millions of nodes, a picture shows some ten thousand of them. Which of them the colour of each cell
belongs to is told once; then a new colour is asked for each node that is drawn, never for each that there is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from twin.model.twin import Twin
from twin_viewers.colouring import BY_MODEL, BY_ROLE, Groups, Numbers
from twin_viewers.legend import Legend, legend_of
from twin_viewers.look import Look, opacity_of
from twin_viewers.marks import legend_with_marks, tones_with_marks
from twin_viewers.roles import is_public, role_names_of
from twin_viewers.scene import Scene
from twin_viewers.stage.part import Part
from twin_viewers.tones import is_around, quiet_tones, samples_of, tones_of

__all__ = ["Tinting"]

_BY_VALUE: Final = "value"
"""What a picture is coloured by when the values come from elsewhere than the twin."""


class Tinting:
    """Knows where in what is drawn the colour of each node goes.

    Parameters
    ----------
    twin : the twin
    look : what was asked for
    scene : what is shown
    parts : what is drawn of it
    """

    def __init__(self, twin: Twin, look: Look, scene: Scene, parts: Sequence[Part]) -> None:
        self._twin, self._look, self._scene = twin, look, scene
        self._parts = [part for part in parts if part.is_tinted]
        there = np.zeros(twin.nodes.length + 1, dtype=bool)
        for part in self._parts:
            there[part.nodes] = True
        self._told = np.flatnonzero(there[:-1])
        places = np.zeros(twin.nodes.length + 1, dtype=np.int32)
        places[self._told] = np.arange(len(self._told))
        role, by_role = role_names_of(twin), look.colour_by in {BY_ROLE, BY_MODEL} and look.values is None
        for part in self._parts:
            kept = None if by_role else scene.around[part.nodes]
            part.place(places, quiet_tones(part.base[:, :3], role[part.nodes], kept=kept))

    def paint(self, values: Groups | Numbers) -> Legend:
        """Colour all things by some values, and return what the colours mean.

        Parameters
        ----------
        values : group or number of each node
        """
        twin, look, rows, told = self._twin, self._look, self._scene.rows, self._told
        tones = np.zeros((twin.nodes.length, 3))  # most are never asked for
        for some in (told, samples_of(values, rows)):
            tones[some] = tones_of(values, role_names_of(twin), rows, at=some)
        shades = np.round(tones_with_marks(tones, look.marks, at=told) * 255).astype(np.uint8)
        marked = [row for mark in look.marks for row in mark.rows]
        around = is_around(values, is_public(twin), at=told) & ~np.isin(told, marked)
        opacity = opacity_of(replace(look, colour_by=_BY_VALUE), solid=self._scene.sunny).rooms
        for part in self._parts:
            part.tint(shades, around, values.known[told], opacity=round(opacity * 255))
        legend = legend_of(twin, values, colour_by=_BY_VALUE, rows=rows, tones=tones, storey=look.storey)
        return legend_with_marks(legend, look.marks)
