"""The control on a page in which an agent picks a helpdesk number."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.step_outcomes import eventually
from cti_conformance.target.ports.desktop import HelpdeskNumbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Locator

    from cti_conformance.target.browser.windows import Windows

_OPTIONS = """found => found.flatMap(one => [...one.options].map(option => ({
    text: option.textContent.trim(), index: option.index, picked: option.selected })))"""


class NumberPicker:
    """The number picker on the page of one agent.

    Args:
        picker: Where it is on the page.
        windows: The windows, which read the page.
        alerts: Returns the alerts that the page shows.
        country: The country in which national numbers are read.
        appear_s: Maximum time until the server has a number, in seconds.
    """

    def __init__(
        self,
        picker: Locator,
        windows: Windows,
        alerts: Callable[[], tuple[str, ...]],
        country: str,
        appear_s: float,
    ) -> None:
        self._picker = picker
        self._windows = windows
        self._alerts = alerts
        self._country = country
        self._appear_s = appear_s

    def numbers(self) -> HelpdeskNumbers:
        """Return the numbers to pick from, and the picked one."""
        options = self._options()
        return HelpdeskNumbers(
            offered=tuple(option["text"] for option in options),
            picked=next((option["text"] for option in options if option["picked"]), None),
        )

    def pick(self, number: str, picked: Callable[[], str | None] | None) -> str | None:
        """Pick a number; return how the page refused it, if it did.

        Args:
            number: The number, in any notation.
            picked: Returns the number that the server has, if that can be read.
        """
        found = [o for o in self._options() if same_number(number, o["text"], self._country)]
        if not found:
            return f"the page does not have {number} to pick from"
        if self._windows.look("the picker to be read", self._picker.first.is_disabled):
            return "the page does not let the agent pick a number now"
        before = self._alerts()
        with self._windows.judged("the page to let the agent pick a number"):
            self._picker.select_option(index=found[0]["index"])
        if picked:
            eventually(
                picked,
                lambda seen: seen and same_number(number, seen, self._country),
                within_s=self._appear_s,
            )
        alerts = [alert for alert in self._alerts() if alert not in before]
        return f"the page says: {' / '.join(alerts)}" if alerts else None

    def _options(self) -> list[dict[str, Any]]:
        options: list[dict[str, Any]] = self._windows.look(
            "the numbers to be read", lambda: self._picker.evaluate_all(_OPTIONS)
        )
        # An option without a digit means "no number".
        return [option for option in options if any(map(str.isdigit, option["text"]))]
