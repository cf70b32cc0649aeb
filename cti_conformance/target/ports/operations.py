"""Port `operations`: a crash of the server, and its return, through the control API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import Inconclusive, eventually
from cti_conformance.target.ports.writes import writes
from cti_conformance.transport.client import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.target.ports.cti import Cti
    from cti_conformance.target.ports.harness import Harness

RESTART_LIMIT_S = 60.0


class Operations:
    """What happens to the server of the target.

    Args:
        harness: The control API.
        cti: The CTI API, which has to be back, too.
        after_crash: What is to be done as soon as the server has been told to crash.
    """

    def __init__(self, harness: Harness, cti: Cti, after_crash: Callable[[], None]) -> None:
        self._harness = harness
        self._cti = cti
        self._after_crash = after_crash

    @writes("crashes")
    def crash(self) -> None:
        """Let the server crash, and wait until it is back.

        Raises:
            Inconclusive: it did not come back in time.
        """
        before = self._harness.instance()
        self._harness.crash()
        self._after_crash()

        def is_back() -> bool:
            try:
                # Both may be served by processes of their own.
                return self._harness.instance() not in (before, None) and (
                    self._cti.details("cti-conformance-after-the-crash").status < 500
                )
            except NoAnswer:
                return False

        with self._cti.tolerate_outage():
            if not eventually(is_back, bool, within_s=RESTART_LIMIT_S):
                raise Inconclusive(f"the target was not back {RESTART_LIMIT_S:g} s after its crash")
