"""The oracle tells a fault that no step of the scenario looks for, by the rule that it breaks."""

from __future__ import annotations

from support.suite import run_python

BY_OTHERS = (
    "public-recording-with-information",
    "no-recording-for-a-new-contact",
    "recording-cut-at-255",
    "busy-timer",  # its own scenario cannot be judged without the time entry
)


def test_they_are_told_without_the_scenarios_of_their_rules() -> None:
    rules = (f"--rule={rule}" for rule in ("CTI-OFF-01", "CTI-REF-05", "CTI-REF-03", "CTI-CALL-01"))
    # One process, since it takes long to start; each trial ends once the rule is broken.
    options = ("--by-others", "--short", "--jobs=1", *rules)
    done = run_python("-m", "matrix", *options, *BY_OTHERS)
    assert f": {len(BY_OTHERS)} killed, 0 others, 0 survived, 0 left, 0 not run." in done.stdout, (
        done.stdout + done.stderr
    )
