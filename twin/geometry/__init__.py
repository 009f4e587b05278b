"""Arrays in, arrays out: the geometry that needs no graph."""
