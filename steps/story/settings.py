"""The settings of the account, changed for one scenario."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import Inconclusive, eventually, not_tested

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.scenario.people import People
    from cti_conformance.target.ports.desktop import Desktop

FORBIDDEN = 403


@dataclass(repr=False)
class Settings:
    """Changes the admin's settings, and restores them.

    Attributes:
        people: The people of the scenario.
        desktop: Gives the port `desktop`.
    """

    people: People
    desktop: Callable[[], Desktop]
    _before: dict[str, object] = field(default_factory=dict)

    def change_account(self, **changes: object) -> None:
        """Change settings until the scenario is over."""
        before = self.desktop().settings()
        for name in changes:
            if name not in before:
                not_tested(f"the settings of the control API have no {name}")
        self._before = {name: before[name] for name in changes} | self._before
        self._set(changes)

    def restore_account(self) -> None:
        """Restore the settings that the account had."""
        if self._before:
            self._set(self._before)
            self._before = {}

    def _set(self, changes: dict[str, object]) -> None:
        """Change settings, and wait until they read as they were set."""
        self.desktop().change_settings(**changes)
        within_s = self.people.target.config.limits.appear_s

        def differing() -> dict[str, object]:
            now = self.desktop().settings()
            return {name: now.get(name) for name in changes if now.get(name) != changes[name]}

        left = eventually(differing, lambda seen: not seen, within_s=within_s)
        if left:
            raise Inconclusive(f"the settings were set to {changes}, and read {left}")
        if "cti_enabled" in changes:
            self._wait_for_feature(on=changes["cti_enabled"] is not False)

    def _wait_for_feature(self, *, on: bool) -> None:
        """Wait until the two calls follow the setting; if they never do, the rule fails."""
        target = self.people.target
        with target.recorder.unrecorded():
            eventually(
                lambda: target.cti.details(self.people.new_reference()).status == FORBIDDEN,
                lambda refused: refused != on,
                within_s=target.config.limits.appear_s,
            )
