"""Readers that turn files into the facts of a twin."""
