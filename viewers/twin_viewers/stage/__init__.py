"""The live stage: one scene, one camera, and the picture that one person sees of an estate."""

from twin_viewers.stage.stage import Stage

__all__ = ["Stage"]
