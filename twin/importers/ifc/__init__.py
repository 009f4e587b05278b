"""The IFC reader, from the bytes of a file to rows of facts."""
