"""Texts that keep how they were made, so that readers of other languages can be told the same."""
