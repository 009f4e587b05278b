"""The tessellation of one file, from the first moment of an import to the last mesh.

The fast worker starts before the file is even read, so that both go on at the same time; the exact worker opens the
file meanwhile and takes the products with several colours as soon as the reader knows them. `Session.finish` decides
what the fast kernel cannot be trusted with, and always returns.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from twin.geometry.mesh import Mesh
from twin.importers.kernels.budget import Budget
from twin.importers.kernels.choice import Verdict, doubts, is_better, judge, representatives, spread
from twin.importers.kernels.crew import Crew
from twin.importers.kernels.protocol import KernelChoice, Product, Tessellation

__all__ = ["KERNELS", "Session", "start"]

KERNELS = {"fast": "twin.importers.kernels.fast:open_model", "exact": "twin.importers.kernels.exact:open_model"}
"""Where a worker finds each kernel."""

_WORTH_TWO_WORKERS = 200
"""Number of products from which a second exact worker makes up for its start, measured on two cores."""

Progress = Callable[[int, int], None]
Judged = tuple[dict[int, Mesh], dict[int, Verdict]]


def start(
    path: Path,
    *,
    kernel: KernelChoice = "auto",
    budget: Budget | None = None,
    size: int | None = None,
    kernels: Mapping[str, str] = KERNELS,
) -> Session:
    """Return a running tessellation of the file, to be closed by its context.

    Parameters
    ----------
    path : a STEP file
    kernel : ``fast`` or ``exact`` alone, or ``auto``: fast, and exact for what is missing or suspect
    budget : what it may use, by default according to the size
    size : length of the file [B], by default as on disk
    kernels : where a worker finds each kernel, ``module:function`` or ``file.py:function``
    """
    size = path.stat().st_size if size is None else size
    return Session(path, kernel, budget=budget or Budget(), size=size, kernels=kernels)


class Session:
    """A running tessellation; leaving its context kills its workers.

    Parameters
    ----------
    path : a STEP file
    kernel : ``fast``, ``exact`` or ``auto``
    budget : what it may use
    size : length of the file [B]
    kernels : where a worker finds each kernel
    """

    def __init__(
        self, path: Path, kernel: KernelChoice, *, budget: Budget, size: int, kernels: Mapping[str, str]
    ) -> None:
        self._total_s = budget.total(size)
        self._fast = None if kernel == "exact" else Crew(kernels["fast"], path, limits=budget.fast(size))
        self._exact = None if kernel == "fast" else Crew(kernels["exact"], path, limits=budget.exact(size))
        self._firsts: dict[int, Product] = {}
        self._asked: set[int] = set()
        if self._fast:
            self._fast.add(())
        if self._exact:
            self._exact.warm_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill all workers."""
        for crew in (self._fast, self._exact):
            if crew:
                crew.close()

    def prepare(self, products: Iterable[Product]) -> None:
        """Let the exact worker begin with the products that have several styles.

        Parameters
        ----------
        products : products known so far, some of which `finish` will be given again
        """
        if self._exact:
            colourful = [product for product in products if product.styles > 1]
            self._ask(representatives(colourful, self._firsts), self._exact, most_hands=1)

    def finish(self, products: Sequence[Product], *, progress: Progress | None = None) -> Tessellation:
        """Return the meshes of the products, after at most the total time of the budget.

        Parameters
        ----------
        products : every product of the file that has a representation
        progress : called with the number of products done and the number of all
        """
        tell, end_s = progress or _keep_quiet, time.monotonic() + self._total_s
        fast, fast_verdicts = self._finish_fast(products, until_s=end_s - self._total_s / 2)
        reasons = doubts(products, fast_verdicts) if self._fast and self._exact else {}
        doubted = [product for product in products if product.step_id in reasons or not self._fast]
        exact, exact_verdicts = self._finish_exact(doubted, until_s=end_s, tell=_part(tell, doubted, products))
        better = {
            product.step_id: exact[product.step_id]
            for product in doubted
            if product.step_id in exact
            and is_better(product, exact_verdicts[product.step_id], fast_verdicts.get(product.step_id))
        }
        meshes = {**fast, **better}
        kernel = {step_id: "exact" if step_id in better else "fast" for step_id in meshes}
        return Tessellation(meshes, kernel, reasons, self._failures(products, meshes), self._seconds())

    def _ask(self, shown: Iterable[int], crew: Crew, *, most_hands: int) -> None:
        new = [step_id for step_id in shown if step_id not in self._asked]
        self._asked.update(new)
        if new:
            crew.add(new, hands=most_hands if len(new) > _WORTH_TWO_WORKERS else 1)

    def _finish_fast(self, products: Sequence[Product], *, until_s: float) -> Judged:
        if self._fast is None or not products:
            return {}, {}
        ids = [product.step_id for product in products]
        self._fast.drain(ids, until_s=until_s, heard=lambda: None)
        return judge({step_id: self._fast.meshes[step_id] for step_id in ids if step_id in self._fast.meshes})

    def _finish_exact(self, products: Sequence[Product], *, until_s: float, tell: Callable[[float], None]) -> Judged:
        if self._exact is None or not products:
            return {}, {}
        crew, shown = self._exact, representatives(products, self._firsts)
        self._ask(shown, crew, most_hands=2)
        crew.drain(list(shown), until_s=until_s, heard=lambda: tell(len(crew.meshes) / len(shown)))
        placed = (spread(crew.meshes[first], members) for first, members in shown.items() if first in crew.meshes)
        return judge({step_id: mesh for share in placed for step_id, mesh in share.items()})

    def _failures(self, products: Sequence[Product], meshes: Mapping[int, Mesh]) -> dict[int, str]:
        return {product.step_id: self._failure(product) for product in products if product.step_id not in meshes}

    def _failure(self, product: Product) -> str:
        """Return why the last kernel that was asked for the product has no mesh of it."""
        first = self._firsts.get(product.group, product).step_id
        failed = {} if self._fast is None else self._fast.failed
        return (self._exact.failed if self._exact else {}).get(first) or failed.get(product.step_id, "empty")

    def _seconds(self) -> dict[str, float]:
        crews = {"fast": self._fast, "exact": self._exact}
        return {name: crew.seconds for name, crew in crews.items() if crew}


def _part(tell: Progress, doubted: Sequence[Product], products: Sequence[Product]) -> Callable[[float], None]:
    """Return a function that tells, for a share of the doubted products, how many of all are done."""
    tell(len(products) - len(doubted), len(products))
    return lambda share: tell(len(products) - round(len(doubted) * (1 - min(share, 1.0))), len(products))


def _keep_quiet(done: int, of_all: int) -> None:
    """Take progress and say nothing."""
