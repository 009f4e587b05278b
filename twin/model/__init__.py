"""The nouns of the twin: kinds, relations, evidence, findings, and the immutable twin itself."""
