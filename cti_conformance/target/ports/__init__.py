"""The ports: the only ways in which a step knows a target."""
