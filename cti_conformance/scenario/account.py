"""The admin's settings of the account: changed for a scenario, then restored, come what may."""

from __future__ import annotations

import json
import shlex
import time
from typing import TYPE_CHECKING, Any

from cti_conformance import interrupts
from cti_conformance.results.step_outcomes import Inconclusive, eventually, not_tested
from cti_conformance.scenario.changed_settings import SettingsJournal
from cti_conformance.target.discovery import NO_CONTROL_API
from cti_conformance.target.ports.cti import Cti
from cti_conformance.transport.failures import NoAnswer
from cti_conformance.waiting import RESTORE_S, run_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from cti_conformance.target.connection import Connection
    from cti_conformance.target.ports.control import ControlApi

FORBIDDEN = 403
RETRY_S = 0.5
UNKNOWN_REFERENCE = "cti-conformance-settings"


class Account:
    """The settings of the account of one target.

    Args:
        connection: HTTP to the target.
        disposable: Whether the target ends with the run, so that no journal is needed.
        notify: The first value of the attribute.

    Attributes:
        notify: Called with a line for the user.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        disposable: bool = False,
        notify: Callable[[str], None] = print,
    ) -> None:
        self._connection = connection
        self.notify = notify
        self._journal = (
            None if disposable else SettingsJournal(connection.config.url, connection.redactor)
        )
        self._before: dict[str, Any] = {}
        self._restored: dict[str, Any] = {}
        self._problem = ""

    def change_account(self, **changes: object) -> None:
        """Change settings until they are restored.

        How they were is asked for once in a run: after that it is as they were restored.

        Raises:
            NotTestable: The control API lacks one of them.
            Inconclusive: They could not be changed, or the journal could not be written.
        """
        now = self._restored or self._control.settings()
        for name in changes:
            if name not in now:
                not_tested(f"the settings of the control API have no {name}")
        before = {name: now[name] for name in changes} | self._before
        if self._journal:
            try:
                self._journal.write(before)
            except OSError as error:
                raise Inconclusive(
                    f"settings were not changed, since their journal {self._journal.path} cannot "
                    f"be written: {error.strerror or error}"
                ) from None
        self._before = before
        self._set(changes)

    def restore_account(self) -> None:
        """Restore all settings that were changed; a Ctrl-C is held back until then.

        While the target does not answer, it is asked again, for `RESTORE_S` seconds at most.

        Raises:
            Exception: They could not be restored; `left` then says so, and how to do it.
        """
        if not self._before:
            return
        with run_time().restoring(), interrupts.held(self._say_wait):
            try:
                self._restored = self._restore()
            except Exception as error:  # a target may answer anything
                self._problem = str(error)
                raise
            self._before, self._problem = {}, ""
            if self._journal:
                self._journal.delete()

    @property
    def was_left_changed(self) -> bool:
        """Whether the journal of an earlier run is there."""
        return self._journal is not None and self._journal.read() is not None

    @property
    def left(self) -> list[str]:
        """What was changed and not restored, with the command that does it; mostly empty."""
        if not self._before:
            return []
        reason = self._problem or "the run ended before"
        return [f"{not_restored(self._before, reason)} {command(self._connection, self._before)}"]

    def recover(self) -> list[str]:
        """Restore what an earlier run left changed, as its journal says; tell the user.

        Returns:
            What could not be restored, with the command that does it.
        """
        changed = self._journal.read() if self._journal else None
        if changed is None or self._journal is None:
            return []
        left = [
            f"the setting {name} was changed at {changed.since} by a run that did not restore it, "
            f"and its value is not kept, since it may hold a secret: restore it, and delete "
            f"{self._journal.path}"
            for name in changed.withheld
        ]
        self._before = dict(changed.before)
        names = ", ".join(self._before)
        try:
            if self._before and not left:
                self.restore_account()
            elif self._before:
                self._set(self._before)
        except Exception as error:  # a target may answer anything, and may lack the control API
            reason = self._connection.redactor.clean(str(error))
            done = not_restored(self._before, f"{reason} (changed by an earlier run)")
            left.append(f"{done} {command(self._connection, self._before)}")
        else:
            if names:
                self.notify(
                    f"Restored the settings {names}, which an earlier run had changed at "
                    f"{changed.since} and not restored."
                )
        self._before = {}
        for line in left:
            self.notify(line)
        return left

    # -- helpers ---------------------------------------------------------------------------

    @property
    def _control(self) -> ControlApi:
        if self._connection.control is None:
            not_tested(NO_CONTROL_API)
        return self._connection.control

    def _say_wait(self) -> None:
        self.notify(f"Restoring the settings first; this takes {RESTORE_S:g} s at most.")

    def _restore(self) -> dict[str, object]:
        """Restore the settings, and return all of them as they are then."""
        deadline = time.monotonic() + run_time().at_most(RESTORE_S)
        with self._connection.liveness.tolerate_outage():
            while True:
                try:
                    return self._set(self._before)
                except NoAnswer:
                    if time.monotonic() + RETRY_S >= deadline:
                        raise
                    run_time().pause(RETRY_S)

    def _set(self, changes: Mapping[str, object]) -> dict[str, object]:
        """Change settings, wait until they read as they were set, and return all of them."""
        self._control.change_settings(**changes)
        now: dict[str, object] = {}

        def differing() -> dict[str, object]:
            now.update(self._control.settings())
            return {name: now.get(name) for name in changes if now.get(name) != changes[name]}

        within_s = self._connection.config.limits.appear_s
        if left := eventually(differing, lambda seen: not seen, within_s=within_s):
            raise Inconclusive(f"the settings were set to {changes}, and read {left}")
        if "cti_enabled" in changes:
            self._wait_for_feature(on=changes["cti_enabled"] is not False)
        return now

    def _wait_for_feature(self, *, on: bool) -> None:
        """Wait until the two calls follow the setting; if they never do, the rule fails."""
        cti = Cti(self._connection.api, self._connection.journal)
        with self._connection.recorder.unrecorded():
            eventually(
                lambda: cti.details(UNKNOWN_REFERENCE).status == FORBIDDEN,
                lambda refused: refused != on,
                within_s=self._connection.config.limits.appear_s,
            )


def not_restored(settings: Mapping[str, object], reason: str) -> str:
    """Return the sentence that says which settings are left changed, and why."""
    return f"could not restore the settings {', '.join(settings)}: {reason}. This does it:"


def command(connection: Connection, settings: Mapping[str, object]) -> str:
    """Return the command that sets the settings; the token is a variable in it."""
    body = json.dumps(settings, ensure_ascii=False)
    url = f"{connection.config.control_url or connection.config.url}/settings"
    return (
        'curl -i -X PATCH -H "Authorization: Bearer $CTI_CONTROL_TOKEN" '
        f"-H 'Content-Type: application/json' --data-raw {shlex.quote(body)} {shlex.quote(url)}"
    )
