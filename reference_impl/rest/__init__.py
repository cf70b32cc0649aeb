"""The APIs of telephone systems: the two documented calls and the REST v2 subset."""
