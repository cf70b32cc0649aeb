"""Contacts and agents who change between two calls."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pytest
from pytest_bdd import given, parsers, then, when

from cti_conformance.phone_numbers import notations
from cti_conformance.results.locus import ref, refs
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    RuleViolated,
    eventually,
    expect,
    not_tested,
)
from cti_conformance.steps.agents import delete_agent, must_be_made, responder_in
from cti_conformance.steps.contacts import new_contact
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.story.details import calls_with, numbered, requester_with
from cti_conformance.target import locate
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story

FIELDS = ("phone", "mobile", "email")
SOMEBODY_NEW = "somebody new"
CHANGES = {
    "gets another one": SOMEBODY_NEW,
    "gets another one, written differently": SOMEBODY_NEW,
    "gets that one": SOMEBODY_NEW,
    "loses it": SOMEBODY_NEW,
    "gives it to Priya": "Priya",
    "gives it to Priya as her other number": "Priya",
    "shares it with Priya, whose Phone it is": "Priya",
    "is deleted": SOMEBODY_NEW,
    "is deleted and restored": "Omar",
    "is deleted, and Priya gets it": "Priya",
    "is renamed": "Omar",
}
"""What happens to Omar, and who is then the requester of calls by his former number or email."""


@dataclasses.dataclass
class Change:
    """A change of a contact, Omar, or of an agent, Ines.

    Attributes:
        field: The field by which calls name that person.
        former: The value that it had.
        present: The value that it has now; empty if it is the same, or none.
        change: What happens.
        calls: The calls after it, with the name of the requester or responder that each must have.
    """

    field: str = ""
    former: str = ""
    present: str = ""
    change: str = ""
    calls: list[tuple[dict[str, Any], str]] = dataclasses.field(default_factory=list)


@pytest.fixture
def change() -> Change:
    """The change of the scenario."""
    return Change()


@given(Sentence("Omar is a contact who has his own {field}", field=FIELDS))
def omar_with_a(story: Story, change: Change, field: str) -> None:
    """Make a contact with a Phone, a Mobile, or only an email."""
    fields = {} if field == "email" else {field: story.people.new_number()}
    omar = story.people.contact("Omar", **fields)
    change.field, change.former = field, getattr(omar, field) or ""


@given("Omar is a contact whom a call from an unknown number has made")
def omar_made_by_a_call(story: Story, change: Change) -> None:
    """Send a pop with a number that nobody has, and find the contact whom it made."""
    change.field, change.former = "phone", story.people.new_number()
    story.people.number = change.former
    _call(story, change, change.former)
    story.people.contacts["Omar"] = new_contact(story)


@given(Sentence("an earlier call has named him by it: {answer}", answer=("yes", "no")))
def somebody_has_called(story: Story, change: Change, answer: str) -> None:
    """Send a pop that names the requester by it, so that a helpdesk may remember who it was."""
    if answer == "yes":
        _call(story, change, change.former)


@given(Sentence("a refused pop has brought another {field}", field=FIELDS))
def a_refused_pop(story: Story, change: Change, field: str) -> None:
    """Send a pop with what Omar will have, for an agent who does not exist."""
    change.present = _another(story, change, "Omar")
    name = "requester_email" if field == "email" else "requester_phone"
    story.new_call({name: change.present})
    story.name_responder(responder_id=story.people.unknown_id())
    story.send()
    if not story.answer.refused:
        raise Inconclusive("the pop for an unknown agent was accepted, which CTI-RSP-02 covers")


@given(Sentence("Omar then {what}", what=CHANGES))
def omar_changes(story: Story, change: Change, what: str) -> None:
    """Change the contact by REST v2, and wait until it shows who has the former value now."""
    people, omar, change.change = story.people, story.people.contact("Omar"), what
    records, shares = story.records, what.startswith("shares it")
    if what.startswith("is deleted"):
        if not records.delete("contacts", omar.id):
            not_tested("the API deletes no contacts")
        if what.endswith("restored") and not records.restore_contact(omar.id):
            not_tested("the API restores no contacts")
    elif what == "is renamed":
        records.change_contact(omar.id, name=f"Umar ({people.mark})")
    elif shares:
        records.change_contact(people.contact("Priya").id, phone=change.former)
    else:
        loses = what == "loses it"
        change.present = "" if loses else change.present or _another(story, change, "Omar")
        # One without a number keeps the email, and one without an email gets a number.
        kept = {"phone": people.new_number()} if loses and change.field == "email" else {}
        if what.endswith("written differently"):
            _write_differently(story, change)
        else:
            records.change_contact(omar.id, **{change.field: change.present or None}, **kept)
    if CHANGES[what] == "Priya" and not shares:
        other = {"phone": "mobile", "mobile": "phone"}.get(change.field, change.field)
        field = other if what.endswith("other number") else change.field
        records.change_contact(people.contact("Priya").id, **{field: change.former})
    wanted = CHANGES[what]
    holders = {people.contacts[wanted].id} if wanted in people.contacts else set()
    if shares:
        holders.add(omar.id)
    eventually(
        lambda: {contact.id for contact in _found(story, change)},
        lambda found: found == holders,
        within_s=story.appear_s,
    )


def _another(story: Story, change: Change, name: str) -> str:
    people = story.people
    return people.new_email(name) if change.field == "email" else people.new_number()


def _write_differently(story: Story, change: Change) -> None:
    """Give Omar the present value in capitals, or with dashes."""
    is_email = change.field == "email"
    written = change.present.upper() if is_email else dict(notations(change.present))["with dashes"]
    try:
        story.records.change_contact(story.people.contact("Omar").id, **{change.field: written})
    except NoAnswer:
        raise
    except (RuleViolated, Inconclusive):  # a helpdesk may take one notation only
        not_tested(f"the API refuses {written!r} as {change.field}")


def _found(story: Story, change: Change) -> list[Any]:
    if change.field == "email":
        return story.records.contacts_by_email(change.former)
    return story.records.contacts_by_number(change.former)


def _call(story: Story, change: Change, value: str) -> dict[str, Any]:
    name = "requester_email" if change.field == "email" else "requester_phone"
    story.new_call({name: value})
    story.name_responder(responder_id=story.people.agent().id)
    story.send()
    return story.call


@when("calls name Omar by the former value, and by the new one, if there is one")
def calls_come_in(story: Story, change: Change) -> None:
    """Send a pop that names the requester by the former value, and one by the present value."""
    change.calls.append((_call(story, change, change.former), CHANGES[change.change]))
    if change.present:
        change.calls.append((_call(story, change, change.present), "Omar"))


@then("each call has the requester whom the contacts' records now name")
def each_has_its_requester(story: Story, change: Change) -> None:
    """Call details report that contact, or for somebody new neither Omar nor Priya.

    A pop by an email that nobody has may be refused (CTI-REQ-13).
    """
    people = story.people
    answers = story.answers[-len(change.calls) :]
    for (call, wanted), answer in zip(change.calls, answers, strict=True):
        if answer.refused and wanted == SOMEBODY_NEW and change.field == "email":
            continue
        expected = f"{wanted} as the requester, after Omar {change.change}"
        at = locate.accepted(answer)
        expect(answer.accepted, expected=expected, observed=str(answer), at=at)
        found = requester_with(story.target, call["call_reference_id"])
        known = {contact.id: name for name, contact in people.contacts.items()}
        right = known.get(found or 0, SOMEBODY_NEW) == wanted and found is not None
        holds = (
            f"num == {ref('contact', people.contacts[wanted].id)}"
            if wanted in people.contacts
            else (f"num as $it | $it != null and ({refs('contact', known)} | index($it) | not)")
        )
        at = locate.details(
            call["call_reference_id"], f"first(calls).requester_id | {holds}", "/0/requester_id"
        )
        observed = f"the requester {people.describe(found)}"
        expect(right, expected=expected, observed=observed, at=at)


# -- agents ----------------------------------------------------------------------------------

NOBODY = "nobody"
RESPONDER_BY = {
    "phone": "responder_phone",
    "mobile": "responder_phone",
    "email": "responder_email",
}
AGENT_CHANGES = {
    "gets another one": NOBODY,
    "gets another one, written in capitals": NOBODY,
    "gets that one": NOBODY,
    "gives it to Tom": "Tom",
    "is deleted": NOBODY,
    "is deleted, and Tom gets it": "Tom",
}
"""What happens to Ines, and which agent has her former phone, mobile or email from then on."""


@given(Sentence("Ines is an agent who has her own {field}", field=("phone", "mobile", "email")))
def ines_with_a(story: Story, change: Change, field: str) -> None:
    """Take an agent who has this field, which is *it* in later sentences.

    Of two agents the older is Ines: a target may look there first, even after she is deleted.
    """
    people = story.people
    ines, tom = sorted(map(people.agent, ("Ines", "Tom")), key=lambda agent: agent.id)
    people.agents |= {"Ines": ines, "Tom": tom}
    change.field, change.former = field, getattr(ines, field) or ""
    if not change.former:
        not_tested(f"the agent has no {field}")


@given(Sentence("an earlier call has named her by it: {answer}", answer=("yes", "no")))
def somebody_has_called_for(story: Story, change: Change, answer: str) -> None:
    """Send a pop that names the agent by it, so that a helpdesk may remember whose it was."""
    if answer == "yes":
        _call_for(story, change, change.former)


@given(Sentence("a refused pop has named her by another {field}", field=("phone", "email")))
def a_refused_pop_for_her(story: Story, change: Change, field: str) -> None:
    """Send a pop with the phone or email that Ines will have, and that nobody has yet."""
    change.present = _another(story, change, "Ines")
    _call_for(story, change, change.present)
    if not story.answer.refused:
        raise Inconclusive(f"the pop for an unknown {field} was accepted, which chapter RSP covers")


@given(Sentence("Ines then {what}", what=AGENT_CHANGES))
def ines_changes(story: Story, change: Change, what: str) -> None:
    """Change the agent by REST v2, and wait until that is seen there."""
    change.change = what
    if what.startswith("is deleted"):
        delete_agent(story, story.people.agent("Ines").id)
    else:
        change.present = change.present or _another(story, change, "Ines")
        written = change.present.upper() if what.endswith("capitals") else change.present
        _change_agent(story, "Ines", change.field, written)
    if AGENT_CHANGES[what] == "Tom":
        _change_agent(story, "Tom", change.field, change.former)


@given(parsers.parse("the agent {name:w} has got another phone"))
def has_another_phone(story: Story, name: str) -> None:
    """Change the agent's phone by REST v2, and wait until that is seen there."""
    _change_agent(story, name, "phone", story.people.new_number())


def _change_agent(story: Story, name: str, field: str, value: str) -> None:
    people = story.people
    agent = people.agent(name).id
    must_be_made(story, agent)
    if not story.records.change_agent(agent, **{field: value}):
        not_tested(f"the API changes no {field} of an agent")
    people.agents[name] = eventually(
        lambda: story.records.agent(agent),
        lambda seen: str(getattr(seen, field)).casefold() == value.casefold(),
        within_s=story.appear_s,
    )


def _call_for(story: Story, change: Change, value: str) -> dict[str, Any]:
    story.new_call({"requester_id": story.people.contact().id})
    story.name_responder(**{RESPONDER_BY[change.field]: value})
    story.send()
    return story.call


@when("calls name Ines by the former value, and by the new one, if there is one")
def calls_come_in_for(story: Story, change: Change) -> None:
    """Send a pop that names the agent by the former value, and one by the present value."""
    former = AGENT_CHANGES[change.change]
    change.calls.append((_call_for(story, change, change.former), former))
    if change.present:
        change.calls.append((_call_for(story, change, change.present), "Ines"))


@then("each call has the agent whom the agents' records now name")
def each_has_its_agent(story: Story, change: Change) -> None:
    """Call details report that agent; a pop for nobody is refused (CTI-RSP-04, CTI-RSP-06)."""
    answers = story.answers[-len(change.calls) :]
    for (call, wanted), answer in zip(change.calls, answers, strict=True):
        if wanted == NOBODY:
            expected = f"the pop to be refused: Ines {change.change}"
            expect(answer.refused, expected=expected, observed=str(answer))
            continue
        expected = f"{wanted} as the responder, after Ines {change.change}"
        expect(answer.accepted, expected=expected, observed=str(answer))
        entries = calls_with(story.target, call["call_reference_id"])
        found = responder_in(numbered(entries[0])) if entries else None
        right = found == story.people.agent(wanted).id
        expect(right, expected=expected, observed=f"the agent {story.people.describe(found)}")
