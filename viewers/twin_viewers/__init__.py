"""Pictures of a twin, drawn with PyVista."""
