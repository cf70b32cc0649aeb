"""HTTP to the target."""
