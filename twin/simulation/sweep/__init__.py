"""Thousands of runs of one scenario with something varied, on all cores or on a cluster."""
