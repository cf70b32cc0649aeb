"""Performs the actions of callers and agents on a target, with the checks after each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cti_conformance.oracle.actions import rule_of
from cti_conformance.oracle.checks import Checks
from cti_conformance.oracle.model import Call, Due

if TYPE_CHECKING:
    from cti_conformance.config.credentials import Auth
    from cti_conformance.fuzz.account import Account
    from cti_conformance.transport.answer import Answer


class Helpdesk:
    """Performs the actions of callers and agents, and checks their outcomes.

    Args:
        account: The target, with its model.
    """

    def __init__(self, account: Account) -> None:
        self.account = account
        self._observer = account.observer
        self._model = account.model
        self._checks = Checks(account)

    # -- callers ---------------------------------------------------------------------------

    def pop(
        self, call: Call, attributes: dict[str, Any], agent: int, *, by: str, rule: str
    ) -> None:
        """Send a pop, and check its outcome.

        Args:
            call: The call, new or known.
            attributes: The attributes of the pop.
            agent: The id of the agent who is called.
            by: The requester's number, where the pop names the requester by it.
            rule: The rule by which the requester is selected.
        """
        state = "online" if self._model.desktops[agent].online else "offline"
        self._did(
            f"{call.requester.name} calls {self.account.agent_name(agent)}, who is {state} "
            f"({self.account.call_name(call)})"
        )
        others = self._checks.widgets.snapshot(but=agent)
        previous = self._model.desktops[agent].call
        due = self._model.pop(call, attributes, agent)
        self._observer.accepted(self._send(attributes), _accepting_rule(attributes, rule))
        if by:
            self._checks.contacts.created_for(by, call.requester, rule)
        elif rule == "CTI-REQ-02":
            self._checks.contacts.none_created(attributes["requester_phone"], rule)
        self._checks.tickets.created(due, call, rule)
        if self._checks.widgets.can_be_seen:
            self._checks.widgets.opened(agent, call, attributes, previous)
            self._checks.widgets.unchanged(others, call)
        self._checks.details.agree(call, previous)

    def refuse(self, attributes: dict[str, Any], rule: str, why: str, auth: Auth = "best") -> None:
        """Send an invalid pop, and check that it is refused without a trace (CTI-POP-13).

        Args:
            attributes: The attributes of the pop.
            rule: The rule by which it is refused.
            why: The reason, for failure texts.
            auth: The credentials.
        """
        self._did(f"a pop that must be refused: {why}")
        others = self._checks.widgets.snapshot()
        self._observer.refused(self._send(attributes, auth), rule, f"a 4xx, for {why}")
        if isinstance(number := attributes.get("requester_phone"), str):
            self._checks.contacts.none_created(number, "CTI-POP-13")
        self._checks.tickets.created(Due(rule="CTI-POP-13"))
        self._checks.widgets.unchanged(others)
        reference = attributes.get("call_reference_id")
        if isinstance(reference, str) and self._model.by_reference(reference) is None:
            self._checks.details.none_of_refused(reference)
        self._checks.details.agree()

    # -- agents ----------------------------------------------------------------------------

    def presence(self, agent: int, *, online: bool) -> None:
        """Open or close an agent's desktop, and check the outcome."""
        self._did(f"{self.account.agent_name(agent)} goes {'online' if online else 'offline'}")
        desktop = self._model.desktops[agent]
        # A call that was left there may have been filed when a later one came in.
        desktop.unsure = desktop.unsure or (desktop.call is not None and desktop.call.left)
        reopened = desktop.call if not desktop.unsure and not desktop.online and online else None
        self._observer.target.desktop.set_presence(agent, online=online)
        self._model.go(agent, online=online)
        self._checks.presence.changed(agent, online=online)
        if reopened:
            self._checks.widgets.restored(agent, reopened)
        elif online:
            self._checks.widgets.read(agent)  # so that the model knows whether it is shown
        self._checks.tickets.created(Due(rule="CTI-ONL-05"))

    def act(self, agent: int, call: Call, action: str, **given: Any) -> None:
        """Perform an agent's action in the widget, and check its outcome.

        Args:
            agent: The agent's id.
            call: The call in the widget.
            action: The action, as the port `desktop` names it.
            given: The arguments of the action.
        """
        self._did(f"{self.account.agent_name(agent)}: {action} {given or ''}".strip())
        rule = rule_of(action, given)
        others = self._checks.widgets.snapshot(but=agent)
        refusal = self._observer.target.desktop.act(agent, action, **given)
        self._observer.sent(action)
        self._observer.expect(refusal is None, rule, f"{action} to be done", refusal)
        was_open = call.open
        due = self._model.act(agent, call, action, given, rule)
        self._checks.tickets.created(due)
        if was_open and call.linked and call.ticket is not None:
            self._checks.notes.linked(call, "CTI-REF-05")
            if call.settled:
                written = [(text, "CTI-ONL-13") for text in call.written]
                self._checks.notes.contain(call.ticket, written)
        self._check_action(agent, call, action, rule, given)
        self._checks.widgets.unchanged(others)
        self._checks.details.agree(call)

    def associate_again(self, agent: int, call: Call, action: str, **given: Any) -> None:
        """Try to associate a call once more, and check that it is refused (CTI-END-04)."""
        self._did(f"{self.account.agent_name(agent)} tries once more: {action}")
        refusal = self._observer.target.desktop.act(agent, action, **given)
        self._observer.sent(action)
        expected = f"{self.account.call_name(call)} to stay where it is"
        self._observer.expect(refusal, "CTI-END-04", expected, "done")
        self._checks.tickets.created(Due(rule="CTI-END-04"))
        self._checks.details.agree(call)

    # -- the server ------------------------------------------------------------------------

    def crash(self) -> None:
        """Crash the server, and check that all accepted calls are kept (CTI-FLT-02, CTI-FLT-04)."""
        self._did("the server crashes")
        self._observer.target.operations.crash()
        self._model.crash()
        self._checks.presence.all_offline()
        self._checks.tickets.created(Due(rule="CTI-FLT-04"))
        self.check_all_calls()

    def check_all_calls(self) -> None:
        """Check the details of all calls."""
        self._checks.details.agree(*self._model.calls)

    def reset(self) -> None:
        """Dismiss the widgets, and close the desktops."""
        port = self._observer.target.desktop if self._checks.widgets.can_be_seen else None
        for agent, desktop in self._model.desktops.items():
            if port and (desktop.call or desktop.online):
                port.set_presence(agent, online=True)
                if port.widget(agent):
                    port.act(agent, "dismiss")
                port.set_presence(agent, online=False)

    # -- shared ----------------------------------------------------------------------------

    def _did(self, step: str) -> None:
        self.account.steps.append(step)

    def _send(self, attributes: dict[str, Any], auth: Auth = "best") -> Answer:
        answer = self._observer.target.cti.pop(attributes, auth=auth)
        self._observer.sent("pop")
        if answer.accepted:
            references = self.account.cast.created.references
            references.append(str(attributes.get("call_reference_id")))
        return answer

    def _check_action(
        self, agent: int, call: Call, action: str, rule: str, given: dict[str, Any]
    ) -> None:
        """Check the widget and the notes after an action (CTI-REC-07, CTI-TKT-07, CTI-ONL-04)."""
        if self._model.desktops[agent].call is None:
            self._checks.widgets.closed(agent, rule)
        else:
            self._checks.widgets.shows(agent, call, rule, rule)
        url = call.attributes.get("call_url")
        if action == "close" and call.tickets and call.settled and url:
            self._checks.notes.contain(call.tickets[-1], [(url, "CTI-REC-07")])
        if action == "add_note":
            self._checks.notes.contain(call.tickets[-1], [(given["text"], "CTI-TKT-07")])
        if action == "take_notes":
            self._checks.widgets.notepad(agent, call, "CTI-ONL-04")


def _accepting_rule(attributes: dict[str, Any], rule: str) -> str:
    """Return the rule by which a pop is accepted: the most specific one for its attributes."""
    new_ticket = attributes.get("new_ticket", False)
    if not isinstance(new_ticket, bool):
        return "CTI-POP-15" if new_ticket is None else "CTI-POP-06"
    return rule if "responder_id" in attributes else "CTI-POP-05"
