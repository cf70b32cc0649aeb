"""Tickets: whose they are, how many, and where a call went."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then

from cti_conformance.results.step_outcomes import eventually, expect

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.records import Note, Ticket

SOURCE_PHONE = 3


@given(parsers.parse("{name:w} is a contact who has a ticket"))
def a_contact_with_a_ticket(story: Story, name: str) -> None:
    story.existing_ticket(name)


@given(parsers.parse("{name:w} is another contact who has a ticket"))
def another_contact_with_a_ticket(story: Story, name: str) -> None:
    a_later_ticket(story, name)
    story.remember_tickets()


@given(parsers.parse("{name:w} has a later ticket, too"))
def a_later_ticket(story: Story, name: str) -> None:
    contact = story.contact(name)
    story.other_ticket = story.make_other_ticket(contact, "Another")


@given(parsers.parse("{name:w} is a contact who lives in {place:w} and has four tickets"))
def a_contact_with_four_tickets(story: Story, name: str, place: str) -> None:
    contact = story.contact(name, address=place)
    for number in range(4):
        if number:
            time.sleep(1.05)  # REST v2 tells times in seconds: without it none would be the newest
        ticket = story.records.make_ticket(contact.id, f"Ticket {number + 1} ({story.mark})")
        story.tickets.setdefault(name, []).append(ticket)
    story.remember_tickets()


def oldest_ticket(story: Story, name: str) -> Ticket:
    """Return the oldest of the tickets that were made for somebody."""
    return story.tickets[name][0]


@then(parsers.parse("{name:w}'s ticket is assigned to {agent:w}"))
def the_ticket_is_assigned(story: Story, name: str, agent: str) -> None:
    story.switch_to_call_of(name)
    ticket_id = story.existing_ticket().id
    wanted = story.agent(agent).id
    responder = eventually(
        lambda: story.records.ticket(ticket_id).responder_id,
        lambda responder: responder == wanted,
        within_s=story.appear_s,
    )
    expect(
        responder == wanted,
        expected=f"a ticket assigned to {agent}",
        observed=f"assigned to {story.told(responder)}",
    )


@then(parsers.parse("{name:w} is the requester of the new ticket"))
def the_requester(story: Story, name: str) -> None:
    expected = f"a new ticket whose requester is {name}"
    story.was_accepted(expected)
    tickets = story.new_tickets()
    # A stranger's ticket is not among the callers': call details know whose it is.
    requester = tickets[0].requester_id if tickets else story.reported(expected).get("requester_id")
    expect(
        tickets and requester == story.contact(name).id,
        expected=expected,
        observed=f"a new ticket whose requester is {story.told(requester)}",
    )


@then("the new contact is the requester of the new ticket")
def the_new_contact_is_the_requester(story: Story) -> None:
    expected = "a new ticket whose requester is a contact with the number of the call"
    story.was_accepted(expected)
    expect(story.new_tickets(), expected=expected, observed="no such ticket")


@then(parsers.parse("{name:w} is not the requester of a ticket"))
def not_the_requester(story: Story, name: str) -> None:
    story.settle()
    tickets = story.records.tickets_of(story.contact(name).id, may_be_gone=True)
    expect(not tickets, expected=f"no ticket of {name}", observed=f"{len(tickets)} tickets")


@then(parsers.parse("exactly one new ticket is made, and it is {name:w}'s"))
def one_new_ticket(story: Story, name: str) -> None:
    expected = f"exactly one new ticket, whose requester is {name}"
    story.was_accepted(expected)
    expect(story.new_tickets(), expected=expected, observed="no new ticket")
    story.settle()
    made = story.new_tickets()
    owners = [story.told(ticket.requester_id) for ticket in made]
    expect(
        [ticket.requester_id for ticket in made] == [story.contact(name).id],
        expected=expected,
        observed=f"{len(made)} new tickets, of {', '.join(owners) or 'nobody'}",
    )


@then("a new ticket is made for the contact")
def a_new_ticket_for_the_contact(story: Story) -> None:
    expected = "a new ticket for the contact"
    story.was_accepted(expected)
    expect(story.new_tickets(), expected=expected, observed="no new ticket")


@then("one of the three is the requester of all three new tickets")
def one_requester_of_three(story: Story) -> None:
    expected = "three new tickets with one and the same requester"
    story.was_accepted(expected)
    tickets = story.new_tickets(at_least=3)
    requesters = {ticket.requester_id for ticket in tickets}
    expect(
        len(tickets) == 3 and len(requesters) == 1,
        expected=expected,
        observed=f"{len(tickets)} tickets, of {sorted(map(story.told, requesters))}",
    )
    oldest = story.contact("Omar").id
    story.record_branch("oldest" if requesters == {oldest} else "other")


@then(parsers.parse("{name:w} has no ticket"))
def has_no_ticket(story: Story, name: str) -> None:
    story.settle()
    _count(story, name, 0)


@then(parsers.parse("{name:w} has no other ticket"))
@then(parsers.parse("{name:w} has one ticket"))
def has_one_ticket(story: Story, name: str) -> None:
    story.was_accepted(f"one ticket of {name}")
    contact = story.contact(name)
    eventually(lambda: story.records.tickets_of(contact.id), bool, within_s=story.appear_s)
    story.settle()
    _count(story, name, 1)


@then(parsers.parse("{name:w} has two tickets"))
def has_two_tickets(story: Story, name: str) -> None:
    story.was_accepted(f"two tickets of {name}")
    story.new_tickets()
    _count(story, name, 2)


def _count(story: Story, name: str, wanted: int) -> None:
    tickets = story.records.tickets_of(story.contact(name).id)
    expect(
        len(tickets) == wanted,
        expected=f"{wanted} tickets of {name}",
        observed=f"{len(tickets)}: {[ticket.id for ticket in tickets]}",
    )


@then("the source of the new ticket is Phone")
def the_source_is_phone(story: Story) -> None:
    ticket = story.records.ticket(story.new_ticket("the source Phone (3)").id)
    expect(
        ticket.source == SOURCE_PHONE,
        expected="a new ticket whose source is 3 (Phone)",
        observed=f"the source {ticket.source}",
    )


@then(parsers.parse("the new ticket is assigned to {name:w} or to nobody"))
def assigned_or_not(story: Story, name: str) -> None:
    expected = f"a new ticket assigned to {name} or to nobody"
    made = story.new_ticket(expected)
    ticket = story.records.ticket(made.id)
    expect(
        ticket.responder_id in (None, story.agent(name).id),
        expected=expected,
        observed=f"assigned to {story.told(ticket.responder_id)}",
    )
    story.record_branch("assigned" if ticket.responder_id else "unassigned")


@then("the call is refused, or Omar by email or Priya by phone is its requester")
def email_or_phone_wins(story: Story) -> None:
    if story.answer.refused:
        story.record_branch("refused")
        return
    expected = "a new ticket of Omar or of Priya"
    requester: Any = story.reported(expected).get("requester_id")
    branches = {story.contact("Omar").id: "email-wins", story.contact("Priya").id: "phone-wins"}
    expect(requester in branches, expected=expected, observed=story.told(requester))
    story.record_branch(branches[requester])


@then("it goes onto that ticket, onto a new one, or is refused")
def named_new_or_refused(story: Story) -> None:
    if story.answer.refused:
        story.record_branch("refused")
        return
    story.was_accepted("the call on one ticket")
    ticket = story.existing_ticket()

    def look() -> tuple[list[Ticket], list[Note]]:
        return story.new_tickets(at_least=0), story.new_notes(ticket.id)

    eventually(look, any, within_s=story.appear_s)
    story.settle()
    made, notes = look()
    expect(
        len(made) + bool(notes) == 1,
        expected="a note on the ticket named, or one new ticket",
        observed=f"{len(made)} new tickets, and {len(notes)} notes on the ticket named",
    )
    story.record_branch("new-ticket" if made else "ticket-named")
