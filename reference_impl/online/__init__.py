"""The agents at their desktops: presence, sessions, and live connections."""
