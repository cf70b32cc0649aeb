"""What one scenario is about: its people, its call, and what the target answered."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.results.step_outcomes import (
    Inconclusive,
    NotTestable,
    RuleViolated,
    eventually,
    not_tested,
)
from cti_conformance.scenario.cleanup import clean_up
from cti_conformance.scenario.item import RULE
from cti_conformance.scenario.people import People

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cti_conformance.config.credentials import Auth
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.ports.desktop import BrowserDesktop, Desktop, Place, Widget
    from cti_conformance.target.ports.records import Agent, Contact, Note, Ticket
    from cti_conformance.target.target import Target
    from cti_conformance.transport.answer import Answer

REQUESTER = ("requester_id", "requester_phone", "requester_email")
RESPONDER = ("responder_id", "responder_phone", "responder_email")
FORBIDDEN = 403
OPTIONAL = ("call_reference_id", "ticket_id", "new_ticket", "call_url", "call_info")


@dataclass(repr=False)
class Story(People):
    """The state of one scenario, whose people are its cast.

    Attributes:
        in_browser: Whether its rule is about the page in a browser.
        number: "That number", in E.164.
        email: "That email".
        ticket: "That ticket": one that existed before the call.
        call: The attributes of the call that the story tells of.
        answers: What the target answered to the pops that the story sends, in their order.
        auth: The credentials to send the call with.
        body: The bytes of the request, where they are not just the call as JSON.
        first_ticket_id: The ticket that call details are compared with.
        other_reference: A second call reference, nearly that of the call.
        snapshot: What the records showed before.
        calls: The last call of each caller, by name.
        tickets: The tickets that were made for somebody, by name, oldest first.
        other_ticket: A ticket that has nothing to do with the call.
        widgets: What widgets showed before, by agent.
        refusal: How the agent's last action was refused, if it was.
        answered_at: When the last pop was answered, on the monotonic clock.
        helpdesk_numbers: The numbers that the admin added.
        holders: Who held the value that a call gives for its phone, before the call.
        offered: Whether the widget offers what the agent tries.
        online: The agents whose desktops are open.
        awaited: What the softphone has asked for last, and the desktop has to show.
        softphone_was_open: Whether the softphone was open before; ``None`` where it may be.
    """

    in_browser: bool = False
    number: str = ""
    email: str = ""
    ticket: Ticket | None = None
    call: dict[str, Any] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    auth: Auth = "best"
    body: bytes | None = None
    first_ticket_id: int | None = None
    other_reference: str = ""
    snapshot: list[object] = field(default_factory=list)
    calls: dict[str, dict[str, Any]] = field(default_factory=dict)
    tickets: dict[str, list[Ticket]] = field(default_factory=dict)
    other_ticket: Ticket | None = None
    widgets: dict[str, Widget | None] = field(default_factory=dict)
    refusal: str | None = None
    answered_at: float = 0.0
    helpdesk_numbers: list[str] = field(default_factory=list)
    holders: set[int] = field(default_factory=set)
    offered: bool = False
    online: set[int] = field(default_factory=set)
    awaited: Place | None = None
    softphone_was_open: bool | None = None
    _known_notes: set[int] = field(default_factory=set)
    _settings: dict[str, object] = field(default_factory=dict)
    _known_tickets: set[int] = field(default_factory=set)

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
        """Longest until what a call made can be seen."""
        return self.target.config.limits.appear_s

    # -- a ticket that is there before the call --------------------------------------------

    def existing_ticket(self, name: str = "Casey") -> Ticket:
        """Return "that ticket", made for the contact of that name at the first mention."""
        if self.ticket is None:
            contact = self.contact(name)
            self.ticket = self.records.make_ticket(contact.id, f"A ticket ({self.mark})")
            self._known_tickets.add(self.ticket.id)
            # A helpdesk may put a note of its own on each ticket, which is no trace of a call.
            self.settle()
            self._known_notes = {note.id for note in self.records.notes(self.ticket.id)}
        return self.ticket

    def make_other_ticket(self, contact: Contact, subject: str) -> Ticket:
        """Make a ticket that the call has nothing to do with."""
        ticket = self.records.make_ticket(contact.id, f"{subject} ({self.mark})")
        self._known_tickets.add(ticket.id)  # also where the records show it only later
        return ticket

    def new_notes(self, ticket_id: int) -> list[Note]:
        """Return the notes of a ticket that were not there before the call."""
        notes = self.records.notes(ticket_id)
        return [note for note in notes if note.id not in self._known_notes]

    def any_ticket_id(self) -> int:
        """Return the id of some ticket: one made for the purpose, or else a listed one."""
        if self.target.has_records:
            return self.existing_ticket().id
        if not self.target.config.existing.tickets:
            not_tested(
                "no ticket to name: the target has no REST v2, and cti-target.toml lists no "
                "[[tickets]]"
            )
        return self.target.config.existing.tickets[0].id

    # -- the call --------------------------------------------------------------------------

    def name_requester(self, **attributes: object) -> None:
        """Let these attributes, and no others, name the requester of the call."""
        self._replace(REQUESTER, attributes)

    def name_responder(self, **attributes: object) -> None:
        """Let these attributes, and no others, name the responder of the call."""
        self._replace(RESPONDER, attributes)

    def _replace(self, group: tuple[str, ...], attributes: dict[str, object]) -> None:
        rest = {name: value for name, value in self.call.items() if name not in group}
        self.call = rest | attributes

    def for_agent(self, agent: Agent | None = None) -> None:
        """Name the agent (any who is offline, unless one is given) as best known to the target."""
        agent = agent or self.agent()
        self.name_responder(responder_id=agent.id)

    def send(self) -> Answer:
        """Send the call as a screen pop."""
        answer = self.pop(self.call, auth=self.auth)
        self.answers.append(answer)
        return answer

    def pop(self, attributes: dict[str, Any], auth: Auth = "best") -> Answer:
        """Send a screen pop, and remember what there will be to clear away."""
        answer = self.target.cti.pop(attributes, auth=auth)
        if answer.accepted:
            self.created.references.append(str(attributes.get("call_reference_id")))
        return answer

    def settle(self) -> None:
        """Wait until what earlier requests made would be seen.

        A call of a witness, which must make a ticket, is sent and waited for, with all that a call
        leaves: once that is there, what an earlier call left would be there too. What the target
        never shows of any witness is not waited for again.

        Raises:
            Inconclusive: the witness got no ticket.
        """
        with self.target.recorder.unrecorded():
            self._settle()

    def _settle(self) -> None:
        number, reference = self.new_number(), self.new_reference()
        pop = {
            "call_reference_id": reference,
            "responder_id": self.agent().id,
            "call_url": f"https://recordings.example.com/{reference}.mp3",
        }
        if not self.target.has_records:
            answer = self.pop(pop | {"requester_phone": number})
            if not self.details(reference):
                raise Inconclusive(f"nothing was seen of a witness's call, answered with {answer}")
            return
        # A contact of its own each time, who is none of the story's people.
        witness = self.make_contact("Witness", {"phone": number})
        answer = self.pop(pop | {"requester_id": witness.id})
        tickets = eventually(
            lambda: self.records.tickets_of(witness.id), bool, within_s=self.appear_s
        )
        if not tickets:
            raise Inconclusive(f"no ticket was seen of a witness's call, answered with {answer}")
        traces: dict[str, Callable[[], object]] = {
            "note": lambda: self.records.notes(tickets[0].id),
            "time entry": lambda: self.records.time_entries(tickets[0].id),
            "details": lambda: self.details(reference),
        }
        for name, look in traces.items():
            if name not in self.run.never_seen and not eventually(
                look, bool, within_s=self.appear_s
            ):
                self.run.never_seen.add(name)

    @property
    def answer(self) -> Answer:
        """The answer to the last request."""
        return self.answers[-1]

    def was_done(self, expected: str) -> None:
        """Make sure that the agent could act, where that is the matter of another rule.

        Raises:
            Inconclusive: the action was refused, so ``expected`` cannot be judged.
        """
        if self.refusal:
            raise Inconclusive(
                f"the agent's action was refused, so it cannot be judged: {expected} "
                f"({self.refusal})"
            )

    def was_accepted(self, expected: str) -> None:
        """Make sure that the target handled every pop, since ``expected`` builds on it.

        Raises:
            RuleViolated: it refused one.
            Inconclusive: it answered neither with success nor with a refusal.
        """
        for answer in self.answers:
            if answer.refused:
                raise RuleViolated(expected, f"{answer.request} was refused: {answer}")
            if not answer.accepted:
                raise Inconclusive(f"{answer.request} answered {answer}")
        if self.refusal:
            raise RuleViolated(expected, f"the agent's action was refused: {self.refusal}")

    # -- the desktop -----------------------------------------------------------------------

    def widget(self, agent: str, until: Callable[[Widget | None], object]) -> Widget | None:
        """Return what an agent's widget shows, waited for until it satisfies ``until``."""
        agent_id = self.agent(agent).id
        return eventually(lambda: self.desktop.widget(agent_id), until, within_s=self.appear_s)

    def change_settings(self, **changes: object) -> None:
        """Change what the admin sets, until the scenario is over."""
        before = self.desktop.settings()
        for name in changes:
            if name not in before:
                not_tested(f"the settings of the control API have no {name}")
        self._settings = {name: before[name] for name in changes} | self._settings
        self._set(changes)

    def restore_settings(self) -> None:
        """Give the account back the settings that it had."""
        if self._settings:
            self._set(self._settings)
            self._settings = {}

    def _set(self, changes: dict[str, object]) -> None:
        """Change settings, and wait until they read as they were set."""
        self.desktop.change_settings(**changes)

        def differing() -> dict[str, object]:
            now = self.desktop.settings()
            return {name: now.get(name) for name in changes if now.get(name) != changes[name]}

        left = eventually(differing, lambda seen: not seen, within_s=self.appear_s)
        if left:
            raise Inconclusive(f"the settings were set to {changes}, and read {left}")
        if "cti_enabled" in changes:
            self._wait_for_feature(on=changes["cti_enabled"] is not False)

    def _wait_for_feature(self, *, on: bool) -> None:
        """Wait until the two calls go by the setting, too; if they never do, that is judged."""
        with self.target.recorder.unrecorded():
            eventually(
                lambda: self.target.cti.details(self.new_reference()).status == FORBIDDEN,
                lambda refused: refused != on,
                within_s=self.appear_s,
            )

    def restore(self) -> None:
        """Leave settings and desktops as they were before the scenario."""
        self.restore_settings()
        for agent_id in self.online:
            with suppress(RuleViolated, Inconclusive, NotTestable):
                self.desktop.set_presence(agent_id, online=False)

    # -- what became of it -----------------------------------------------------------------

    def callers(self) -> list[Contact]:
        """Return everybody who may be the requester: the story's contacts, and new ones."""
        found = {contact.id: contact for contact in self.contacts.values()}
        if email := self.call.get("requester_email"):
            found |= {c.id: c for c in self.records.contacts_by_email(email)}
        # As it was sent, too: a target that does not read it may have made a contact of just that.
        for number in {self.number, self.call.get("requester_phone") or ""} - {""}:
            found |= {c.id: c for c in self.records.contacts_by_number(number)}
        return list(found.values())

    def remember_tickets(self) -> None:
        """Count the tickets that are there now as old ones."""
        for contact in self.callers():
            self._known_tickets |= {t.id for t in self.records.tickets_of(contact.id)}

    def new_tickets(self, at_least: int = 1) -> list[Ticket]:
        """Return the callers' tickets that the call made, waited for, oldest first."""

        def look() -> list[Ticket]:
            tickets = [t for c in self.callers() for t in self.records.tickets_of(c.id)]
            return [ticket for ticket in tickets if ticket.id not in self._known_tickets]

        return eventually(look, lambda seen: len(seen) >= at_least, within_s=self.appear_s)

    def new_ticket(self, expected: str) -> Ticket:
        """Return the ticket that the call made.

        Raises:
            RuleViolated: the pop was refused.
            Inconclusive: no ticket can be seen, so what ``expected`` says of it cannot be judged.
        """
        self.was_accepted(expected)
        tickets = self.new_tickets()
        if not tickets:
            raise Inconclusive(f"no new ticket was seen, so it cannot be judged: {expected}")
        return tickets[0]

    def switch_to_call_of(self, name: str) -> None:
        """Let "the call" and "the ticket" be those of this caller, who has one ticket."""
        self.was_accepted(f"a ticket of {name}")
        contact = self.contact(name)
        tickets = eventually(
            lambda: self.records.tickets_of(contact.id), bool, within_s=self.appear_s
        )
        if not tickets:
            raise Inconclusive(f"{name} has no ticket to look at")
        self.call, self.ticket = self.calls[name], tickets[0]

    def call_ticket(self, expected: str) -> Ticket:
        """Return the ticket of the call: the one that it is about, else the new one."""
        self.was_accepted(expected)
        return self.ticket or self.new_ticket(expected)

    def details(self, reference: str | None = None) -> list[dict[str, Any]]:
        """Return the call details of a reference, waited for; empty where none are reported.

        An id that came as a string is made the number that it is.
        """
        return [numbered(call) for call in self.details_as_sent(reference)]

    def details_as_sent(self, reference: str | None = None) -> list[dict[str, Any]]:
        """Return the call details of a reference, waited for, with each value as it came."""
        reference = reference if reference is not None else self.call["call_reference_id"]
        return eventually(
            lambda: calls_in(self.target.cti.details(reference)), bool, within_s=self.appear_s
        )

    def reported(self, expected: str, reference: str | None = None) -> dict[str, Any]:
        """Return the first call that details report.

        Raises:
            RuleViolated: the pop was refused.
            Inconclusive: details report nothing, so ``expected`` cannot be judged.
        """
        self.was_accepted(expected)
        calls = self.details(reference)
        if not calls:
            raise Inconclusive(f"call details report nothing, so it cannot be judged: {expected}")
        return calls[0]

    def record_branch(self, branch: str) -> None:
        """Record which of the rule's branches the target took."""
        self.run.branch = branch

    def told(self, value: object) -> str:
        """Return a value as a failure text shows it: people of the story by their names."""
        for name, person in (self.contacts | self.agents).items():
            if value == person.id:
                return f"{name} ({value})"
        return self.target.redactor.clean(repr(value), 300)


def calls_in(answer: Answer) -> list[dict[str, Any]]:
    """Return the calls that an answer of Call Details holds, each value as it came.

    That they come with 200 and in an array is CTI-DET-01's matter, and no other rule's.
    """
    content = answer.json if answer.accepted else None
    calls = content if isinstance(content, list) else [content]
    return [call for call in calls if isinstance(call, dict)]


def numbered(call: dict[str, Any]) -> dict[str, Any]:
    """Return a call with numbers for its ids; that they come as such is CTI-DET-05's matter."""
    return {
        key: int(value) if isinstance(value, str) and value.isdecimal() else value
        for key, value in call.items()
    }


@pytest.fixture
def story(request: pytest.FixtureRequest, run: Run, target: Target) -> Iterator[Story]:
    """Give a scenario its story, and clear away afterwards what it made."""
    in_browser = request.node.stash[RULE].needs == "browser"
    story = Story(run, target, run.numbers, mark=run.new_mark(), in_browser=in_browser)
    yield story
    try:
        story.restore()
    except Exception as error:  # whatever a target answers
        run.tainted = f"an earlier scenario could not restore the settings: {error}"
        run.leftovers.append(run.tainted)
    run.leftovers += clean_up(target, story.created)
