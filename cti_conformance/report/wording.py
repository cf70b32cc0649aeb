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

VERDICTS = {
    "conformant": ("Conformant", "Every rule at level MUST passed."),
    "partial": ("Partial", "Nothing failed, but not every rule at level MUST passed."),
    "non-conformant": ("Non-conformant", "At least one rule is violated."),
    "error": ("Error", "Some rules could not be judged."),
}
"""The names of the verdicts, and their meanings."""
