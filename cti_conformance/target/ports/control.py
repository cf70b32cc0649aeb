"""Port `desktop` through the control API (``spec/control.yaml``)."""

from __future__ import annotations

from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING, Any

from cti_conformance.results.step_outcomes import RuleViolated, eventually, not_tested
from cti_conformance.target.journal import (
    Acted,
    NumberPicked,
    PresenceSet,
    SettingsChanged,
    TicketPageLoaded,
)
from cti_conformance.target.ports.desktop import HelpdeskNumbers, Widget
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from cti_conformance.target.journal import Journal
    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.looking import LookingClient

VERSION = "1"
PARTS_OF = {
    "softphone": ("enabled", "url", "width", "height"),
    "click_to_dial": ("enabled", "request_type", "callback_url"),
}
GATEWAY = (502, 503, 504)
"""The statuses with which a gateway reports that the server's answer was lost."""


class ControlApiUnusable(Exception):  # noqa: N818 - a finding about the target
    """The control API does not answer as one."""


class ControlApi:
    """The control API of the target.

    Args:
        client: HTTP to the base URL of the control API, with its token.
        journal: Takes the events.

    Attributes:
        known_instance: The name of the server process, if it was asked for in this scenario.
    """

    def __init__(self, client: LookingClient, journal: Journal) -> None:
        self._client = client
        self._journal = journal
        self.known_instance: object = None

    @cached_property
    def parts(self) -> frozenset[str]:
        """The parts that the target has."""
        return self.ask_for_parts()

    def ask_for_parts(self) -> frozenset[str]:
        """Ask which parts the target has (operation `readParts`).

        Raises:
            ControlApiUnusable: The answer is not that of a control API of this version.
        """
        try:
            answer = self._client.send("GET", "/")
        except NoAnswer as error:
            raise ControlApiUnusable(str(error)) from error
        content = answer.json if answer.accepted and isinstance(answer.json, dict) else {}
        if content.get("version") != VERSION or not isinstance(content.get("parts"), list):
            raise ControlApiUnusable(f"{answer.request} answered {answer}")
        return frozenset(part for part in content["parts"] if isinstance(part, str))

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    # -- presence --------------------------------------------------------------------------

    def set_presence(self, agent_id: int, *, online: bool) -> None:
        """Open the agent's desktop, or close it (operation `setPresence`)."""
        path = f"/agents/{agent_id}/presence"
        self._journal.check_widgets()
        answer = self._done("presence", "PUT", path, {"online": online})
        self._client.keep(path, {}, answer)  # it says what a look would
        self._journal.add(PresenceSet(agent_id, online))

    def is_online(self, agent_id: int) -> bool:
        """Return whether the agent is online (operation `readPresence`)."""
        content = self._object("presence", "GET", f"/agents/{agent_id}/presence")
        return content.get("online") is True

    def refresh(self, agent_id: int) -> None:
        """Close the agent's desktop and open it again, as a refresh does."""
        self.set_presence(agent_id, online=False)
        eventually(
            lambda: self.is_online(agent_id),
            lambda online: not online,
            within_s=self._client.limits.appear_s,
        )
        self.set_presence(agent_id, online=True)

    # -- widget ----------------------------------------------------------------------------

    def widget(self, agent_id: int) -> Widget | None:
        """Return the content of the widget, or ``None`` without one (operation `readWidget`)."""
        path = f"/agents/{agent_id}/widget"
        shown = self._object("widget", "GET", path).get("widget")
        if shown is None:
            return None
        try:
            return _widget(shown)
        except (AttributeError, KeyError, TypeError) as error:
            raise RuleViolated("a widget as spec/control.yaml describes it", repr(shown)) from error

    def act(
        self, agent_id: int, action: str, clicks: int = 1, /, **arguments: object
    ) -> str | None:
        """Do an action in the widget; return how it was refused, if it was each time.

        The operation is `actInWidget`.
        """
        path, body = f"/agents/{agent_id}/widget/actions", {"action": action, **arguments}
        self._journal.check_widgets()
        self._require("widget")
        answers = self._client.send_at_once(clicks, "POST", path, json_body=body)
        done = [answer for answer in answers if _checked("widget", answer).accepted]
        refusal = None if done else str(answers[0])
        self._journal.add(Acted(agent_id, action, arguments, refusal))
        return refusal

    # -- pages, numbers, settings ----------------------------------------------------------

    def load_ticket_page(self, agent_id: int, ticket_id: int) -> None:
        """Load the page of a ticket, as the agent would (operation `loadTicketPage`)."""
        self._done("pages", "POST", f"/agents/{agent_id}/pages/tickets/{ticket_id}")
        self._journal.add(TicketPageLoaded(ticket_id))

    def numbers(self, agent_id: int) -> HelpdeskNumbers:
        """Return the agent's helpdesk numbers (operation `readNumbers`)."""
        content = self._object("numbers", "GET", f"/agents/{agent_id}/numbers")
        offered = content.get("offered")
        return HelpdeskNumbers(
            offered=tuple(offered) if isinstance(offered, list) else (),
            picked=content.get("picked"),
        )

    def pick_number(self, agent_id: int, number: str) -> str | None:
        """Pick a helpdesk number, as the agent would; return how it was refused, if it was.

        The operation is `pickNumber`.
        """
        path = f"/agents/{agent_id}/numbers"
        answer = self._send("numbers", "PUT", path, {"picked": number})
        if answer.refused:
            return str(answer)
        self._journal.add(NumberPicked(agent_id, number))
        return None

    def settings(self) -> dict[str, Any]:
        """Return the admin's settings of the account (operation `readSettings`).

        Settings with parts have only those of ``spec/control.yaml``, so that they can be set again.
        """
        settings = dict(self._object("settings", "GET", "/settings"))
        for name, parts in PARTS_OF.items():
            if isinstance(known := settings.get(name), dict):
                settings[name] = {part: known[part] for part in parts if part in known}
        return settings

    def change_settings(self, **changes: object) -> None:
        """Change the admin's settings of the account (operation `changeSettings`)."""
        answer = self._done("settings", "PATCH", "/settings", changes)
        self._client.keep("/settings", {}, answer)
        self._journal.add(SettingsChanged(changes))

    # -- sign-in ---------------------------------------------------------------------------

    def sign_in_link(self, agent_id: int) -> str:
        """Return a link that opens the agent's desktop once; the report does not hold it.

        The operation is `makeSignInLink`.
        """
        with self._client.recorder.unrecorded():
            link = self._object("sign_in", "POST", f"/agents/{agent_id}/sign-in").get("url")
        if not isinstance(link, str) or not link.startswith(("http://", "https://")):
            raise RuleViolated(
                "a link to sign in with, as spec/control.yaml describes it", repr(link)
            )
        return link

    # -- operations ------------------------------------------------------------------------

    def instance(self) -> object:
        """Return the name of the running server process; it changes with each start."""
        answer = self._client.send("GET", "/")
        self.known_instance = answer.json.get("instance") if isinstance(answer.json, dict) else None
        return self.known_instance

    def crash(self) -> None:
        """Crash the server; the answer to this call may be lost (operation `crash`)."""
        with suppress(NoAnswer):
            self._send("operations", "POST", "/crash", may_be=GATEWAY)

    # -- helpers ---------------------------------------------------------------------

    def _send(
        self,
        part: str,
        method: str,
        path: str,
        body: object = None,
        may_be: tuple[int, ...] = (),
    ) -> Answer:
        self._require(part)
        is_look = method == "GET"
        client = self._client
        answer = client.look(path) if is_look else client.send(method, path, json_body=body)
        return _checked(part, answer, may_be)

    def _require(self, part: str) -> None:
        if part not in self.parts:
            not_tested(f"the control API of the target has no part {part!r}")

    def _done(self, part: str, method: str, path: str, body: object = None) -> Answer:
        answer = self._send(part, method, path, body)
        if not answer.accepted:
            raise RuleViolated(f"{answer.request} to be done", str(answer))
        return answer

    def _object(self, part: str, method: str, path: str) -> dict[str, Any]:
        answer = self._done(part, method, path)
        if not isinstance(answer.json, dict):
            raise RuleViolated(f"a JSON object from {answer.request}", str(answer))
        content: dict[str, Any] = answer.json
        return content


def _checked(part: str, answer: Answer, may_be: tuple[int, ...] = ()) -> Answer:
    """Return an answer of a part of the control API, which no fault may have caused."""
    if not (answer.accepted or answer.refused or answer.status in may_be):
        expected = f"an answer of the control API, which has the part {part!r}"
        raise RuleViolated(expected, str(answer))
    return answer


def _widget(shown: dict[str, Any]) -> Widget:
    requester, ticket = shown["requester"], shown["ticket"] or {}
    return Widget(
        requester_id=requester["id"],
        requester_name=requester["name"],
        profile_url=requester["profile_url"],
        location=requester["location"],
        recent_tickets=tuple(shown["recent_tickets"]),
        ticket_id=ticket.get("id"),
        ticket_url=ticket.get("url", ""),
        notes=shown["notes"],
        actions=frozenset(shown["actions"]),
    )
