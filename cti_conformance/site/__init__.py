"""The documentation site, built from the ledger, the features and the API files."""
