"""A scene that is kept drawn: built once, then recoloured and thinned out in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.twin import Twin
from twin_viewers.camera import Viewpoint, frame_of
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.layers import Layer, Surface
from twin_viewers.legend import Legend
from twin_viewers.lights import lit_at_rest
from twin_viewers.look import Look, opacity_of
from twin_viewers.palette import FIELD, PAPER
from twin_viewers.roles import role_names_of
from twin_viewers.scene import Scene, in_order, scene_of, seen_through
from twin_viewers.stage.actors import add_lights
from twin_viewers.stage.canvas import Canvas
from twin_viewers.stage.coarse import SMOOTH, Coarse, coarse_of
from twin_viewers.stage.eye import Eye
from twin_viewers.stage.night import NIGHT, Night
from twin_viewers.stage.occlusion import depth_of, most_of, shaded
from twin_viewers.stage.overlay import Overlay
from twin_viewers.stage.part import Part
from twin_viewers.stage.tinting import Tinting
from twin_viewers.stage.turning import TURNED, turned

__all__ = ["Drawn"]

Rows = Sequence[int] | NDArray[Any]

_LIGHTS: Final = ("day", "night")

_KEPT: Final = frozenset({Surface.SOLID, Surface.GLASS, Surface.PLAIN, Surface.SHADE})
"""What is drawn while the camera moves, if that is not too much."""


class Drawn(Canvas):
    """One scene, kept drawn.

    Parameters
    ----------
    twin : the twin
    look : what to show first, and how to colour it
    size : width and height of the picture [px]
    off_screen : whether no window opens

    Raises
    ------
    NoShapeError
        If nothing of it has a shape.
    UsageError
        If there is no such storey, kind or value to colour by.
    """

    def __init__(
        self, twin: Twin, look: Look | None = None, *, size: tuple[int, int] = (1280, 800), off_screen: bool = True
    ) -> None:
        self.twin = twin
        super().__init__(size=size, off_screen=off_screen)
        self._overlay, self._night = Overlay(self._plotter), Night(self._plotter)
        self._lit: NDArray[np.int64] | None = None
        self._parts: list[Part] = []
        self._seen = np.ones(twin.nodes.length + 1, dtype=bool)
        self._lift = np.zeros(twin.nodes.length + 1)
        self._coarse: Part | None = None
        self._boxes: Coarse | None = None
        self._tinting: Tinting
        self._moving, self._light = False, "day"
        self._values: Groups | Numbers | None = None
        self._close: NDArray[np.bool_] | None = None
        self._look, self._faced = look or Look(), np.zeros(3)
        self._scene = scene_of(twin, self._look)
        self._legend = self._scene.legend
        self._build(self._whole())

    @property
    def scene(self) -> Scene:
        """What is shown."""
        return self._scene

    @property
    def look(self) -> Look:
        """What was asked for last."""
        return self._look

    @property
    def legend(self) -> Legend:
        """What the colours mean now."""
        return self._legend

    def show(self, look: Look) -> None:
        """Build the scene anew; the camera stays where it is, unless another storey is looked into.

        Parameters
        ----------
        look : what to show, and how to colour it

        Raises
        ------
        NoShapeError
            If nothing of it has a shape; the stage keeps what it shows.
        UsageError
            If there is no such storey, kind or value to colour by; the stage keeps what it shows.
        """
        scene = scene_of(self.twin, look)
        eye = self._eye() if look.storey == self._look.storey else None
        self._scene, self._look, self._legend, self._values, self._close = scene, look, scene.legend, None, None
        self._build(eye or self._whole())

    def colour(self, values: Groups | Numbers | None) -> None:
        """Colour all things by some values, without new meshes.

        Parameters
        ----------
        values : group or number of each node; None for what the look says
        """
        self._values = values
        if values is None:
            self._legend = self.scene.legend
            for part in self._parts:
                part.untint()
        else:
            self._legend = self._tinting.paint(values)
        if self._moving:
            self._paint_boxes()

    def moving(self, on: bool) -> None:
        """Draw less while the camera moves, and all when it stands still.

        Parameters
        ----------
        on : whether the camera moves
        """
        self._moving = on
        self.smooth(not on)
        few = sum(len(part.nodes) for part in self._parts if not part.is_lines) <= SMOOTH
        if on and not few:
            self._lay_boxes()
        if self._coarse is not None:
            self._coarse.show(on)
        kept = _KEPT if self._coarse is None else {Surface.PLAIN, Surface.SHADE}
        for part in self._parts:
            part.show(not on or part.layer.surface in kept)
        self._turn()

    def daylight(self, light: str) -> None:
        """Show the estate by day or by night; what only tints keeps its colour, so that values can be read.

        Parameters
        ----------
        light : ``day`` or ``night``

        Raises
        ------
        UsageError
            If it is neither.
        """
        if light not in _LIGHTS:
            raise UsageError(f"daylight {light}", "there is no such light", "Write day or night.")
        self._light = light
        day = FIELD if self.scene.sunny else PAPER
        self._plotter.set_background(day if light == "day" else NIGHT)
        if light == "day":
            self._night.end(self._all_parts())
            return
        self._night.fall(self.twin, self.scene, self._parts, lit_at_rest(self.twin) if self._lit is None else self._lit)
        if self._coarse is not None:
            self._dress(self._coarse)

    def lights(self, lit: Rows | None) -> None:
        """Say what gives light by night.

        Parameters
        ----------
        lit : rows of lamps and rooms, such as `twin_viewers.lights.lit_in_run` says; None for all that are at rest
        """
        before, self._lit = self._lit, None if lit is None else np.asarray(lit, dtype=np.int64)
        same = before is None if self._lit is None else before is not None and np.array_equal(before, self._lit)
        if self._light == "night" and not same:
            self.daylight("night")

    def _depth(self) -> NDArray[np.float32] | None:
        """Return how far from the eye what was drawn last is, if it stands still and can have darker corners."""
        if self._moving or not self.is_smooth or not self.scene.is_opaque:
            return None
        return depth_of(self.render_window, self.render_window.GetSize()[0], self._plotter.camera.clipping_range)

    def _finished(self, pixels: NDArray[np.uint8], depth: NDArray[np.float32] | None) -> NDArray[np.uint8]:
        """Return a picture with darker corners."""
        if depth is None:
            return pixels
        height, camera = len(pixels), self._plotter.camera
        most = most_of(outside=self.scene.sunny, tells=self.scene.tells or self._values is not None)
        return shaded(pixels, depth, 2 * camera.parallel_scale / height, most=most)

    def _build(self, eye: Eye) -> None:
        """Draw the scene instead of what was drawn before."""
        scene = self._scene
        self._plotter.clear_actors()
        self._plotter.remove_all_lights()
        self._overlay.restart()
        add_lights(self._plotter, scene.viewpoint, sunny=scene.sunny, reach=scene.reach)
        self._coarse, self._boxes, self._faced, self._parts = None, None, scene.viewpoint.back, []
        self._point(eye)
        self._lay(scene.layers)

    def _arrange(self) -> None:
        """Show what is to be seen where it is to stand."""
        for part in self._parts:
            part.arrange(self._seen, self._lift)
        self._drop_boxes()
        self.moving(self._moving)
        self._plotter.renderer.ResetCameraClippingRange()

    def _turn(self) -> None:
        """Draw faintly what now stands between the eye and the rooms, if the eye has gone far around and stands."""
        scene, eye = self.scene, self._eye()
        if self._moving or scene.links or scene.placed is None or float(eye.back @ self._faced) > TURNED:
            return
        self._faced = eye.back
        view = Viewpoint(eye.right, eye.up, eye.back, scene.viewpoint.along)
        role = role_names_of(self.twin)
        front = seen_through(self.twin, scene.placed, None, role=role, viewpoint=view, solid=scene.sunny)
        opacity = opacity_of(self._look, solid=scene.sunny)
        shares = (opacity.lines, opacity.lines_of_front)
        self._lay(in_order(turned(scene.layers, front, share=opacity.front, share_of_lines=shares)))

    def _lay(self, layers: tuple[Layer, ...]) -> None:
        """Draw other layers of the same scene, in the colours of now."""
        for part in self._all_parts():
            for actor in part.actors:
                self._plotter.remove_actor(actor, render=False)
        self._drop_boxes()
        self._parts = [Part(self._plotter, layer, far=self.scene.sunny) for layer in layers]
        self._tinting = Tinting(self.twin, self._look, self.scene, self._parts)
        self.daylight(self._light)
        if self._values is not None:
            self.colour(self._values)
        self._arrange()

    def _all_parts(self) -> list[Part]:
        """Return all that is drawn of the scene, when the camera stands still or moves."""
        return self._parts if self._coarse is None else [*self._parts, self._coarse]

    def _lay_boxes(self) -> None:
        """Draw boxes for what is shown, those that were drawn before if they still stand for it."""
        if self._boxes is not None:
            self._paint_boxes()
            return
        self._boxes = coarse_of(self.twin, self._parts, lift=self._lift, origin=self.scene.origin)
        if self._boxes is not None:
            self._coarse = Part(self._plotter, self._boxes.layer, far=self.scene.sunny)
            self._dress(self._coarse)

    def _paint_boxes(self) -> None:
        """Give boxes the colours of what they stand for."""
        if self._coarse is not None and self._boxes is not None:
            self._coarse.paint(self._boxes.tones(self._parts))

    def _drop_boxes(self) -> None:
        """Forget boxes, which stand for something else."""
        if self._coarse is not None:
            for actor in self._coarse.actors:
                self._plotter.remove_actor(actor, render=False)
        self._coarse = self._boxes = None

    def _dress(self, part: Part) -> None:
        """Give a new part the light of the others."""
        if self._light == "night":
            self._night.light(part)

    def _eye(self) -> Eye:
        return Eye.of(self._plotter.camera, self.scene.origin)

    def _whole(self) -> Eye:
        """Return the view that the scene wants."""
        view, (width, height) = self.scene.viewpoint, self.size
        frame = frame_of(self.scene.frame, view, aspect=width / height)
        return Eye(frame.centre + self.scene.origin, view.back, view.up, frame.half_height)

    def _aim(self, eye: Eye) -> None:
        """Look from somewhere else."""
        self._point(eye)
        self._turn()

    def _point(self, eye: Eye) -> None:
        reach = self.scene.reach + float(np.linalg.norm(eye.centre - self.scene.origin)) + float(self._lift.max())
        eye.aim(self._plotter.camera, origin=self.scene.origin, distance=2 * reach)
        self._plotter.renderer.ResetCameraClippingRange()
