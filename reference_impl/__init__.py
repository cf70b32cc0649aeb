"""The reference implementation: the smallest helpdesk that keeps the rules of the ledger.

Read `calls.py` first: it holds the rules, in the order of the documentation; then `widgets.py` and
`actions.py`, what an agent sees of a call and does with it. The rest is around it: `cti.py` the two
documented calls, `contacts.py`, `agents.py`, `tickets.py` and `time_entries.py` the REST v2 subset,
`people.py` and `phones.py` who is who, `presence.py` who is online, `settings.py` what the admin
sets, `store.py` the database, `contract.py` what the OpenAPI files let in, `web.py` and `app.py`
HTTP, `harness.py` the control API, `supervisor.py` the start after a crash.

The desktop page is in `page/`; `site.py` serves it, `desktop.py` is what it asks, `streams.py` what
tells it, `sessions.py` who is signed in there, `dial.py` click to dial.

Start it with `python -m cti_conformance.reference_impl`.
"""
