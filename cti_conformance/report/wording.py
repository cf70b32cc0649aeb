"""The names of outcomes and verdicts, as all pages show them."""

from __future__ import annotations

OUTCOMES = {
    "failed": "Failed",
    "error": "Error",
    "warning": "Warning",
    "deviation": "Deviation",
    "not-tested": "Not tested",
    "passed": "Passed",
}
"""The names of the outcomes, the most important first."""

WRONG = ("failed", "error", "warning", "deviation")
"""The outcomes of rules that somebody has to look at."""

AFTERWARDS = "No step is about this: the suite checks all results of a call against all rules."
"""The step of a fault that no step of an example is about."""

VERDICTS = {
    "conformant": ("Conformant", "Every rule at level MUST passed."),
    "partial": ("Partial", "Nothing failed, but not every rule at level MUST passed."),
    "non-conformant": ("Non-conformant", "At least one rule is violated."),
    "error": ("Error", "Some rules could not be judged."),
}
"""The names of the verdicts, and their meanings."""


def rule_options(rule_id: str, own_rule: str) -> str:
    """Return the options that run an example again.

    Args:
        rule_id: The rule that it has violated.
        own_rule: The rule whose example it is, if it is another one; else empty.
    """
    return " ".join(f"--rule={one}" for one in (rule_id, own_rule) if one)
