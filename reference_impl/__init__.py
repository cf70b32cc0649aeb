"""The reference implementation: the smallest helpdesk that satisfies the rules of the ledger.

Read `calls.py` first: it holds the rules, in the order of the documentation; then `actions.py`, the
agent's actions in the widget. Each of the other parts may import only those below it:

- `app.py` puts the parts together; `supervisor.py` restarts the server after a crash
- `control.py` is the control API, `desktop/` the desktop page with its API and click to dial
- `rest/` holds the two documented calls and the REST v2 subset
- `http/` checks requests against the OpenAPI files, authenticates them and calls the handlers
- `actions.py`, `calls.py`
- `online/` knows who is online and signed in, and updates the open pages
- `domain/` holds people, phone numbers, settings, widgets and the database

Start it with `python -m cti_conformance.reference_impl`.
"""
