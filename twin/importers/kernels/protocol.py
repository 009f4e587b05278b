"""What the reader tells a tessellation, and what it gets back.

Everything is keyed by STEP id (the number after ``#``), because GlobalIds repeat in real files.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from twin.geometry.mesh import Mesh

__all__ = ["KernelChoice", "Mesh", "Product", "Tessellation"]

KernelChoice = Literal["auto", "fast", "exact"]


@dataclass(frozen=True, slots=True)
class Product:
    """What the reader knows of one product before it is meshed.

    Parameters
    ----------
    step_id : number of the product in the STEP file
    placement : object placement in world coordinates [m], (4, 4)
    group : products with the same number above 0 show one representation, uncut; 0 shares with nobody
    is_space : whether it is an IfcSpace
    is_solid : whether its representation declares closed bodies
    styles : number of different surface styles among its items [-]
    """

    step_id: int
    placement: NDArray[np.float64]
    group: int
    is_space: bool
    is_solid: bool
    styles: int


@dataclass(frozen=True, slots=True)
class Tessellation:
    """The meshes of one file, and how each was come by.

    Parameters
    ----------
    meshes : mesh in world coordinates by STEP id
    kernel : kernel whose mesh was taken, ``fast`` or ``exact``, by STEP id
    reasons : why the exact kernel was asked, ``missing``, ``open``, ``orientation``, ``volume`` or ``styles``, by id
    failed : why no kernel gave a mesh, by STEP id
    seconds : wall time of its workers by kernel [s]
    """

    meshes: Mapping[int, Mesh]
    kernel: Mapping[int, str]
    reasons: Mapping[int, str]
    failed: Mapping[int, str]
    seconds: Mapping[str, float]
