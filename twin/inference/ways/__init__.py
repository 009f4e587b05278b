"""Ways out of doors: from what authors drew to one network that people walk in."""
