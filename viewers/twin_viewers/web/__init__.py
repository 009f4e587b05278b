"""The window on an estate in a browser."""
