"""What came of a run: outcomes, verdict, changes."""
