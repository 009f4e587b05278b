"""Tessellation: one protocol, interchangeable kernels, worker processes that always end."""
