"""The live stage on which desktop, browser, movie and notebook stand.

A scene says what there is to see; the stage keeps it drawn while somebody looks around: it recolours, hides, cuts,
lifts storeys apart, marks what is chosen and says what is under a pixel, all without building the scene again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyvista as pv
from numpy.typing import NDArray

from twin.errors import UsageError
from twin.model.twin import Twin
from twin_viewers.camera import Viewpoint, frame_of
from twin_viewers.colouring import Groups, Numbers
from twin_viewers.layers import Surface
from twin_viewers.legend import Legend, legend_of
from twin_viewers.look import Look, opacity_of
from twin_viewers.marks import legend_with_marks, tones_with_marks
from twin_viewers.palette import FIELD, PAPER
from twin_viewers.roles import role_names_of
from twin_viewers.scene import Scene, scene_of, tones_of
from twin_viewers.stage.actors import add_lights, pixels_of, quiet
from twin_viewers.stage.eye import Eye
from twin_viewers.stage.part import Part
from twin_viewers.stage.rays import Hit, Targets, most_seen

__all__ = ["Stage"]

_BY_VALUE: Final = "value"
"""What a picture is coloured by when the values come from elsewhere than the twin."""

_NIGHT: Final = "#141B26"


class Stage:
    """One scene, one camera, and the picture that one person sees.

    All coordinates that go in and out are those of the estate [m].

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
        with quiet():
            self._plotter: Any = pv.Plotter(off_screen=off_screen, window_size=size, lighting="none")
        self._plotter.render_window.SetMultiSamples(0)
        self._parts: list[Part] = []
        self._scene: Scene | None = None
        self._look = Look()
        self._targets: Targets | None = None
        self._seen = np.ones(twin.nodes.length + 1, dtype=bool)
        self._lift = np.zeros(twin.nodes.length + 1)
        self._moving = False
        self.show(look or Look())

    @property
    def plotter(self) -> Any:
        """The PyVista plotter."""
        return self._plotter

    @property
    def render_window(self) -> Any:
        """The VTK window that the plotter draws into."""
        return self._plotter.render_window

    @property
    def scene(self) -> Scene:
        """What is shown."""
        assert self._scene is not None
        return self._scene

    @property
    def look(self) -> Look:
        """What was asked for last."""
        return self._look

    @property
    def legend(self) -> Legend:
        """What the colours mean now."""
        return self._legend

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the picture [px]."""
        width, height = self._plotter.window_size
        return width, height

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
        eye = self._eye() if self._scene is not None and look.storey == self._look.storey else None
        self._scene, self._look, self._legend = scene, look, scene.legend
        self._plotter.clear()
        add_lights(self._plotter, scene.viewpoint, sunny=scene.sunny, reach=scene.reach)
        self._plotter.renderer.SetUseOIT(False)  # blends in order, which is what veils rest on
        self._plotter.set_background(FIELD if scene.sunny else PAPER)
        self._parts = [Part(self._plotter, layer, far=scene.sunny) for layer in scene.layers]
        self.moving(self._moving)
        self._aim(eye or self._whole())
        if not self._seen.all() or self._lift.any():
            self._arrange()
        self._targets = None

    def colour(self, values: Groups | Numbers | None) -> None:
        """Colour all things by some values, without new meshes.

        Parameters
        ----------
        values : group or number of each node; None for what the look says
        """
        if values is None:
            self._legend = self.scene.legend
            for part in self._parts:
                part.untint()
            return
        twin, look, rows = self.twin, self._look, self.scene.rows
        tones = tones_with_marks(tones_of(values, role_names_of(twin), rows), look.marks)
        opacity = opacity_of(replace(look, colour_by=_BY_VALUE), solid=self.scene.sunny).rooms
        shades = np.round(np.append(tones, [(0, 0, 0)], axis=0) * 255).astype(np.uint8)
        for part in self._parts:
            part.tint(shades, round(opacity * 255))
        legend = legend_of(twin, values, colour_by=_BY_VALUE, rows=rows, tones=tones, storey=look.storey)
        self._legend = legend_with_marks(legend, look.marks)

    def isolate(self, rows: Sequence[int] | NDArray[Any] | None) -> None:
        """Show some things only.

        Parameters
        ----------
        rows : rows of the nodes to show, None for all
        """
        self._seen[:] = rows is None
        if rows is not None:
            self._seen[np.asarray(rows, dtype=np.int64)] = True
        self._arrange()

    def hide(self, rows: Sequence[int] | NDArray[Any]) -> None:
        """Hide some things, besides those that are hidden already.

        Parameters
        ----------
        rows : rows of the nodes to hide
        """
        self._seen[np.asarray(rows, dtype=np.int64)] = False
        self._arrange()

    def show_all(self) -> None:
        """Show all things again that the look shows."""
        self.isolate(None)

    def pick(self, x: float, y: float) -> int | None:
        """Return the row of the node that makes most of the colour of a pixel; None if nothing is there.

        Parameters
        ----------
        x : pixels from the left
        y : pixels from the top
        """
        found = self.pick_point(x, y)
        return None if found is None else found[0]

    def pick_point(self, x: float, y: float) -> tuple[int, NDArray[np.float64]] | None:
        """Return the row of the node under a pixel, and where its surface is met [m], (3,); None if nothing is there.

        Parameters
        ----------
        x : pixels from the left
        y : pixels from the top
        """
        hits, start, direction = self._met(x, y)
        hit = most_seen(hits)
        return None if hit is None or hit.row < 0 else (hit.row, start + direction * hit.depth)

    def under(self, x: float, y: float) -> tuple[int, ...]:
        """Return the rows of all nodes under a pixel, whether hidden by others or not, from the nearest.

        Parameters
        ----------
        x : pixels from the left
        y : pixels from the top
        """
        return tuple(dict.fromkeys(hit.row for hit in self._met(x, y)[0] if hit.row >= 0))

    def viewpoint(self) -> dict[str, Any]:
        """Return from where one looks, as JSON values."""
        return self._eye().values

    def look_from(self, viewpoint: Mapping[str, Any]) -> None:
        """Look from where a saved view says.

        Parameters
        ----------
        viewpoint : what `viewpoint` returned

        Raises
        ------
        UsageError
            If it is none.
        """
        self._aim(Eye.from_values(viewpoint))

    def moving(self, on: bool) -> None:
        """Draw less while the camera moves, and all when it stands still.

        Parameters
        ----------
        on : whether the camera moves
        """
        self._moving = on
        if on:
            self._plotter.disable_anti_aliasing()
        else:
            self._plotter.enable_anti_aliasing("ssaa")
        for part in self._parts:
            part.show(not on or part.layer.surface not in {Surface.VEIL, Surface.LINES})

    def image(self, size: tuple[int, int] | None = None) -> NDArray[np.uint8]:
        """Return the picture, (height, width, 3).

        Parameters
        ----------
        size : width and height [px]; None for the size of the stage
        """
        own = self.size
        if size is not None and size != own:
            self._plotter.window_size = size
        with quiet():
            self.render_window.Render()
            pixels = pixels_of(self.render_window)
        if size is not None and size != own:
            self._plotter.window_size = own
        return pixels

    def close(self) -> None:
        """Give back all that drawing takes."""
        self._plotter.close()

    def _eye(self) -> Eye:
        return Eye.of(self._plotter.camera, self.scene.origin)

    def _whole(self) -> Eye:
        """Return the view that the scene wants."""
        view: Viewpoint = self.scene.viewpoint
        width, height = self.size
        frame = frame_of(self.scene.frame, view, aspect=width / height)
        return Eye(frame.centre + self.scene.origin, view.back, view.up, frame.half_height)

    def _aim(self, eye: Eye) -> None:
        reach = self.scene.reach + float(np.linalg.norm(eye.centre - self.scene.origin))
        eye.aim(self._plotter.camera, origin=self.scene.origin, distance=2 * reach)
        self._plotter.renderer.ResetCameraClippingRange()

    def _arrange(self) -> None:
        for part in self._parts:
            part.arrange(self._seen, self._lift)
        self._targets = None

    def _met(self, x: float, y: float) -> tuple[list[Hit], NDArray[np.float64], NDArray[np.float64]]:
        """Return what a ray through a pixel meets, a point of it in the estate, and where it goes."""
        width, height = self.size
        if not (0 <= x < width and 0 <= y < height):
            raise UsageError(f"pixel {x}, {y}", "is not in the picture", f"It is {width} by {height} pixels.")
        if self._targets is None:
            self._targets = _targets(self._parts)
        eye = self._eye()
        start, direction = eye.through(x, y, size=self.size), -eye.back
        return self._targets.met(start - self.scene.origin, direction), start, direction


def _targets(parts: list[Part]) -> Targets:
    """Return the triangles that are seen."""
    solid = [part for part in parts if not part.is_lines and part.layer.surface is not Surface.SHADE]
    return Targets(
        np.concatenate([part.corners for part in solid]),
        np.concatenate([part.nodes[part.shown] for part in solid]),
        opacity=np.concatenate([part.rgba[part.shown, 3] / 255 for part in solid]),
        layer=np.concatenate([np.full(int(part.shown.sum()), at) for at, part in enumerate(solid)]),
        veils=tuple(part.layer.name if part.layer.surface is Surface.VEIL else "" for part in solid),
    )
