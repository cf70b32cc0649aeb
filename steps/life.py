"""The life of a call, as the paths of the feature say: one event after another, on two desktops."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from pytest_bdd import given, parsers, when

from cti_conformance.results.step_outcomes import RuleViolated, eventually
from cti_conformance.scenario import hard_data
from cti_conformance.scenario.shared_contacts import shared_contact
from cti_conformance.steps.contacts import rename
from cti_conformance.steps.desktop import an_agent_who_is_online, set_presence
from cti_conformance.steps.latest_call import LatestCall
from cti_conformance.steps.story.story import without
from cti_conformance.target import locate
from cti_conformance.target.journal import Happened
from cti_conformance.target.ports.records import CLOSED

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.desktop import Widget

AGENTS = ("Ines", "Tom")
EVENTS = (
    *("call", "ticket call", "new-ticket call", "unnamed call", "Priya's call", "call while away"),
    *("again", "to Tom", "to Ines", "notes", "added note", "ticket", "link", "close"),
    *("close with ticket", "forward", "dismiss", "refresh", "Tom's refresh", "leave", "return"),
    *("rename", "tickets closed", "Tom's call", "news", "anew to Tom", "second ticket", "end"),
    *("news while away", "ticket news while away"),
)
"""Events but for a crash, which has a step of its own so that --plan can list it."""


CALLS = ("call", "ticket call", "new-ticket call", "unnamed call", "Priya's call")
WHILE_AWAY = ("call while away", "news while away", "ticket news while away")
WITHIN = ("notes", "added note", "ticket", "link", "second ticket")
"""Actions that leave the widget open."""
ON_RECORDS = ("rename", "tickets closed")
OPTION = ("option on", "option off", "page")
"""Events about the New Ticket option, which have a step of their own for the same reason."""
END = "the end"


@dataclass(repr=False)
class Life(LatestCall):
    """Makes things happen to calls of Ines and Tom."""

    _texts: list[str] = field(default_factory=list)

    def happens(self, event: str) -> None:
        """Let an event happen, one of `EVENTS`."""
        match event:
            case "call" | "call while away":
                self.omar_calls()
            case "ticket call":
                self.omar_calls_about_a_ticket()
            case "new-ticket call":
                self.omar_calls(new_ticket=True)
            case "unnamed call":
                self.omar_calls(call_reference_id=None)
            case "Priya's call":
                self.priya_calls()
            case "Tom's call":
                self.tom_is_called()
            case "again" | "to Ines":
                self.comes("Ines")
            case "news":
                self.has_news()
                self.comes("Ines")
            case "news while away":
                self.has_news_while_away()
            case "ticket news while away":
                self.has_ticket_news_while_away()
            case "to Tom":
                self.comes("Tom")
            case "anew to Tom":
                self.story.call["new_ticket"] = True
                self.comes("Tom")
            case "notes":
                self.writes("take_notes")
            case "added note":
                self.writes("add_note")
            case "ticket":
                self.acts("make_ticket")
            case "second ticket":
                self.tries_to_make_a_second_ticket()
            case "link":
                self.links()
            case "close":
                self.acts("close", ticket="new")
            case "close with ticket":
                self.acts("close", ticket="shown")
            case "end":
                self.ends()
            case "forward":
                self.forwards()
            case "dismiss":
                self.acts("dismiss")
            case "refresh" | "Tom's refresh":
                self.refreshes("Tom" if event.startswith("Tom") else "Ines")
            case "leave" | "return":
                self.is_there("Ines", online=event == "return")
            case "rename":
                self.renames()
            case "tickets closed":
                self.closes_tickets()
            case _:
                raise ValueError(f"{event!r} is not one of {', '.join(EVENTS)}")

    def has_news(self) -> None:
        """Give the latest call a new recording, new information, or both, by its place in the path.

        The pop then brings only that, so that a target is detected that loses the other.
        """
        self.has_content()
        left_out = ("call_url", "call_info", "")[len(self.story.answers) % 3]
        self.story.call = without((left_out,), self.story.call)

    def has_news_while_away(self) -> None:
        """Send news of the latest call for Ines, also if Tom had it before."""
        self.holder = "Ines"
        self.has_news()
        self.comes("Ines")

    def has_ticket_news_while_away(self) -> None:
        """The same, with a recording and information, and about a ticket of Omar's."""
        self.holder = "Ines"
        self.has_content()
        self.story.call["ticket_id"] = self.story.tickets.make("Omar").id
        self.comes("Ines")

    # -- in the widget ---------------------------------------------------------------------

    def acts(self, action: str, **arguments: object) -> None:
        """Do this in the widget that shows the latest call.

        Raises:
            RuleViolated: It is refused.
        """
        self._waits_for_the_widget()
        self._does(action, **arguments)

    def _does(self, action: str, **arguments: object) -> None:
        """Do this in the widget; again where a slow page may still show the call before."""
        story, agent = self.story, self.story.people.agent(self.holder).id
        refusal = eventually(
            lambda: story.desktop.act(agent, action, **arguments),
            lambda refusal: refusal is None,
            within_s=story.appear_s if self.has_come else 0.0,
            first_pause_s=0.2,
        )
        self.has_come = False
        if refusal:
            expected = f"{self.holder}'s widget to let the agent {action.replace('_', ' ')}"
            raise RuleViolated(expected, f"refused: {refusal}", locate.action("$status < 300"))

    def tries_to_make_a_second_ticket(self) -> None:
        """Try to make a ticket of the latest call, which has one; the oracle checks the answer."""
        self._waits_for_the_widget()
        self.story.desktop.act(self.story.people.agent(self.holder).id, "make_ticket")

    def _waits_for_the_widget(self) -> Widget | None:
        story, agent = self.story, self.story.people.agent(self.holder).id
        return eventually(lambda: story.desktop.widget(agent), bool, within_s=story.appear_s)

    def writes(self, action: str) -> None:
        """Write a text that was not written before: into the notepad, or as a note."""
        number = len(self._texts)  # short and long by turns: the rest of a longer text is detected
        self._texts.append(
            f"Short {number}" if number % 2 else f"{hard_data.NOTES.text} ({number})"
        )
        self.acts(action, text=self._texts[-1])

    def links(self) -> None:
        """Link the call to Priya's ticket, the same for every call."""
        self._waits_for_the_widget()
        self.callers.add("Priya")
        ticket = self.story.tickets.that_ticket("Priya", has_notes=False)
        self._does("link_ticket", ticket_id=ticket.id)

    def forwards(self) -> None:
        """Forward the call to the other agent."""
        other = next(name for name in AGENTS if name != self.holder)
        self.acts("forward", agent_id=self.story.people.agent(other).id)

    def ends(self) -> None:
        """Close the call, which has its ticket; dismiss it where the widget offers only that."""
        widget = self._waits_for_the_widget()
        self._does("close" if widget and "close" in widget.actions else "dismiss")

    def renames(self) -> None:
        """Give Omar another name by REST v2, and wait until it is seen there."""
        story = self.story
        names = hard_data.PLAIN_NAME if story.people.run.learned.plain_names else hard_data.NAME
        name = names.text.format(name=f"Umar {len(self._texts)}", mark=story.people.mark)
        self._texts.append(name)
        rename(story, "Omar", name)

    def closes_tickets(self) -> None:
        """Close all tickets of the callers by REST v2, if the API does it, and make one for Omar.

        So Omar's latest ticket is none of a call.
        """
        records = self.story.records
        for name in sorted(self.callers):
            for ticket in records.tickets_of(self.story.people.contact(name).id):
                if ticket.status != CLOSED:
                    records.change_ticket(ticket.id, status=CLOSED)
        self.story.tickets.make("Omar", "Asked by mail")

    # -- the New Ticket option -------------------------------------------------------------

    def switches(self, *, on: bool) -> None:
        """Let the admin switch the New Ticket option."""
        self.story.settings.change_account(new_ticket=on)

    def loads_the_page(self) -> None:
        """Let the agent who has, or had, the latest call load the page of its ticket."""
        ticket = self.story.reported("a ticket whose page can be loaded")["ticket_id"]
        self.story.desktop.load_ticket_page(self.story.people.agent(self.holder).id, ticket)

    # -- on the desktops -----------------------------------------------------------------

    def refreshes(self, name: str) -> None:
        """Reload the page of the agent's desktop."""
        self.story.desktop.refresh(self.story.people.agent(name).id)

    def is_there(self, name: str, *, online: bool) -> None:
        """Open the agent's desktop, or close it, and wait for the agent to be online or offline."""
        set_presence(self.story, name, online=online)

    def crashes(self) -> None:
        """Crash the server; both agents then open their desktops again."""
        self.story.target.operations.crash()
        for name in AGENTS:
            self.is_there(name, online=True)


def left_alone_by(event: str, holder: str) -> tuple[str, ...]:
    """Return the agents at whose desktops an event changes nothing.

    An event that closes a widget leaves nobody alone.

    Args:
        event: The event.
        holder: The agent who has the latest call.
    """
    if event in (*ON_RECORDS, *OPTION, END):
        return AGENTS
    if event in WITHIN:
        return tuple(name for name in AGENTS if name != holder)
    if event in (*CALLS, *WHILE_AWAY, "leave", "return", "refresh") or (event, holder) == (
        "again",
        "Ines",
    ):
        return ("Tom",)
    return ("Ines",) if event in ("Tom's refresh", "Tom's call") else ()


@pytest.fixture
def life(story: Story) -> Life:
    """The calls of the scenario, and what happens to them."""
    return Life(story)


@given("Ines and Tom are online, and Omar and Priya are contacts")
def two_agents_and_two_callers(story: Story) -> None:
    """Make two contacts, of whom Priya has a number, and open the desktops of two agents."""
    shared_contact(story.people, "Omar")
    shared_contact(story.people, "Priya", "phone")
    for name in AGENTS:
        an_agent_who_is_online(story, name)


@when(parsers.parse("this happens: {path}"))
def this_happens(life: Life, path: str) -> None:
    """Let one event follow the other; after each, the widgets are compared."""
    _follow(life, path, life.happens)


@when(parsers.parse("this happens, with a crash: {path}"))
def this_happens_with_a_crash(life: Life, path: str) -> None:
    """The same; at a crash the server is killed, and both agents open their desktops again."""

    def happens(event: str) -> None:
        if event == "crash":
            life.crashes()
        else:
            life.happens(event)

    _follow(life, path, happens)


@when(parsers.parse("this happens, with the New Ticket option: {path}"))
def this_happens_with_the_option(life: Life, path: str) -> None:
    """The same; the admin switches the New Ticket option, and agents load pages of tickets."""

    def happens(event: str) -> None:
        if event == "page":
            life.loads_the_page()
        elif event in OPTION:
            life.switches(on=event == "option on")
        else:
            life.happens(event)

    _follow(life, path, happens)


def _follow(life: Life, path: str, happens: Callable[[str], None]) -> None:
    """Let one event follow the other, and have the desktops compared after each.

    Always that of an agent whom the event concerns. What it has wrongly changed at the other stays
    until something happens there, or closes a widget anywhere: it is looked at just before.
    """
    story, events = life.story, path.split(" · ")
    for number, (event, following) in enumerate(pairwise([*events, END]), start=1):
        try:
            happens(event)
        except RuleViolated as violated:
            observed = f"{violated.observed}, after: {' · '.join(events[:number])}"
            raise RuleViolated(violated.expected, observed, violated.at) from violated
        story.target.journal.add(Happened(event))
        later = {story.people.agent(name).id for name in left_alone_by(following, life.holder)}
        story.target.journal.check_widgets(all_desktops=True, later=later)
