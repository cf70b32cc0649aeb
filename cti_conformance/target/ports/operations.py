"""Port `operations`: a crash of the server, and its return, through the control API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import Inconclusive, eventually
from cti_conformance.target.journal import Crashed
from cti_conformance.target.ports.writes import writes
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.target.journal import Journal
    from cti_conformance.target.ports.control import ControlApi
    from cti_conformance.target.ports.cti import Cti

RESTART_LIMIT_S = 60.0


class Operations:
    """Crashes of the target's server.

    Args:
        control: The control API.
        cti: The CTI API, which has to be back as well.
        journal: Takes the events.
        after_crash: Called as soon as the server was asked to crash.
    """

    def __init__(
        self, control: ControlApi, cti: Cti, journal: Journal, after_crash: Callable[[], None]
    ) -> None:
        self._control = control
        self._cti = cti
        self._journal = journal
        self._after_crash = after_crash

    @writes("crashes")
    def crash(self) -> None:
        """Crash the server, and wait until it is back.

        Raises:
            Inconclusive: It did not come back in time.
        """
        before = self._control.known_instance or self._control.instance()
        self._control.crash()
        self._after_crash()

        def is_back() -> bool:
            try:
                # Both may be served by processes of their own.
                return self._control.instance() not in (before, None) and (
                    self._cti.details("cti-conformance-after-the-crash").status < 500
                )
            except NoAnswer:
                return False

        with self._cti.tolerate_outage(), self._journal.paused():
            if not eventually(is_back, bool, within_s=RESTART_LIMIT_S):
                raise Inconclusive(f"the target was not back {RESTART_LIMIT_S:g} s after its crash")
        self._journal.add(Crashed())
