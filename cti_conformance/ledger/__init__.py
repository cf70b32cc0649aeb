"""What spec/ says, read."""
