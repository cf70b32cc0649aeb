"""The oracle of a call: a model of the documentation, and checks of a target against it."""
