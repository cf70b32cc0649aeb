"""HTTP: the contract, requests and answers, credentials, and the dispatch to a handler."""
