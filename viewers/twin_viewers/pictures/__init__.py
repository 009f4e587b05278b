"""Pictures that verbs of other packages ask for, one module each, found by name."""
