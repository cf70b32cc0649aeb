"""HTTP to the target: bounded in time and size, and recorded."""
