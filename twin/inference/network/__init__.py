"""How supply networks are put together: what flows, what joins, which way it runs.

`twin.inference.supply` applies the steps of this package, strongest evidence first.
"""
