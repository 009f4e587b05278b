"""What the panels of a window say, as plain values: no picture library is needed to read or test them."""
