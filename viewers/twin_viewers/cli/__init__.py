"""Verbs that show a twin."""
