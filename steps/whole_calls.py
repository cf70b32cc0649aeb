"""Calls in which several things come together, as the tables of the feature "Whole calls" say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, then, when

from cti_conformance.results.step_outcomes import Inconclusive, eventually
from cti_conformance.scenario import hard_data
from cti_conformance.steps.phrases import Sentence
from cti_conformance.target.ports.records import CLOSED, OPEN

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story, Tickets

REQUESTERS = ("id", "phone", "mobile", "email", "id and another's phone", "unknown number")
RESPONDERS = ("id", "phone", "email")
REFERENCES = ("none", "new", "known")
TICKETS = ("none", "own", "older", "somebody else's", "closed")
FLAGS = ("left out", "false", '"false"', "true", '"true"')
YES_NO = ("yes", "no")
SENT = ("once", "twice", "again with more")
AFTERWARDS: dict[str, tuple[str, dict[str, object]]] = {
    "makes a ticket": ("make_ticket", {}),
    "links to a ticket": ("link_ticket", {}),
    "closes with a new ticket": ("close", {"ticket": "new"}),
    "dismisses": ("dismiss", {}),
}


@given(Sentence("a call of Omar, named by {requester}", requester=REQUESTERS))
def a_call_of(story: Story, requester: str) -> None:
    """Prepare a pop that names Omar so; a number is his Phone or Mobile, or nobody's."""
    people = story.people
    fields = {requester: people.new_number()} if requester in ("phone", "mobile") else {}
    omar = people.contact("Omar", **fields)
    named: dict[str, Any] = {"requester_id": omar.id}
    if fields:
        people.number = fields[requester]
        named = {"requester_phone": people.number}
    elif requester == "email":
        named = {"requester_email": omar.email}
    elif requester == "unknown number":
        people.number = people.new_number()
        named = {"requester_phone": people.number}
    elif requester != "id":
        named["requester_phone"] = people.contact("Priya", phone=people.new_number()).phone
    story.new_call(named)


@given(Sentence("for an agent, named by {responder}", responder=RESPONDERS))
def for_an_agent(story: Story, responder: str) -> None:
    """Name an agent by this attribute of the agent's record."""
    agent = story.people.agent()
    story.name_responder(**{f"responder_{responder}": getattr(agent, responder)})


@given(
    Sentence("with reference {reference} and ticket {ticket}", reference=REFERENCES, ticket=TICKETS)
)
def with_reference_and_ticket(story: Story, tickets: Tickets, reference: str, ticket: str) -> None:
    """Set call reference and ticket_id; a known reference has had a call that made a ticket."""
    if reference == "none":
        del story.call["call_reference_id"]
    elif reference == "known":
        story.send()
        story.new_ticket("a ticket of the first pop of the reference")
    if ticket == "none":
        return
    owner = "Priya" if ticket == "somebody else's" else "Omar"
    made = tickets.make(owner, status=CLOSED if ticket == "closed" else OPEN)
    if ticket == "older":
        tickets.make("Omar", "A newer ticket")
    story.call["ticket_id"] = made.id


@given(
    Sentence(
        "with new_ticket {flag}, a recording: {recording}, information: {information}",
        flag=FLAGS,
        recording=YES_NO,
        information=YES_NO,
    )
)
def with_the_rest(story: Story, flag: str, recording: str, information: str) -> None:
    """Set new_ticket, to the JSON value given, call_url and call_info."""
    if flag != "left out":
        story.call["new_ticket"] = json.loads(flag)
    if recording == "yes":
        story.call["call_url"] = hard_data.recording(story.people.mark)
    if information == "yes":
        story.call["call_info"] = hard_data.call_info(story.people.mark)


def the_agent_is_online(story: Story) -> None:
    """Open the agent's desktop, and wait until the agent is online."""
    agent = story.people.agent()
    story.online.add(agent.id)
    story.desktop.set_presence(agent.id, online=True)
    if not eventually(lambda: story.desktop.is_online(agent.id), bool, within_s=story.appear_s):
        raise Inconclusive("the agent is not online though the desktop was opened")


@when(Sentence("the pop is sent {sent}", sent=SENT))
def is_sent(story: Story, sent: str) -> None:
    """Send the pop: once, twice as it is, or again with another recording and information."""
    story.send()
    if sent == "again with more":
        mark = f"{story.people.mark}-later"
        more = {"call_url": hard_data.recording(mark), "call_info": hard_data.call_info(mark)}
        story.call = story.call | more
    if sent != "once":
        story.send()


@when(
    Sentence(
        "the pop is sent {sent}, and the agent then {afterwards}",
        sent=SENT,
        afterwards=("nothing", "refreshes", *AFTERWARDS),
    )
)
def is_sent_and_then(story: Story, tickets: Tickets, sent: str, afterwards: str) -> None:
    """Send the pop so; wait for the widget; then do this in it, or nothing."""
    is_sent(story, sent)
    agent = story.people.agent()
    if not eventually(lambda: story.desktop.widget(agent.id), bool, within_s=story.appear_s):
        raise Inconclusive("no widget was seen on the agent's desktop")
    if afterwards == "refreshes":
        story.desktop.refresh(agent.id)
    elif afterwards in AFTERWARDS:
        action, arguments = AFTERWARDS[afterwards]
        if action == "link_ticket":
            arguments = {"ticket_id": tickets.make("Priya", "Another").id}
        story.refusal = story.desktop.act(agent.id, action, **arguments)


@given(Sentence("the agent is {state}", state=("online", "offline")))
def the_agent_is(story: Story, state: str) -> None:
    """Open the agent's desktop and wait until the agent is online, or leave it closed."""
    if state == "online":
        the_agent_is_online(story)


@when(
    Sentence(
        "the pop is sent, and the agent then {afterwards}",
        afterwards=("nothing", "loads the ticket's page", "dismisses", "refreshes"),
    )
)
def is_sent_with_the_option(story: Story, afterwards: str) -> None:
    """Send the pop; then do this at the desktop, or nothing."""
    story.send()
    agent = story.people.agent()
    if afterwards == "refreshes":
        story.desktop.refresh(agent.id)
    elif afterwards == "dismisses":
        eventually(lambda: story.desktop.widget(agent.id), bool, within_s=story.appear_s)
        story.refusal = story.desktop.act(agent.id, "dismiss")
    elif afterwards == "loads the ticket's page":
        ticket = story.new_ticket("a ticket whose page can be loaded")
        story.desktop.load_ticket_page(agent.id, ticket.id)


@then("everything is accepted")
def everything_is_accepted(story: Story) -> None:
    """Each pop is answered with 2xx, and the agent's action is done."""
    story.was_accepted("every pop and every action to be accepted")
