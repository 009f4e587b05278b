"""Importers of the public space around buildings: one file of `formats` each, and what all of them share."""
