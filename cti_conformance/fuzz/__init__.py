"""Fuzzing: calls that no scenario thought of, held against the same rules.

Nothing of this package is imported unless ``--fuzz`` is given. `plugin` adds the *campaigns* to a
run, after its scenarios. A campaign checks *properties*: `contract` and `api` hold a target to the
OpenAPI descriptions, with schemathesis; `bodies` sends what is hardly a pop; `notation` writes
phone numbers in all ways; `machine` does in any order what agents and callers do (the `steps`), and
holds the target to `model`, which says what the documentation lets become of it. What they find is
a `finding`, and fails the rules that it is about.
"""
