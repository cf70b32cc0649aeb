"""The state of one scenario: its people, its call, and the answers of the target."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from cti_conformance.ledger.attributes import REQUESTER, RESPONDER
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.scenario import hard_data
from cti_conformance.steps.phrases import CallExtras
from cti_conformance.steps.story.desktops import close_unclaimed
from cti_conformance.steps.story.details import calls_with, numbered
from cti_conformance.steps.story.tickets import Tickets
from cti_conformance.steps.story.witness import settle_behind
from cti_conformance.target import locate

if TYPE_CHECKING:
    from cti_conformance.config.credentials import Auth
    from cti_conformance.scenario.account import Account
    from cti_conformance.scenario.people import People
    from cti_conformance.steps.story.witness import Trace
    from cti_conformance.target.ports.desktop import BrowserDesktop, Desktop
    from cti_conformance.target.ports.records import Records, Ticket
    from cti_conformance.target.target import Target
    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.recorder import Exchange


@dataclass(repr=False)
class Story:
    """The state of one scenario, which its steps share.

    Attributes:
        people: Its people.
        in_browser: Whether its rule is about the page in a browser.
        call: The attributes of "the call" as a screen pop.
        calls: Calls kept for later steps, by a name: mostly their caller's.
        answers: The answers to the requests under test, in their order.
        answered_at: When the last pop of `send` was answered, on the monotonic clock.
        refusal: How the agent's last action was refused; ``None`` if it was done.
        online: The ids of the agents whose desktops are open.
        opened_by: The requests that have opened them, by the agent's id, as far as it is known.
        tickets: Its tickets.
    """

    people: People
    in_browser: bool = False
    call: dict[str, Any] = field(default_factory=dict)
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    answered_at: float = 0.0
    refusal: str | None = None
    online: set[int] = field(default_factory=set)
    opened_by: dict[int, Exchange] = field(default_factory=dict)
    tickets: Tickets = field(init=False)

    def __post_init__(self) -> None:
        self.tickets = Tickets(self.people, self.settle)

    @property
    def target(self) -> Target:
        """The target under test."""
        return self.people.target

    @property
    def settings(self) -> Account:
        """The admin's settings of the account."""
        return self.people.run.account

    @property
    def records(self) -> Records:
        """The port `records`."""
        return self.target.records

    @property
    def desktop(self) -> Desktop:
        """The port `desktop`."""
        return self.browser if self.in_browser else self.target.desktop

    @property
    def browser(self) -> BrowserDesktop:
        """The port `desktop`, with what only a page in a browser has."""
        return self.target.browser

    @property
    def appear_s(self) -> float:
        """Maximum time until what a call made can be seen, in seconds."""
        return self.people.appear_s

    def new_call(
        self, requester: dict[str, Any], extras: CallExtras | None = None, *, reference: bool = True
    ) -> None:
        """Let "the call" be a new one.

        Args:
            requester: The attributes that name the requester.
            extras: What else it has.
            reference: Whether it has a call reference.
        """
        extras = extras or CallExtras()
        self.call, self.tickets.of_call = dict(requester), None
        if reference and extras.reference:
            new = self.people.new_reference(long=extras.recording or extras.long_reference)
            digits = self.people.run.new_digits()
            self.call["call_reference_id"] = extras.reference.format(
                new, digits=digits, dotted=f"{digits[:9]}.{digits[9:]}"
            )
        self.add_to_call(extras)

    def add_to_call(self, extras: CallExtras) -> None:
        """Give the call all extras but the call reference."""
        if extras.recording:
            self.call["call_url"] = hard_data.recording(self.people.mark)
        if extras.info:
            self.call["call_info"] = {**hard_data.call_info(self.people.mark), **extras.more_info}
        if extras.ticket:
            oldest = extras.ticket == "oldest"
            ticket = self.tickets.oldest() if oldest else self.tickets.that_ticket()
            self.call["ticket_id"] = ticket.id
            self.tickets.of_call = ticket
        if extras.new_ticket is not None:
            self.call["new_ticket"] = extras.new_ticket

    def name_requester(self, **attributes: object) -> None:
        """Let these attributes, and no others, name the requester of the call."""
        self.call = without(REQUESTER, self.call) | attributes

    def name_responder(self, **attributes: object) -> None:
        """Let these attributes, and no others, name the responder of the call."""
        self.call = without(RESPONDER, self.call) | attributes

    def send(self, auth: Auth = "best") -> Answer:
        """Send the call as a screen pop."""
        self.answers.append(self.pop(self.call, auth=auth))
        self.answered_at = time.monotonic()
        return self.answer

    def pop(self, attributes: dict[str, Any], auth: Auth = "best") -> Answer:
        """Send a screen pop, and remember what must be cleaned up."""
        close_unclaimed(self)
        with self.people.created.calling(attributes) as sent:
            sent.append(self.target.cti.pop(attributes, auth=auth))
        return sent[0]

    @property
    def answer(self) -> Answer:
        """The last of `answers`."""
        return self.answers[-1]

    def was_done(self, expected: str) -> None:
        """Check that the action was done; another rule is about that. Else it is `Inconclusive`."""
        if self.refusal:
            raise Inconclusive(f"cannot check: {expected}; the action was refused: {self.refusal}")

    def require_accepted(self, expected: str) -> None:
        """Check that the target accepted all requests under test and the agent's last action.

        Args:
            expected: What requires that.

        Raises:
            RuleViolated: It refused one.
            Inconclusive: It neither accepted nor refused a request.
        """
        for answer in self.answers:
            if answer.refused:
                observed = f"{answer.request} was refused: {answer}"
                raise RuleViolated(expected, observed, locate.accepted(answer))
            if not answer.accepted:
                raise Inconclusive(f"{answer.request} answered {answer}")
        if self.refusal:
            observed = f"the agent's action was refused: {self.refusal}"
            raise RuleViolated(expected, observed, locate.action("$status < 300"))

    def settle(self, *traces: Trace) -> None:
        """Wait until the effects of earlier requests would be visible.

        Args:
            traces: What is looked at afterwards, besides tickets, contacts and widgets.

        Raises:
            Inconclusive: the call of a witness got no ticket.
        """
        self.people.agent()  # recorded, since the scenario may call this agent as well
        with self.target.recorder.unrecorded(), self.target.journal.paused():
            settle_behind(self.people, self.pop, traces)

    def made_ticket(self, expected: str) -> Ticket:
        """Return the ticket that the call made.

        Raises:
            RuleViolated: the pop was refused.
            Inconclusive: no ticket can be seen, so ``expected`` cannot be judged.
        """
        self.require_accepted(expected)
        ticket = self.tickets.first(self.call)
        if ticket is None:
            raise Inconclusive(f"cannot check: {expected}; no new ticket was seen")
        return ticket

    def ticket_of_call(self, expected: str) -> Ticket:
        """Return the ticket of the call: the one that it is about, else the new one."""
        self.require_accepted(expected)
        return self.tickets.of_call or self.made_ticket(expected)

    def details(self, *, as_sent: bool = False) -> list[dict[str, Any]]:
        """Return the details of the call, waited for; empty where none are reported.

        An id that came as a string is made the number that it is, unless ``as_sent``.
        """
        calls = calls_with(self.target, self.call["call_reference_id"])
        return calls if as_sent else [numbered(call) for call in calls]

    def reported(self, expected: str) -> dict[str, Any]:
        """Return the first call that details report.

        Raises:
            RuleViolated: the pop was refused.
            Inconclusive: details report nothing, so ``expected`` cannot be judged.
        """
        self.require_accepted(expected)
        calls = self.details()
        if not calls:
            raise Inconclusive(f"cannot check: {expected}; call details report nothing")
        return calls[0]

    def record_branch(self, branch: str) -> None:
        """Record which of the rule's branches the target took."""
        self.people.run.branch = branch


def without(names: tuple[str, ...], attributes: dict[str, Any]) -> dict[str, Any]:
    """Return the attributes of a pop without some of them."""
    return {name: value for name, value in attributes.items() if name not in names}
