"""The verbs that make samples."""
