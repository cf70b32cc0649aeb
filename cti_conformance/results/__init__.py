"""The results of a run: outcomes, verdict, changes."""
