"""The living documentation: a static site made of the ledger, the features and the API files."""
