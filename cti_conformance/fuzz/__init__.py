"""Fuzzing: generated calls that no scenario covers, checked against the same rules.

This package is imported only with ``--fuzz``. `plugin` adds the *campaigns* to a run, after its
scenarios. A campaign checks *properties*: `contract` and `api` check a target against the OpenAPI
descriptions, with schemathesis; `bodies` sends malformed and unusual pops; `notation` writes phone
numbers in all notations; `machine` takes the `steps` of agents and callers in any order, and
compares the target with `model`, the allowed results of a call. A `finding` fails the rules that it
violates.
"""
