"""Rules that simulate incidents and analyse usage on a twin."""
