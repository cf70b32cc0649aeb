"""The widget: what it shows of a call, and what the agent does in it."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from pytest_bdd import given, parsers, then, when

from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.calls import CALL_INFO, RECORDING
from cti_conformance.steps.details import snapshot
from cti_conformance.steps.notes import ADDED_NOTE, NOTES
from cti_conformance.steps.tickets import oldest_ticket

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.desktop import Widget

PROMPT_S = 2.0

# How features tell what a call brings, between the caller and "comes in for".
WITH = (
    r"(?P<name>\w+)(?P<what>| about that ticket| about the oldest ticket"
    r"| that asks for a new ticket| with a recording|, with a recording,"
    r"|, with a recording and call information,| about that ticket, with a recording,)"
)

# What an agent does in the widget, as "to <verb>" and "has <past>".
ACTIONS: dict[str, tuple[str, dict[str, object]]] = {
    "make a ticket of the call": ("make_ticket", {}),
    "link the call to that ticket": ("link_ticket", {}),
    "link the call to another ticket": ("link_ticket", {}),
    "add a note to the ticket": ("add_note", {"text": ADDED_NOTE}),
    "close the call with a new ticket": ("close", {"ticket": "new"}),
    "close the call with the ticket shown": ("close", {"ticket": "shown"}),
    "dismiss the widget": ("dismiss", {}),
    "take notes": ("take_notes", {"text": NOTES}),
}
TOLD = {
    "makes a ticket of the call": "make a ticket of the call",
    "has made a ticket of the call": "make a ticket of the call",
    "links the call to that ticket": "link the call to that ticket",
    "has linked the call to that ticket": "link the call to that ticket",
    "adds a note to the ticket": "add a note to the ticket",
    "closes the call with a new ticket": "close the call with a new ticket",
    "closes the call with the ticket shown": "close the call with the ticket shown",
    "dismisses the widget": "dismiss the widget",
    "has dismissed the widget": "dismiss the widget",
    "takes notes": "take notes",
    "has taken notes": "take notes",
}


def _one_of(sentences: list[str]) -> str:
    return "|".join(map(re.escape, sentences))


# -- a call comes in -------------------------------------------------------------------------


@when(parsers.re(rf"a call from {WITH} comes in for (?P<agent>\w+)"))
def a_call_comes_in_for(story: Story, name: str, what: str, agent: str) -> None:
    _send_call(story, name, what, agent)


@when(parsers.parse("a call from that number comes in for {agent:w}"))
def a_call_from_the_number_for(story: Story, agent: str) -> None:
    story.call = {
        "requester_phone": story.number,
        "call_reference_id": story.new_reference(),
    }
    story.for_agent(story.agent(agent))
    story.send()


@given(parsers.re(rf"a call from {WITH} has come in for (?P<agent>\w+)"))
def a_call_has_come_in_for(story: Story, name: str, what: str, agent: str) -> None:
    _send_call(story, name, what, agent)
    _wait_for_widget(story, name, agent)


@given(parsers.re(rf"a call from {WITH} has come in for (?P<agent>\w+) and has made a ticket"))
def a_call_has_made_a_ticket_for(story: Story, name: str, what: str, agent: str) -> None:
    a_call_has_come_in_for(story, name, what, agent)
    story.ticket = story.new_ticket("a ticket made as the call came in")
    story.remember_tickets()


@given(parsers.parse("the call has come in for {agent:w}"))
def the_call_has_come_in_for(story: Story, agent: str) -> None:
    story.for_agent(story.agent(agent))
    story.send()
    _wait_for_widget(story, "Omar", agent)


@given(parsers.parse("the call has been announced for {agent:w}"))
def the_call_has_been_announced_for(story: Story, agent: str) -> None:
    story.for_agent(story.agent(agent))
    story.send()


@when(parsers.parse("the call comes in for {agent:w} and asks for a new ticket"))
def the_call_asks_for_a_new_ticket(story: Story, agent: str) -> None:
    story.call["new_ticket"] = True
    story.for_agent(story.agent(agent))
    story.send()


@given("two seconds have gone by")
def two_seconds_go_by() -> None:
    time.sleep(2.0)  # no wait for a result: the time of the call itself is what is measured


def _send_call(story: Story, name: str, what: str, agent: str) -> None:
    story.call = {
        "requester_id": story.contact(name).id,
        "call_reference_id": story.new_reference(),
    }
    if "about that ticket" in what:
        story.call["ticket_id"] = story.existing_ticket().id
    if "about the oldest ticket" in what:
        story.call["ticket_id"] = oldest_ticket(story, name).id
    if "asks for a new ticket" in what:
        story.call["new_ticket"] = True
    if "a recording" in what:
        story.call["call_url"] = RECORDING.format(story.mark)
    if "call information" in what:
        story.call["call_info"] = CALL_INFO | {"Line": story.mark}
    story.for_agent(story.agent(agent))
    story.calls[name] = story.call
    story.send()
    story.answered_at = time.monotonic()


def _wait_for_widget(story: Story, name: str, agent: str) -> None:
    """Wait for the widget of a call that an example only begins with."""
    if not story.answer.accepted:
        raise Inconclusive(f"the call was not accepted: {story.answer}")
    ticket_id = story.call.get("ticket_id")

    def ready(widget: Widget | None) -> bool:
        return (
            widget is not None
            and widget.requester_id == story.contact(name).id
            and ticket_id in (None, widget.ticket_id)
            and not (story.call.get("new_ticket") and widget.ticket_id is None)
        )

    if not ready(story.widget(agent, ready)):
        raise Inconclusive(
            f"{agent}'s widget did not show {name} and the ticket that the call asks for, so "
            "nothing can be done in it"
        )


# -- the agent acts --------------------------------------------------------------------------


@given(
    parsers.re(rf"(?P<agent>\w+) (?P<told>{_one_of([t for t in TOLD if t.startswith('has ')])})")
)
def has_acted(story: Story, agent: str, told: str) -> None:
    story.refusal = _act(story, agent, TOLD[told])
    if story.refusal:
        raise Inconclusive(f"{agent} could not {TOLD[told]}: {story.refusal}")
    if told == "has made a ticket of the call":
        story.ticket = story.new_ticket("a ticket made of the call")
        story.remember_tickets()
    if told == "has taken notes":
        story.widgets[agent] = story.widget(agent, lambda widget: widget and NOTES in widget.notes)


@when(
    parsers.re(
        rf"(?P<agent>\w+) (?P<told>{_one_of([t for t in TOLD if not t.startswith('has ')])})"
    )
)
def acts(story: Story, agent: str, told: str) -> None:
    story.refusal = _act(story, agent, TOLD[told])


@when(parsers.re(rf"(?P<agent>\w+) tries to (?P<action>{_one_of(list(ACTIONS))})"))
def tries_to(story: Story, agent: str, action: str) -> None:
    if "another ticket" in action:
        caller = story.contact("Omar")
        story.other_ticket = story.make_other_ticket(caller, "Another")
    story.settle()
    story.snapshot = snapshot(story)
    widget = story.desktop.widget(story.agent(agent).id)
    story.offered = widget is not None and ACTIONS[action][0] in widget.actions
    story.refusal = _act(story, agent, action)


@given(parsers.parse("{agent:w} has forwarded the call to {other:w}"))
def has_forwarded(story: Story, agent: str, other: str) -> None:
    forwards(story, agent, other)
    if story.refusal:
        raise Inconclusive(f"{agent} could not forward the call: {story.refusal}")


@when(parsers.parse("{agent:w} forwards the call to {other:w}"))
def forwards(story: Story, agent: str, other: str) -> None:
    story.refusal = story.desktop.act(
        story.agent(agent).id, "forward", agent_id=story.agent(other).id
    )


@when(parsers.parse("{agent:w} loads the ticket's page twice"))
def loads_the_page_twice(story: Story, agent: str) -> None:
    for _ in range(2):
        story.desktop.load_ticket_page(story.agent(agent).id, story.existing_ticket().id)


def _act(story: Story, agent: str, told: str) -> str | None:
    action, arguments = ACTIONS[told]
    if told == "link the call to that ticket":
        arguments = {"ticket_id": story.existing_ticket().id}
    if told == "link the call to another ticket":
        assert story.other_ticket is not None
        arguments = {"ticket_id": story.other_ticket.id}
    return story.desktop.act(story.agent(agent).id, action, **arguments)


@then("the widget did not offer it")
def the_widget_did_not_offer_it(story: Story) -> None:
    expect(
        not story.offered,
        expected="a widget that does not offer the action",
        observed="a widget that does",
    )


@then("that is refused, and nothing has changed")
def refused_without_a_change(story: Story) -> None:
    expect(
        story.refusal,
        expected="the action to be refused",
        observed="it was done",
    )
    nothing_has_changed(story)


@then("nothing has changed")
def nothing_has_changed(story: Story) -> None:
    story.settle()
    now = snapshot(story)
    expect(
        now == story.snapshot,
        expected=f"as before: {story.snapshot}",
        observed=f"afterwards: {now}",
    )


# -- what the widget shows -------------------------------------------------------------------


@then(parsers.parse("{agent:w}'s widget shows {name:w}"))
def shows_the_requester(story: Story, agent: str, name: str) -> None:
    _expect_requester(story, agent, story.contact(name).id, name)


@then(parsers.parse("{agent:w}'s widget shows the new contact"))
def shows_the_new_contact(story: Story, agent: str) -> None:
    contact = story.records.contacts_by_number(story.number)[0]
    _expect_requester(story, agent, contact.id, "the new contact")


@then(parsers.parse("{agent:w}'s widget shows {name:w} within two seconds"))
def shows_promptly(story: Story, agent: str, name: str) -> None:
    expected = f"the widget within {PROMPT_S:g} s of the answer to the pop"
    story.was_accepted(expected)
    shows = _shows(story.contact(name).id)
    agent_id = story.agent(agent).id
    widget = eventually(
        lambda: story.desktop.widget(agent_id),
        shows,
        within_s=PROMPT_S - (time.monotonic() - story.answered_at),
    )
    expect(shows(widget), expected=expected, observed=f"then {_told(story, widget)}")


def _expect_requester(story: Story, agent: str, contact_id: int, told: str) -> None:
    expected = f"{agent}'s widget, showing {told}"
    story.was_accepted(expected)
    widget = story.widget(agent, _shows(contact_id))
    expect(_shows(contact_id)(widget), expected=expected, observed=_told(story, widget))


@then(parsers.parse("{agent:w}'s widget shows {name:w} by name, with a link to the profile"))
def shows_the_name(story: Story, agent: str, name: str) -> None:
    # As the records have it by now: a helpdesk may change a name by itself.
    wanted = story.records.contact(story.contact(name).id).name
    expected = f"the name {wanted!r} with a link to the profile"

    def named(widget: Widget | None) -> object:
        return widget and widget.requester_name == wanted and widget.profile_url

    widget = _shown(story, agent, expected, until=named)
    expect(
        named(widget),
        expected=expected,
        observed=f"the name {widget.requester_name!r}, linked to {widget.profile_url!r}",
    )


@then(parsers.parse("{agent:w}'s widget shows the location {location:w}"))
def shows_the_location(story: Story, agent: str, location: str) -> None:

    def located(widget: Widget | None) -> object:
        return widget and location in (widget.location or "")

    widget = _shown(story, agent, f"the location {location}", until=located)
    expect(
        located(widget),
        expected=f"the location {location}",
        observed=f"the location {widget.location!r}",
    )


@then(parsers.parse("{agent:w}'s widget shows {name:w}'s three latest tickets, the newest first"))
def shows_the_latest_tickets(story: Story, agent: str, name: str) -> None:
    made = [ticket.id for ticket in story.tickets[name]]
    created = [*reversed(made)][:3]
    # Where the pop itself updates the ticket that it names, that is the latest updated.
    updated = [made[0], *created[:2]]
    expected = f"the tickets {created} (or {updated}, if the pop updated ticket {made[0]})"

    def latest(widget: Widget | None) -> object:
        return widget and list(widget.recent_tickets) in (created, updated)

    widget = _shown(story, agent, expected, until=latest)
    expect(latest(widget), expected=expected, observed=f"the tickets {list(widget.recent_tickets)}")


@then(parsers.parse("{agent:w}'s widget shows no tickets of anybody else"))
def shows_no_other_tickets(story: Story, agent: str) -> None:
    only = story.existing_ticket().id
    widget = _shown(story, agent, f"no ticket but {only}")
    expect(
        set(widget.recent_tickets) <= {only},
        expected=f"no ticket but {only}",
        observed=f"the tickets {list(widget.recent_tickets)}",
    )


@then(parsers.parse("{agent:w}'s widget shows no ticket"))
def shows_no_ticket(story: Story, agent: str) -> None:
    widget = _shown(story, agent, "no ticket as the call's own")
    expect(
        widget.ticket_id is None,
        expected="no ticket as the call's own",
        observed=f"the ticket {widget.ticket_id}",
    )


@then(parsers.parse("{agent:w}'s widget shows that ticket"))
@then(parsers.parse("{agent:w}'s widget shows the ticket that Ines made"))
def shows_the_ticket(story: Story, agent: str) -> None:
    _expect_ticket(story, agent, story.existing_ticket().id)


@then(parsers.parse("{agent:w}'s widget shows the new ticket"))
@then(parsers.parse("{agent:w}'s widget shows the newer of the two"))
def shows_the_new_ticket(story: Story, agent: str) -> None:
    _expect_ticket(story, agent, story.new_ticket("a new ticket in the widget").id)


def _expect_ticket(story: Story, agent: str, ticket_id: int) -> None:
    expected = f"the ticket {ticket_id} in {agent}'s widget"
    story.was_accepted(expected)
    widget = story.widget(agent, lambda widget: widget and widget.ticket_id == ticket_id)
    expect(
        widget and widget.ticket_id == ticket_id, expected=expected, observed=_told(story, widget)
    )


@then(parsers.parse("{agent:w}'s widget has a link to the ticket"))
def links_to_the_ticket(story: Story, agent: str) -> None:
    widget = _shown(
        story, agent, "a link to the ticket", until=lambda widget: widget and widget.ticket_url
    )
    expect(widget.ticket_url, expected="a link to the ticket", observed="no link")


@then(parsers.parse("the notes stand in {agent:w}'s widget"))
def the_notes_stand_in_the_widget(story: Story, agent: str) -> None:
    expected = f"the notes {NOTES!r} in {agent}'s widget"
    story.was_accepted(expected)
    widget = story.widget(agent, lambda widget: widget and NOTES in widget.notes)
    notes = widget.notes if widget else None
    expect(NOTES in (notes or ""), expected=expected, observed=f"the notes {notes!r}")


@then(parsers.parse("{agent:w} has no widget"))
def has_no_widget(story: Story, agent: str) -> None:
    expected = f"no widget on {agent}'s desktop"
    story.was_accepted(expected)
    story.widget(agent, lambda widget: widget is None)
    story.settle()  # one that comes late, or comes back, would be there by now
    widget = story.desktop.widget(story.agent(agent).id)
    expect(widget is None, expected=expected, observed=_told(story, widget))


@then(parsers.parse("{agent:w} has no widget once {other:w}'s is back"))
def has_no_widget_when_another_has(story: Story, agent: str, other: str) -> None:
    # Her widget shows how long it takes for one to come back with the page.
    if not story.widget(other, bool):
        raise Inconclusive(f"{other}'s widget did not come back, so {agent}'s might still do so")
    has_no_widget(story, agent)


@then(parsers.parse("{agent:w}'s widget shows {name:w} no more"))
def shows_the_requester_no_more(story: Story, agent: str, name: str) -> None:
    shows = _shows(story.contact(name).id)
    expected = f"a widget that shows {name} no more"
    story.was_accepted(expected)
    widget = story.widget(agent, lambda widget: not shows(widget))
    expect(not shows(widget), expected=expected, observed=_told(story, widget))


@then(parsers.parse("{agent:w}'s widget is as it was"))
def the_widget_is_unchanged(story: Story, agent: str) -> None:
    story.was_accepted("the call handled")
    story.settle()
    before, now = (
        widget and (widget.requester_id, widget.ticket_id, widget.notes)
        for widget in (story.widgets[agent], story.desktop.widget(story.agent(agent).id))
    )
    expect(now == before, expected=f"as before: {before}", observed=f"now: {now}")


def _shows(contact_id: int) -> Callable[[Widget | None], bool]:
    return lambda widget: widget is not None and widget.requester_id == contact_id


def _shown(
    story: Story, agent: str, expected: str, until: Callable[[Widget | None], object] = bool
) -> Widget:
    """Return the widget, waited for; that there is none is not this rule's matter."""
    story.was_accepted(expected)
    widget = story.widget(agent, until)
    if widget is None:
        raise Inconclusive(f"{agent} has no widget, so it cannot be judged: {expected}")
    return widget


def _told(story: Story, widget: Widget | None) -> str:
    if widget is None:
        return "no widget"
    return f"a widget with {story.told(widget.requester_id)} and the ticket {widget.ticket_id}"
