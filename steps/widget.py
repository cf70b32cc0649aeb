"""The content of the widget."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest
from pytest_bdd import parsers, then

from cti_conformance.results.locus import literal, ref, refs
from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect
from cti_conformance.steps.phrases import NOTES, WRITTEN, Sentence
from cti_conformance.target import locate
from cti_conformance.text.comparing import contains, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.results.locus import Locus
    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.desktop import Widget

PROMPT_S = 2.0


@dataclass
class WidgetView:
    """The widgets on the agents' desktops.

    Attributes:
        story: The scenario.
        earlier: The widgets as they were at an earlier step, by agent.
        offered: Whether the widget offers the action that the agent tries.
        tried: The name of that action.
        notes: The text that an agent has written into the notepad.
    """

    story: Story
    earlier: dict[str, Widget | None] = field(default_factory=dict)
    offered: bool = False
    tried: str = ""
    notes: str = NOTES

    def now(self, agent: str) -> Widget | None:
        """Return the agent's widget as it is now; ``None`` where there is none."""
        return self.story.desktop.widget(self.story.people.agent(agent).id)

    def wait(
        self, agent: str, until: Callable[[Widget | None], object], within_s: float | None = None
    ) -> Widget | None:
        """Wait until the agent's widget satisfies ``until``; return the last one seen."""
        within_s = self.story.appear_s if within_s is None else within_s
        return eventually(lambda: self.now(agent), until, within_s=within_s)

    def shown(
        self, agent: str, expected: str, until: Callable[[Widget | None], object] = bool
    ) -> Widget:
        """Wait for the agent's widget to satisfy ``until``, and return it.

        Raises:
            Inconclusive: There is none, so ``expected`` cannot be checked.
        """
        self.story.require_accepted(expected)
        widget = self.wait(agent, until)
        if widget is None:
            raise Inconclusive(f"cannot check: {expected}; {agent} has no widget")
        return widget

    def describe(self, widget: Widget | None) -> str:
        """Return a widget as a failure text shows it."""
        if widget is None:
            return "no widget"
        requester = self.story.people.describe(widget.requester_id)
        ticket = f"the ticket {widget.ticket_id}" if widget.ticket_id else "no ticket"
        return f"a widget with {requester} and {ticket}"


@pytest.fixture
def widget_view(story: Story) -> WidgetView:
    """The widgets of the scenario."""
    return WidgetView(story)


# -- content of the widget -------------------------------------------------------------------


@then(parsers.parse("{agent:w}'s widget shows {name:w}"))
def shows_the_requester(story: Story, widget_view: WidgetView, agent: str, name: str) -> None:
    """The widget shows the id of this contact as the requester."""
    _expect_requester(story, widget_view, agent, story.people.contact(name).id, name)


@then(parsers.parse("{agent:w}'s widget shows the new contact"))
def shows_the_new_contact(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The widget shows the contact that has the number as the requester."""
    contact = story.records.contacts_by_number(story.people.number)[0]
    _expect_requester(story, widget_view, agent, contact.id, "the new contact")


@then(parsers.parse("{agent:w}'s widget shows {name:w} within two seconds"))
def shows_promptly(story: Story, widget_view: WidgetView, agent: str, name: str) -> None:
    """The widget shows the requester two seconds after the answer to the pop, or earlier."""
    expected = f"the widget within {PROMPT_S:g} s of the answer to the pop"
    story.require_accepted(expected)
    shows = _shows(story.people.contact(name).id)
    within_s = PROMPT_S - (time.monotonic() - story.answered_at)
    widget = widget_view.wait(agent, shows, within_s)
    at = _requester_at(story, agent, name)
    observed = f"then {widget_view.describe(widget)}"
    expect(shows(widget), expected=expected, observed=observed, at=at)


def _expect_requester(
    story: Story, widget_view: WidgetView, agent: str, contact_id: int, who: str
) -> None:
    expected = f"{agent}'s widget, showing {who}"
    story.require_accepted(expected)
    widget = widget_view.wait(agent, _shows(contact_id))
    observed = widget_view.describe(widget)
    at = locate.widget(
        story.people.agent(agent).id,
        f".widget.requester.id == {ref('contact', contact_id)}",
        "/widget/requester/id",
    )
    expect(_shows(contact_id)(widget), expected=expected, observed=observed, at=at)


def _requester_at(story: Story, agent: str, name: str, comparison: str = "==") -> Locus:
    holds = f".widget.requester.id {comparison} {ref('contact', story.people.contact(name).id)}"
    return locate.widget(story.people.agent(agent).id, holds, "/widget/requester/id")


@then(parsers.parse("{agent:w}'s widget shows {name:w}'s name with a link to the profile"))
def shows_the_name(story: Story, widget_view: WidgetView, agent: str, name: str) -> None:
    """The widget shows the name that REST v2 has, and the URL of the profile."""
    # As the records have it now: a helpdesk may change a name on its own.
    wanted = story.records.contact(story.people.contact(name).id).name
    expected = f"the name {wanted!r} with a link to the profile"

    def named(widget: Widget | None) -> object:
        return widget and same(widget.requester_name, wanted) and widget.profile_url

    widget = widget_view.shown(agent, expected, until=named)
    expect(
        named(widget),
        expected=expected,
        observed=f"the name {widget.requester_name!r}, linked to {widget.profile_url!r}",
        at=locate.widget(
            story.people.agent(agent).id,
            f"(.widget.requester.name | squeezed) == ({literal(wanted)} | squeezed) and "
            '(.widget.requester.profile_url // "" | length > 0)',
            "/widget/requester",
        ),
    )


@then(
    Sentence("{agent}'s widget {shows} the location {location}", shows=("shows", "does not show"))
)
def shows_the_location(
    story: Story, widget_view: WidgetView, agent: str, shows: str, location: str
) -> None:
    """The location in the widget contains this place, or does not contain it."""
    is_wanted = shows == "shows"

    def is_right(widget: Widget | None) -> object:
        return widget and (location in (widget.location or "")) == is_wanted

    expected = f"the location {location}" if is_wanted else f"no location {location}"
    widget = widget_view.shown(agent, expected, until=is_right)
    expect(
        is_right(widget),
        expected=expected,
        observed=f"the location {widget.location!r}",
        at=locate.widget(
            story.people.agent(agent).id,
            f'.widget.requester.location // "" | contains({literal(location)}) == '
            f"{str(is_wanted).lower()}",
            "/widget/requester/location",
        ),
    )


@then(parsers.parse("{agent:w}'s widget shows {name:w}'s three latest tickets, newest first"))
def shows_the_latest_tickets(story: Story, widget_view: WidgetView, agent: str, name: str) -> None:
    """The widget lists the contact's three latest tickets, by creation or by update."""
    made = [ticket.id for ticket in story.tickets.of[name]]
    created = [*reversed(made)][:3]
    # If the pop updates the ticket that it names, that is the latest updated one.
    updated = [made[0], *created[:2]]
    expected = f"the tickets {created} (or {updated}, if the pop updated ticket {made[0]})"

    def latest(widget: Widget | None) -> object:
        return widget and list(widget.recent_tickets) in (created, updated)

    widget = widget_view.shown(agent, expected, until=latest)
    holds = (
        f".widget.recent_tickets | . == {refs('ticket', created)} or . == {refs('ticket', updated)}"
    )
    observed = f"the tickets {list(widget.recent_tickets)}"
    at = locate.widget(story.people.agent(agent).id, holds, "/widget/recent_tickets")
    expect(latest(widget), expected=expected, observed=observed, at=at)


@then(parsers.parse("{agent:w}'s widget shows no other contact's tickets"))
def shows_no_other_tickets(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The widget lists no ticket except that one; the list may be empty."""
    only = story.tickets.that_ticket().id
    widget = widget_view.shown(agent, f"no ticket but {only}")
    expect(
        set(widget.recent_tickets) <= {only},
        expected=f"no ticket but {only}",
        observed=f"the tickets {list(widget.recent_tickets)}",
        at=locate.widget(
            story.people.agent(agent).id,
            f".widget.recent_tickets - [{ref('ticket', only)}] | length == 0",
            "/widget/recent_tickets",
        ),
    )


@then(parsers.parse("{agent:w}'s widget shows no ticket"))
def shows_no_ticket(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The widget shows no ticket for the call."""
    widget = widget_view.shown(agent, "no ticket as the call's own")
    expect(
        widget.ticket_id is None,
        expected="no ticket as the call's own",
        observed=f"the ticket {widget.ticket_id}",
        at=locate.widget(
            story.people.agent(agent).id,
            ".widget != null and .widget.ticket == null",
            "/widget/ticket",
        ),
    )


@then(parsers.parse("{agent:w}'s widget shows that ticket"))
def shows_the_ticket(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The widget shows that ticket as the call's ticket."""
    _expect_ticket(story, widget_view, agent, story.tickets.that_ticket().id)


@then(parsers.parse("{agent:w}'s widget shows the new ticket"))
def shows_the_new_ticket(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The widget shows the ticket created by the call as the call's ticket."""
    _expect_ticket(story, widget_view, agent, story.made_ticket("a new ticket in the widget").id)


def _expect_ticket(story: Story, widget_view: WidgetView, agent: str, ticket_id: int) -> None:
    expected = f"the ticket {ticket_id} in {agent}'s widget"
    story.require_accepted(expected)
    widget = widget_view.wait(agent, lambda widget: widget and widget.ticket_id == ticket_id)
    expect(
        widget and widget.ticket_id == ticket_id,
        expected=expected,
        observed=widget_view.describe(widget),
        at=locate.widget(
            story.people.agent(agent).id,
            f".widget.ticket.id == {ref('ticket', ticket_id)}",
            "/widget/ticket/id",
        ),
    )


@then(parsers.parse("{agent:w}'s widget has a link to the ticket"))
def links_to_the_ticket(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The widget has the URL of a ticket."""
    widget = widget_view.shown(
        agent, "a link to the ticket", until=lambda widget: widget and widget.ticket_url
    )
    holds = '.widget.ticket.url // "" | length > 0'
    at = locate.widget(story.people.agent(agent).id, holds, "/widget/ticket")
    expect(widget.ticket_url, expected="a link to the ticket", observed="no link", at=at)


@then(parsers.parse("{agent:w}'s widget shows the notes"))
def shows_the_notes(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The notepad of the widget has the text that the agent wrote."""
    written = widget_view.notes
    expected = f"the notes {written!r} in {agent}'s widget"
    story.require_accepted(expected)

    def noted(widget: Widget | None) -> bool:
        return widget is not None and contains(widget.notes, written)

    widget = widget_view.wait(agent, noted)
    notes = widget.notes if widget else None
    holds = f'.widget.notes // "" | squeezed | contains({literal(written)} | squeezed)'
    at = locate.widget(story.people.agent(agent).id, holds, "/widget/notes")
    expect(noted(widget), expected=expected, observed=f"the notes {notes!r}", at=at)


@then(Sentence('{agent}\'s widget shows the notes "{text}"', text=WRITTEN))
def shows_only_the_notes(story: Story, widget_view: WidgetView, agent: str, text: str) -> None:
    """The notepad of the widget has this text and no other."""
    expected = f"the notes {text!r} in {agent}'s widget"
    story.require_accepted(expected)

    def noted(widget: Widget | None) -> bool:
        return widget is not None and (widget.notes or "").strip() == text

    widget = widget_view.wait(agent, noted)
    notes = widget.notes if widget else None
    expect(noted(widget), expected=expected, observed=f"the notes {notes!r}")


@then(parsers.parse("{agent:w} has no widget"))
def has_no_widget(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The desktop has no widget, even after a later call of the suite was handled."""
    expected = f"no widget on {agent}'s desktop"
    story.require_accepted(expected)
    widget_view.wait(agent, lambda widget: widget is None)
    story.settle()  # a late one, or one that comes back, would be there by now
    widget = widget_view.now(agent)
    at = locate.widget(story.people.agent(agent).id, ".widget == null")
    expect(widget is None, expected=expected, observed=widget_view.describe(widget), at=at)


@then(parsers.parse("{agent:w} has no widget once {other:w}'s is back"))
def has_no_widget_when_another_has(
    story: Story, widget_view: WidgetView, agent: str, other: str
) -> None:
    """The desktop has no widget, once the reloaded desktop of the other agent has one."""
    # The other agent's widget shows how long one takes to come back with the page.
    if not widget_view.wait(other, bool):
        raise Inconclusive(f"{other}'s widget did not come back, so {agent}'s might still do so")
    has_no_widget(story, widget_view, agent)


@then(parsers.parse("{agent:w}'s widget no longer shows {name:w}"))
def shows_the_requester_no_more(
    story: Story, widget_view: WidgetView, agent: str, name: str
) -> None:
    """The desktop has no widget, or one with another requester."""
    shows = _shows(story.people.contact(name).id)
    expected = f"a widget that no longer shows {name}"
    story.require_accepted(expected)
    widget = widget_view.wait(agent, lambda widget: not shows(widget))
    observed = widget_view.describe(widget)
    at = _requester_at(story, agent, name, "!=")
    expect(not shows(widget), expected=expected, observed=observed, at=at)


@then(parsers.parse("{agent:w}'s widget is unchanged"))
def the_widget_is_unchanged(story: Story, widget_view: WidgetView, agent: str) -> None:
    """The widget shows the requester, ticket and notes from before."""
    story.require_accepted("the call handled")
    story.settle()
    before, now = (
        widget and (widget.requester_id, widget.ticket_id, widget.notes)
        for widget in (widget_view.earlier[agent], widget_view.now(agent))
    )
    at = locate.widget(story.people.agent(agent).id, _as(widget_view.earlier[agent]))
    expect(now == before, expected=f"as before: {before}", observed=f"now: {now}", at=at)


def _as(widget: Widget | None) -> str:
    """Return the condition that a widget has the requester, ticket and notes of this one."""
    if widget is None:
        return ".widget == null"
    ids = f"{ref('contact', widget.requester_id)}, {ref('ticket', widget.ticket_id)}"
    return f".widget | [.requester.id, .ticket.id, .notes] == [{ids}, {literal(widget.notes)}]"


def _shows(contact_id: int) -> Callable[[Widget | None], bool]:
    return lambda widget: widget is not None and widget.requester_id == contact_id
