"""Tessellation: one protocol, interchangeable kernels, worker processes that always end.

`twin.importers.kernels.session.start` is the door. Nothing is imported here, because workers pass through.
"""
