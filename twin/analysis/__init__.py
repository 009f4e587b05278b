"""Measures on any twin."""
