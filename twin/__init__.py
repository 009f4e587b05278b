"""A graph-linked digital twin of housing estates."""
