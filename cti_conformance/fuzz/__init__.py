"""Fuzzing: generated calls that no scenario covers, checked against the same rules.

Nothing of this package is imported unless ``--fuzz`` is given. `plugin` adds the *campaigns* to a
run, after its scenarios. A campaign checks *properties*: `contract` and `api` compare a target with
the OpenAPI descriptions, with schemathesis; `bodies` sends invalid pops; `notation` writes phone
numbers in all ways; `machine` combines the actions of agents and callers (the `steps`) in any
order. A difference is a `finding`, and fails the rule concerned.

`machine` compares the target with a `model`, which allows every outcome that the documentation
allows. `account` creates the contacts and tickets, `helpdesk` performs the actions, `checks` has
the checks by subject. They report to an `observer`; `attempt` is the one of a campaign.

Scenarios can use the model and the checks, so these do not depend on hypothesis. Only the
campaigns (`api`, `attempt`, `bodies`, `incoming`, `machine`, `notation`, `steps`) and `plugin`,
which configures it, import hypothesis.
"""
