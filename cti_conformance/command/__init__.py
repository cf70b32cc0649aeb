"""The command ``cti-conformance``: one module for each group of commands, imported when needed."""
