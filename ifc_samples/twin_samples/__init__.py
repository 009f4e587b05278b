"""Generated IFC samples."""
