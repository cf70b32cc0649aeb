"""One scenario: its people, its session, and its cleanup."""
