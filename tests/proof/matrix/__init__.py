"""The kill matrix: the suite runs on mutants of the reference, which it must detect."""
