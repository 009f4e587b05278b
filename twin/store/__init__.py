"""The GeoPackage that a twin lives in."""
