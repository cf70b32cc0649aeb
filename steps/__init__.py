"""Step definitions: what each sentence of the features does, a module a subject.

Steps know a target only through the ports of `cti_conformance.target.target`.
"""

MODULES = tuple(
    f"cti_conformance.steps.{subject}"
    for subject in (
        "story.fixtures",
        "contacts",
        "agents",
        "pops",
        "pop_answers",
        "calls",
        "tickets",
        "notes",
        "timesheet",
        "details",
        "records",
        "desktop",
        "widget",
        "agent_actions",
        "softphone",
        "softphone_messages",
        "dial",
        "callback_under_test",
        "softphone_under_test",
    )
)
"""The modules as pytest plugins, so that every feature finds every step."""

PLUGINS = ("cti_conformance.pytest_plugin.plugin", *MODULES)
"""All that pytest has to load to run the features."""
