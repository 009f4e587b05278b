"""What the files do not say, inferred with evidence.

Each module is one layer: a function ``infer`` that takes a twin and returns what it adds. `twin.inference.run` applies
them in order, strongest evidence first, so that each can build on those before it.
"""
