"""Reports of runs: one page for reading, one for the wall of a caretaker, with nothing fetched from elsewhere."""
