"""Which products the fast kernel cannot be trusted with, and whose mesh to keep once both have answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

import numpy as np
from numpy.typing import NDArray

from twin.geometry.mesh import Mesh, flipped, moved, stack
from twin.geometry.solid import survey
from twin.importers.kernels.protocol import Product

__all__ = ["Verdict", "doubts", "is_better", "judge", "representatives", "spread"]

_SAME_BOX_M = 0.005
_MOST_OF_BOX = 1.001
_LEAST_SPACE_M3 = 1e-9


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one mesh is worth as a solid.

    Parameters
    ----------
    box : least and greatest coordinates [m], (2, 3)
    volume : signed volume [m³]
    fits : whether the volume, if it means anything, is no more than that of the box
    closed : whether every edge has an even number of faces
    oriented : whether all faces agree on which side is outside
    """

    box: NDArray[np.float64]
    volume: float
    fits: bool
    closed: bool
    oriented: bool

    @property
    def rank(self) -> int:
        """How sound the mesh is as a solid, from 0 to 3."""
        return (self.closed and self.oriented) + self.closed + self.fits


def judge(meshes: Mapping[int, Mesh]) -> tuple[dict[int, Mesh], dict[int, Verdict]]:
    """Return the meshes with those turned inside out put right, and a verdict on each.

    Parameters
    ----------
    meshes : meshes by STEP id
    """
    found = survey(stack(list(meshes.values())))
    boxes = np.stack([found.lower, found.upper], axis=1)
    fits = ~found.closed | (np.abs(found.volume) <= found.box_volume * _MOST_OF_BOX + _LEAST_SPACE_M3)
    inward = found.closed & found.oriented & fits & (found.volume < 0)
    columns = (column.tolist() for column in (found.volume, fits, found.closed, found.oriented))
    verdicts = {step_id: Verdict(*row) for step_id, *row in zip(meshes, boxes, *columns, strict=True)}
    turned = {step_id: flipped(meshes[step_id]) for step_id in compress(meshes, inward)}
    return {**meshes, **turned}, verdicts


def doubts(products: Iterable[Product], verdicts: Mapping[int, Verdict]) -> dict[int, str]:
    """Return why the exact kernel should be asked, by STEP id of the products for which it should.

    Parameters
    ----------
    products : what the reader knows of each product
    verdicts : verdict on the mesh of the fast kernel where there is one
    """
    reasons = {product.step_id: _doubt(product, verdicts.get(product.step_id)) for product in products}
    return {step_id: reason for step_id, reason in reasons.items() if reason}


def is_better(product: Product, exact: Verdict, fast: Verdict | None) -> bool:
    """Return whether the exact mesh should replace the fast one.

    Parameters
    ----------
    product : the product that both show
    exact : verdict on the mesh of the exact kernel
    fast : verdict on the mesh of the fast kernel, None if there is none
    """
    if fast is None:
        return True
    if exact.rank > fast.rank and (product.is_solid or product.is_space or not fast.fits):
        return True
    return product.styles > 1 and bool(np.abs(exact.box - fast.box).max() <= _SAME_BOX_M)


def representatives(products: Iterable[Product], firsts: dict[int, Product]) -> dict[int, list[Product]]:
    """Return the products by the STEP id of the one that is meshed for all of its group, which comes first.

    Parameters
    ----------
    products : products, of which those in one group share their representation
    firsts : the product that is meshed for each group, to which new groups are added
    """
    shown: dict[int, list[Product]] = {}
    for product in products:
        first = firsts.setdefault(product.group, product) if product.group > 0 else product
        members = shown.setdefault(first.step_id, [first])
        if product is not first:
            members.append(product)
    return shown


def spread(mesh: Mesh, products: Sequence[Product]) -> dict[int, Mesh]:
    """Return the mesh of the first product placed where each of the products is.

    Parameters
    ----------
    mesh : mesh of the first product
    products : products that share one representation
    """
    first, *others = products
    back = np.linalg.inv(first.placement) if others else first.placement
    return {first.step_id: mesh, **{other.step_id: moved(mesh, other.placement @ back) for other in others}}


def _doubt(product: Product, verdict: Verdict | None) -> str:
    if verdict is None:
        return "missing"
    if (product.is_space or product.is_solid) and not verdict.closed:
        return "open"
    if (product.is_space or product.is_solid) and not verdict.oriented:
        return "orientation"
    if not verdict.fits or (product.is_space and abs(verdict.volume) < _LEAST_SPACE_M3):
        return "volume"
    return "styles" if product.styles > 1 else ""
