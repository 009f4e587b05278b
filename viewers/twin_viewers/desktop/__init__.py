"""A window on the desk: the live stage with panels beside it, drawn by VTK alone, for machines without a browser."""
