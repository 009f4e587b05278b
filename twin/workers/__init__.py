"""Processes and clusters that make calls for whoever has many of them: sweeps, imports of many files."""
