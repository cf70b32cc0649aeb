"""Calls in which several things come together, as the tables of the feature "Whole calls" say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, then, when

from cti_conformance.scenario import hard_data
from cti_conformance.scenario.shared_contacts import shared_contact, shared_contacts
from cti_conformance.steps.desktop import an_agent_who_is_online, wait_for_a_widget
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.story.desktops import in_browser
from cti_conformance.steps.story.story import without
from cti_conformance.target.ports.records import CLOSED, RESOLVED

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story, Tickets

AGENT = "Alex"
DESKS = ("Ines", "Tom")
SHARED, UNKNOWN = "shared phone", "unknown phone"
REQUESTERS = ("id", "phone", "mobile", "email", "id and phone", SHARED, UNKNOWN)
RESPONDERS = ("id", "phone", "email")
REFERENCES = ("none", "new", "known")
TICKETS: dict[str, dict[str, Any]] = {
    "none": {},
    "Omar's": {},
    "older": {},
    "Priya's": {},
    "Tom's": {"agent": "Tom"},
    "resolved": {"status": RESOLVED},
    "closed": {"status": CLOSED},
}
FLAGS = ("absent", "false", '"false"', "true", '"true"')
YES_NO = ("yes", "no")
AGAIN = ("no", "the same", "recorded", "informed", "bare")
NEWS = {"recorded": ("call_url",), "informed": ("call_info",), "bare": ()}
"""The content that a further pop brings: another recording, other information, or none."""
ACTIONS: dict[str, tuple[str, dict[str, object]]] = {
    "new ticket": ("make_ticket", {}),
    "link": ("link_ticket", {}),
    "close": ("close", {"ticket": "new"}),
    "close with it": ("close", {"ticket": "shown"}),
    "dismiss": ("dismiss", {}),
}
DONE = ("nothing", "refresh", "load", "new ticket", "link", "close", "dismiss")
AT_TWO_DESKS = {
    "make a ticket": "new ticket",
    "link to a ticket": "link",
    "close with a new ticket": "close",
    "close with the ticket shown": "close with it",
    "dismiss": "dismiss",
    "load the ticket's page": "load",
}


@given(Sentence("a call whose requester is named by {requester}", requester=REQUESTERS))
def a_call_of(story: Story, requester: str) -> None:
    """Prepare a pop that names Omar by this, or a number that nobody has.

    If two more contacts have his number (shared phone), an earlier call has settled who of them
    is selected (CTI-REQ-07).
    """
    people = story.people
    if requester == SHARED:
        _shared(story)
        return
    kept = {"mobile": ("phone", "mobile"), "phone": ("phone",)}.get(requester, ())
    shared = shared_contact(people, "Omar", *kept)
    omar = shared.contact
    named: dict[str, Any] = {"requester_id": omar.id}
    if kept:
        people.number = shared.numbers[requester]
        named = {"requester_phone": people.number}
    elif requester == "email":
        named = {"requester_email": omar.email}
    elif requester == UNKNOWN:
        people.number = people.new_number()
        named = {"requester_phone": people.number}
    elif requester != "id":
        named["requester_phone"] = shared_contact(people, "Priya", "phone").contact.phone
    story.new_call(named)


def _shared(story: Story) -> None:
    """Make three contacts with one number, send a call from it, and prepare another."""
    people = story.people
    people.number = shared_contacts(people, ("Omar", "Priya", "Wei"), "phone")[0].numbers["phone"]
    story.new_call({"requester_phone": people.number})
    story.name_responder(responder_id=people.agent(AGENT).id)
    story.send()
    story.details()
    story.new_call({"requester_phone": people.number})


@given(Sentence("the agent is named by {responder}", responder=RESPONDERS))
def for_an_agent(story: Story, responder: str) -> None:
    """Name an agent by this attribute of the agent's record."""
    agent = story.people.agent(AGENT, may_be_open=not in_browser(story))
    story.name_responder(**{f"responder_{responder}": getattr(agent, responder)})


@given(
    Sentence(
        "the reference is {reference}, and the ticket {ticket}",
        reference=REFERENCES,
        ticket=TICKETS,
    )
)
def with_reference_and_ticket(story: Story, tickets: Tickets, reference: str, ticket: str) -> None:
    """Set call reference and ticket_id; a known reference has had a call that made a ticket.

    The ticket is one of Omar's, in some cases the older of two or assigned to Tom, or Priya's.
    """
    if reference == "none":
        del story.call["call_reference_id"]
    elif reference == "known":
        story.send()
        story.made_ticket("a ticket of the first pop of the reference")
    if ticket == "none":
        return
    owner = "Priya" if ticket == "Priya's" else "Omar"
    shared_contact(story.people, owner)
    made = tickets.make(owner, **TICKETS[ticket])
    if ticket == "older":
        tickets.make("Omar", "A newer ticket")
    story.call["ticket_id"] = made.id


@given(
    Sentence(
        "new_ticket is {flag}; a recording: {recording}; information: {information}",
        flag=FLAGS,
        recording=YES_NO,
        information=YES_NO,
    )
)
def with_the_rest(story: Story, flag: str, recording: str, information: str) -> None:
    """Set new_ticket, to the JSON value given, call_url and call_info."""
    if flag != "absent":
        story.call["new_ticket"] = json.loads(flag)
    if recording == "yes":
        story.call["call_url"] = hard_data.recording(story.people.mark)
    if information == "yes":
        story.call["call_info"] = hard_data.call_info(story.people.mark)


@when(Sentence("the pop is sent; again: {again}", again=AGAIN))
def is_sent(story: Story, again: str) -> None:
    """Send the pop once (no), or a second time.

    The second pop is the same, or has another recording (recorded), other information (informed) or
    neither (bare). Call details are requested before and after the first pop, as by a telephone
    system that looks for a ticket.
    """
    _ask_for_details(story)
    story.send()
    _ask_for_details(story)
    if again in NEWS:
        content = hard_data.content(f"{story.people.mark}-later")
        story.call = without(tuple(content), story.call)
        story.call |= {name: content[name] for name in NEWS[again]}
    if again != "no":
        story.send()


def _ask_for_details(story: Story) -> None:
    if reference := story.call.get("call_reference_id"):
        story.target.cti.details(reference)


@given(Sentence("the agent is {state}", state=("online", "offline")))
def the_agent_is(story: Story, state: str) -> None:
    """Open the agent's desktop and wait until the agent is online, or leave it closed."""
    if state == "online":
        an_agent_who_is_online(story, AGENT)


@when(Sentence("the pop is sent; again: {again}; at the desktop: {done}", again=AGAIN, done=DONE))
def is_sent_and_done(story: Story, tickets: Tickets, again: str, done: str) -> None:
    """Send the pop so; then make a new ticket, link the call to a ticket, and so on.

    "Close" makes a new ticket; "refresh" reloads the desktop, and "load" the page of the ticket.
    """
    is_sent(story, again)
    _do(story, tickets, AGENT, done)


def _do(story: Story, tickets: Tickets, name: str, done: str) -> None:
    agent = story.people.agent(name)
    if done == "refresh":
        story.desktop.refresh(agent.id)
    elif done == "load":
        page = "a ticket whose page can be loaded"
        has_details = "call_reference_id" in story.call
        ticket = story.reported(page)["ticket_id"] if has_details else story.made_ticket(page).id
        story.desktop.load_ticket_page(agent.id, ticket)
    elif done in ACTIONS:
        action, arguments = ACTIONS[done]
        if action == "link_ticket":
            shared_contact(story.people, "Priya")
            arguments = {"ticket_id": tickets.make("Priya", "Another").id}
        wait_for_a_widget(story, name)
        story.refusal = story.refusal or story.desktop.act(agent.id, action, **arguments)


@given("Omar calls Ines and then Tom, and both take notes")
def omar_calls_both(story: Story) -> None:
    """Send two calls of a contact, each with content of its own, for two agents who are online."""
    marks = {name: f"{story.people.mark}-{name}" for name in DESKS}
    _call_both(story, {name: hard_data.content(mark) for name, mark in marks.items()})


@given("Omar calls Ines and then Tom about one ticket, and both take notes")
def omar_calls_both_about_a_ticket(story: Story, tickets: Tickets) -> None:
    """Send two calls that name one ticket of their requester, without recording or information."""
    ticket = tickets.make("Omar").id
    _call_both(story, {name: {"ticket_id": ticket} for name in DESKS})


def _call_both(story: Story, attributes: dict[str, dict[str, Any]]) -> None:
    omar = shared_contact(story.people, "Omar").contact.id
    for name in DESKS:
        an_agent_who_is_online(story, name)
    for name in DESKS:
        story.new_call({"requester_id": omar, **attributes[name]})
        story.name_responder(responder_id=story.people.agent(name).id)
        story.send()
        story.calls[name] = story.call
        wait_for_a_widget(story, name)
        notes = f"{name} wrote this. {hard_data.NOTES.text}"
        story.desktop.act(story.people.agent(name).id, "take_notes", text=notes)


@when(
    Sentence(
        "{first} is the first to {do}, and the other agent then to {then}",
        first=DESKS,
        do=AT_TWO_DESKS,
        then=AT_TWO_DESKS,
    )
)
def both_act(story: Story, tickets: Tickets, first: str, do: str, then: str) -> None:
    """Let each agent act on the own call, in the widget or by loading the ticket's page."""
    other = next(name for name in DESKS if name != first)
    for name, done in ((first, do), (other, then)):
        story.call = story.calls[name]
        _do(story, tickets, name, AT_TWO_DESKS[done])


@then("every pop and every offered action is accepted")
def everything_is_accepted(story: Story) -> None:
    """Each pop is answered with 2xx, and the agent's action is done."""
    story.require_accepted("every pop and every action to be accepted")
