"""Generated IFC samples: models that the project makes itself, so that they can be shown, tested and changed freely."""
