"""How much time and memory a kernel may use before it is stopped.

No kernel may be trusted to return: each has real files on which it hangs or takes minutes over one product. The limits
are generous (a hundred times what a sound file needs), because they exist to end an import, not to hurry it.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Budget", "Limits"]

_LEAST_PATIENCE = 1 / 16


@dataclass(frozen=True, slots=True)
class Limits:
    """What one worker may use.

    Parameters
    ----------
    cpu_s : processor time over its life [s]
    wall_s : time without any result [s]
    memory_bytes : address space [B]
    """

    cpu_s: float
    wall_s: float
    memory_bytes: int

    def patience_s(self, depth: int) -> float:
        """Return how long to wait for a part that is left after so many halvings [s].

        A part fails because of what it holds, not because of its size, so that waiting long again finds nothing new.
        """
        return self.wall_s * max(0.25**depth, _LEAST_PATIENCE)


@dataclass(frozen=True, slots=True)
class Budget:
    """What the tessellation of one file may use; what is left at None follows the size of the file.

    Parameters
    ----------
    cpu_s : processor time of a worker [s]
    wall_s : time that a worker may go without a result [s]
    memory_bytes : address space of a worker [B]
    total_s : wall time after which `Session.finish` takes what there is [s]
    """

    cpu_s: float | None = None
    wall_s: float | None = None
    memory_bytes: int | None = None
    total_s: float | None = None

    def fast(self, size: int) -> Limits:
        """Return the limits of a worker that meshes the whole file and answers once.

        Parameters
        ----------
        size : length of the file [B]
        """
        whole = max(60.0, 30.0 * size / 1e6)
        return self._limits(whole, whole, size)

    def exact(self, size: int) -> Limits:
        """Return the limits of a worker that answers product by product.

        Parameters
        ----------
        size : length of the file [B]
        """
        return self._limits(max(600.0, 120.0 * size / 1e6), 60.0 + size / 1e6, size)

    def total(self, size: int) -> float:
        """Return the wall time that `Session.finish` may take [s].

        Parameters
        ----------
        size : length of the file [B]
        """
        return max(1800.0, 300.0 * size / 1e6) if self.total_s is None else self.total_s

    def _limits(self, cpu_s: float, wall_s: float, size: int) -> Limits:
        return Limits(
            cpu_s if self.cpu_s is None else self.cpu_s,
            wall_s if self.wall_s is None else self.wall_s,
            (4 << 30) + 100 * size if self.memory_bytes is None else self.memory_bytes,
        )
