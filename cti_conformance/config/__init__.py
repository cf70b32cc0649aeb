"""The configuration: command line, file and environment."""
