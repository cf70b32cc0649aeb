"""What the suite is told."""
