"""The kill matrix: the suite is run on defects of the reference, to see whether it tells them."""
