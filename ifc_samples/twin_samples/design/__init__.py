"""The sample estate as plain numbers: what it consists of, before any file is written."""
