"""What the toolkit's own tests share: running the suite as a user would, and servers for it."""
