"""The known capabilities of a target, before and after discovery."""

from __future__ import annotations

import pytest

from cti_conformance.results.capabilities import Capabilities
from cti_conformance.results.step_outcomes import NotTestable

KNOWN = Capabilities({"api": "", "records": "declared as missing"})


def test_a_capability_is_there_or_missing_or_unknown() -> None:
    assert [KNOWN.has(name) for name in ("api", "records", "desktop")] == [True, False, False]
    assert [KNOWN.why_missing(name) for name in ("api", "records", "desktop")] == [
        "",
        "declared as missing",
        "",
    ]


def test_a_missing_capability_ends_the_scenario_as_not_tested() -> None:
    KNOWN.require("api")
    KNOWN.require("desktop")
    with pytest.raises(NotTestable, match=r"^declared as missing$"):
        KNOWN.require("records")


def test_what_is_found_out_later_counts() -> None:
    later = Capabilities({"records": "", "desktop": "no control API"})
    assert (KNOWN | later).reasons == {"api": "", "records": "", "desktop": "no control API"}
