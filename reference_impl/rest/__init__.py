"""The APIs of telephony systems: the two documented calls and the REST v2 subset."""
