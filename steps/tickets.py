"""Tickets: how many there are, their requesters, and the tickets of calls.

``at`` is the place that decides a failure (`Locus`); its condition, ``holds``, is in jq.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from pytest_bdd import given, parsers, then

from cti_conformance.results.locus import but, ref, refs
from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect, not_tested
from cti_conformance.steps.agents import delete_agent
from cti_conformance.steps.contacts import rename
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.story.settling import let_pass, settled
from cti_conformance.target import locate
from cti_conformance.target.ports.records import CLOSED, PENDING
from cti_conformance.text.excerpts import how_many

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.results.locus import Locus
    from cti_conformance.steps.story import Story, Tickets
    from cti_conformance.target.ports.records import Note, Ticket

SOURCE_PHONE = 3
COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven")
STATES: dict[str, dict[str, Any]] = {
    "closed": {"status": CLOSED},
    "pending": {"status": PENDING},
    "another agent's": {"agent": "Ines"},
}
LAST_ONES_A_SECOND_APART = 3
WHY_A_SECOND_APART = "REST v2 gives times in seconds, and the next record has to be newer"


@given(parsers.parse("{name:w} is a contact who has a ticket"))
@given(parsers.parse("{name:w} has a ticket"))
def a_contact_with_a_ticket(story: Story, tickets: Tickets, name: str) -> None:
    """Make a ticket of the contact; the first such ticket is *that ticket*."""
    if tickets.that is None:
        tickets.that_ticket(name, has_notes=not story.in_browser)
    else:
        tickets.make(name, "Another")


@given(Sentence("{name} is a contact who has a ticket that is {state}", state=STATES))
def a_contact_with_a_ticket_that_is(story: Story, tickets: Tickets, name: str, state: str) -> None:
    """Make a contact, and a ticket in this state, which is *that ticket*."""
    story.people.contact(name)
    tickets.that_ticket(name, **STATES[state])


@given(parsers.parse("{name:w} has a ticket whose agent has been deleted"))
def the_agent_of_the_ticket_is_gone(story: Story, tickets: Tickets, name: str) -> None:
    """Make a ticket of the contact, which is *that ticket*, for an agent; delete the agent."""
    tickets.that_ticket(name, agent="Ines")
    delete_agent(story, story.people.agent("Ines").id)


@given(parsers.parse("{name:w} has a second ticket"))
def a_second_ticket(tickets: Tickets, name: str) -> None:
    """Make one more ticket of the contact, which is not *that ticket*."""
    tickets.make(name, "Another")


@given(parsers.parse("{name:w} has a closed ticket"))
def a_closed_ticket(tickets: Tickets, name: str) -> None:
    """Make one more ticket of the contact, with status 5; it is not *that ticket*."""
    tickets.make(name, "Closed", CLOSED)


@given(parsers.parse("{name:w} has become the requester of that ticket"))
def has_become_the_requester(story: Story, tickets: Tickets, name: str) -> None:
    """Make another contact the requester of that ticket, by REST v2."""
    requester = story.people.contact(name).id
    if not story.records.change_ticket(tickets.that_ticket().id, requester_id=requester):
        not_tested("the API changes no requester of a ticket")
    eventually(lambda: story.records.tickets_of(requester), bool, within_s=story.appear_s)


@given("somebody has put a public note on that ticket")
def a_public_note(tickets: Tickets) -> None:
    """By REST v2, put a public note on the ticket: one that the requester may read as well."""
    if not tickets.put_public_note("The parcel has been sent."):
        not_tested("the API puts no public notes on tickets")


@given(
    Sentence("{name} is a contact who lives in {place} and has {many} tickets", many=("four", "33"))
)
def a_contact_with_tickets(
    story: Story, tickets: Tickets, name: str, place: str, many: str
) -> None:
    """Make a contact with an address, and so many tickets, the last three a second apart.

    A page of REST v2 holds 30 unless asked for more.
    """
    story.people.contact(name, address=place)
    count = 4 if many == "four" else int(many)
    for number in range(count):
        if number >= count - LAST_ONES_A_SECOND_APART:
            let_pass(story, 1.05, WHY_A_SECOND_APART)
        tickets.make(name, f"Ticket {number + 1}")


@given(parsers.parse("{name:w} has another name, lives in {place:w} and has a new closed ticket"))
def a_contact_who_has_changed(story: Story, tickets: Tickets, name: str, place: str) -> None:
    """Change name and address (of two lines) of the contact by REST v2, and make a fifth ticket."""
    let_pass(story, 1.05, WHY_A_SECOND_APART)
    wanted = f"Umar ({story.people.mark})"
    rename(story, name, wanted, address=f"Søndergade 7\n{place}")
    tickets.make(name, "Ticket 5", CLOSED)


def switch_to_call_of(story: Story, name: str) -> None:
    """Make "the call" and "the ticket" those of this caller, who has one ticket."""
    story.require_accepted(f"a ticket of {name}")
    contact = story.people.contact(name)
    tickets = eventually(
        lambda: story.records.tickets_of(contact.id), bool, within_s=story.appear_s
    )
    if not tickets:
        raise Inconclusive(f"{name} has no ticket to look at")
    story.call, story.tickets.of_call = story.calls[name], tickets[0]


@then(parsers.parse("{name:w}'s ticket is assigned to {agent:w}"))
def the_ticket_is_assigned(story: Story, name: str, agent: str) -> None:
    """The responder_id of the caller's ticket is this agent's id."""
    switch_to_call_of(story, name)
    ticket_id = story.ticket_of_call("a ticket").id
    wanted = story.people.agent(agent).id
    responder = eventually(
        lambda: story.records.ticket(ticket_id).responder_id,
        lambda responder: responder == wanted,
        within_s=story.appear_s,
    )
    expect(
        responder == wanted,
        expected=f"a ticket assigned to {agent}",
        observed=f"assigned to {story.people.describe(responder)}",
        at=locate.ticket(ticket_id, f".responder_id == {ref('agent', wanted)}", "/responder_id"),
    )


@then(parsers.parse("{name:w} is the requester of the new ticket"))
def the_requester(story: Story, name: str) -> None:
    """The requester_id of the ticket that the call made is this contact."""
    contact_id = story.people.contact(name).id
    _expect_requester(story, (name,), lambda: _at_new_tickets_of(story, contact_id, "length > 0"))


@then(parsers.parse("{one:w} or {other:w} is the requester of the new ticket"))
def one_of_two_is_the_requester(story: Story, one: str, other: str) -> None:
    """The requester_id of the ticket that the call made is one of these contacts."""
    ids = refs("contact", (story.people.contact(one).id, story.people.contact(other).id))
    holds = f"first(calls) | .requester_id | num as $it | {ids} | index($it)"
    at = locate.details(story.call["call_reference_id"], holds, "/0/requester_id")
    _expect_requester(story, (one, other), lambda: at)


def _expect_requester(story: Story, names: tuple[str, ...], at: Callable[[], Locus]) -> None:
    """Expect that the call made a ticket whose requester is one of these contacts."""
    expected = f"a new ticket whose requester is {' or '.join(names)}"
    story.require_accepted(expected)
    tickets = story.tickets.new(story.call)
    # Only tickets of contacts who may be the caller are seen: if somebody else got the ticket, call
    # details tell who.
    requester = tickets[0].requester_id if tickets else story.reported(expected).get("requester_id")
    expect(
        tickets and requester in {story.people.contact(name).id for name in names},
        expected=expected,
        observed=f"a new ticket whose requester is {story.people.describe(requester)}",
        at=at,
    )


def _at_new_tickets_of(story: Story, contact_id: int, holds: str) -> Locus:
    """Return a condition on the tickets of a contact that were not there before the call."""
    without_old = but("ticket", story.tickets.old_of(contact_id))
    return locate.tickets_of(contact_id, without_old + holds)


@then("the new contact is the requester of the new ticket")
def the_new_contact_is_the_requester(story: Story) -> None:
    """The call made a ticket whose requester_id is the contact with its number."""
    expected = "a new ticket whose requester is a contact with the number of the call"
    story.require_accepted(expected)

    def at() -> Locus:
        if holders := story.records.contacts_by_number(story.people.number):
            return locate.tickets_of(holders[0].id, "length > 0")
        # Without the contact, the look at the contacts decides.
        return locate.contacts_by_number(story.people.number, "length > 0")

    def owned() -> set[int | None]:
        holders = {one.id for one in story.records.contacts_by_number(story.people.number)}
        seen = story.tickets.seen(story.call)
        return {one.requester_id for one in seen if one.requester_id in holders}

    new = story.tickets.new(story.call)
    of = ", ".join(story.people.describe(ticket.requester_id) for ticket in new)
    expect(
        eventually(owned, bool, within_s=story.appear_s),
        expected=expected,
        observed=f"a new ticket of {of}" if new else "no such ticket",
        at=at,
    )


@then(parsers.parse("{name:w} is not the requester of any ticket"))
def not_the_requester(story: Story, name: str) -> None:
    """REST v2 shows no ticket of the contact, who may be deleted."""
    story.settle()
    contact_id = story.people.contact(name).id
    tickets = story.records.tickets_of(contact_id, may_be_gone=True)
    at = locate.tickets_of(contact_id, "length == 0")
    at = replace(at, holds=f"($status >= 400 and $status < 500) or ({at.holds})")
    observed = how_many(len(tickets), "ticket")
    expect(not tickets, expected=f"no ticket of {name}", observed=observed, at=at)


@then(parsers.parse("exactly one new ticket is made, for {name:w}"))
def one_new_ticket(story: Story, name: str) -> None:
    """The call made one ticket, whose requester_id is this contact."""
    expected = f"exactly one new ticket, whose requester is {name}"
    story.require_accepted(expected)
    made = settled(story, lambda: story.tickets.seen(story.call), bool)
    contact_id = story.people.contact(name).id

    def at() -> Locus:
        return _at_new_tickets_of(story, contact_id, "length == 1")

    expect(made, expected=expected, observed="no new ticket", at=at)
    owners = [story.people.describe(ticket.requester_id) for ticket in made]
    expect(
        [ticket.requester_id for ticket in made] == [contact_id],
        expected=expected,
        observed=f"{how_many(len(made), 'new ticket')}, of {', '.join(owners) or 'nobody'}",
        at=lambda: _at_tickets_of_others(story, contact_id, made) or at(),
    )


def _at_tickets_of_others(story: Story, contact_id: int, made: list[Ticket]) -> Locus | None:
    """Return the condition that another contact has no new ticket, if this one has exactly one."""
    if len([ticket for ticket in made if ticket.requester_id == contact_id]) != 1:
        return None
    others = [t.requester_id for t in made if t.requester_id not in (None, contact_id)]
    return _at_new_tickets_of(story, others[0] or 0, "length == 0") if others else None


@then("one of the three is the requester of all three new tickets")
def one_requester_of_three(story: Story) -> None:
    """Three calls made three tickets with the same requester_id, that of a contact made before."""
    expected = "three new tickets with one and the same requester, who has the number"
    story.require_accepted(expected)
    tickets = story.tickets.new(story.call, at_least=3)
    requesters = {ticket.requester_id for ticket in tickets}
    owner = next(iter(requesters), None) or 0
    is_known = owner in {contact.id for contact in story.people.contacts.values()}
    owners = ", ".join(sorted(map(story.people.describe, requesters)))
    expect(
        len(tickets) == 3 and len(requesters) == 1 and is_known,
        expected=expected,
        observed=f"{how_many(len(tickets), 'ticket')}{owners and f', of {owners}'}",
        at=locate.tickets_of(owner, "length == 3" if is_known else "length == 0"),
    )
    oldest = story.people.contact("Omar").id  # the feature makes Omar first
    story.record_branch("oldest" if requesters == {oldest} else "other")


@then(Sentence("{name} has {count} {ticket}", count=COUNTS, ticket=("ticket", "tickets")))
def has_so_many_tickets(story: Story, name: str, count: str) -> None:
    """REST v2 shows so many tickets of the contact, old and new, once the call is handled."""
    wanted, contact = COUNTS.index(count), story.people.contact(name)
    if wanted:
        story.require_accepted(f"{count} {'ticket' if wanted == 1 else 'tickets'} of {name}")
    tickets = settled(
        story, lambda: story.records.tickets_of(contact.id), lambda found: len(found) >= wanted
    )
    listed = ", ".join(str(ticket.id) for ticket in tickets)
    expect(
        len(tickets) == wanted,
        expected=f"{how_many(wanted, 'ticket')} of {name}",
        observed=f"{how_many(len(tickets), 'ticket')}{listed and f': {listed}'}",
        at=locate.tickets_of(contact.id, f"length == {wanted}"),
    )


@then("the source of the new ticket is Phone")
def the_source_is_phone(story: Story) -> None:
    """The source of the ticket that the call made is 3."""
    ticket = story.records.ticket(story.made_ticket("the source Phone (3)").id)
    expect(
        ticket.source == SOURCE_PHONE,
        expected="a new ticket whose source is 3 (Phone)",
        observed=f"the source {ticket.source}",
        at=locate.ticket(ticket.id, f".source == {SOURCE_PHONE}", "/source"),
    )


@then(parsers.parse("the new ticket is assigned to {name:w} or to nobody"))
def assigned_or_not(story: Story, name: str) -> None:
    """The responder_id of the ticket that the call made is this agent, or null."""
    expected = f"a new ticket assigned to {name} or to nobody"
    made = story.made_ticket(expected)
    ticket = story.records.ticket(made.id)
    expect(
        ticket.responder_id in (None, story.people.agent(name).id),
        expected=expected,
        observed=f"assigned to {story.people.describe(ticket.responder_id)}",
        at=locate.ticket(
            ticket.id,
            f".responder_id | . == null or . == {ref('agent', story.people.agent(name).id)}",
            "/responder_id",
        ),
    )
    story.record_branch("assigned" if ticket.responder_id else "unassigned")


@then("the pop is refused, or Omar or Priya is the requester")
def email_or_phone_wins(story: Story) -> None:
    """The status is 4xx, or details report Omar (by email) or Priya (by phone) as requester_id."""
    if story.answer.refused:
        story.record_branch("refused")
        return
    expected = "a new ticket of Omar or of Priya"
    requester: Any = story.reported(expected).get("requester_id")
    branches = {
        story.people.contact("Omar").id: "email-wins",
        story.people.contact("Priya").id: "phone-wins",
    }
    holds = f"first(calls) | .requester_id | num as $it | {refs('contact', branches)} | index($it)"
    at = locate.details(story.call["call_reference_id"], holds, "/0/requester_id")
    observed = story.people.describe(requester)
    at = replace(at, or_refused=True)
    expect(requester in branches, expected=expected, observed=observed, at=at)
    story.record_branch(branches[requester])


@then("the pop is refused, or the call goes to that ticket or to a new one")
def named_new_or_refused(story: Story) -> None:
    """The status is 4xx, or either that ticket has a new note or one ticket was made."""
    if story.answer.refused:
        story.record_branch("refused")
        return
    story.require_accepted("the call on one ticket")
    ticket = story.tickets.that_ticket()

    def look() -> tuple[list[Ticket], list[Note]]:
        return story.tickets.new(story.call, at_least=0), story.tickets.new_notes(ticket.id)

    made, notes = settled(story, look, any, "note")
    expect(
        len(made) + bool(notes) == 1,
        expected="a note on the ticket named, or one new ticket",
        observed=f"{how_many(len(made), 'new ticket')}, and "
        f"{how_many(len(notes), 'note')} on the ticket named",
    )
    story.record_branch("new-ticket" if made else "ticket-named")
