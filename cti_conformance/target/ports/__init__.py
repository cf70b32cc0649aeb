"""The ports: the only access of steps to a target."""
