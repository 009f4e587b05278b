"""Usage measures: who can use which space when, what stands empty, who reaches what."""
