"""Contacts: possible callers, and those that were found or created for a call."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pytest_bdd import given, parsers, then

from cti_conformance.phone_numbers import near, notations, same_number
from cti_conformance.results.locus import Locus, literal, ref, refs
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    RuleViolated,
    eventually,
    expect,
    not_tested,
)
from cti_conformance.scenario import hard_data
from cti_conformance.scenario.names import store_named, store_near_contact
from cti_conformance.scenario.shared_contacts import note_new_name, shared_contact
from cti_conformance.steps.phrases import CONVERTERS, Number, Sentence
from cti_conformance.steps.story.settling import settled
from cti_conformance.target import locate
from cti_conformance.text.excerpts import plural
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.records import Contact

FIELDS = ("Phone", "Mobile")
KINDS = tuple(row.kind for row in hard_data.NEAR)
NEAREST = KINDS[0]
EMAIL_KINDS = tuple(row.kind for row in hard_data.NEAR_EMAILS)
GROUPS = ("only Omar", "only Omar, Priya and Wei")


@given(parsers.parse("{name:w} is a contact"))
def a_contact(story: Story, name: str) -> None:
    """Make a contact with an email and without a phone, or take one from cti-target.toml."""
    shared_contact(story.people, name)


@given(Sentence("{name} is a contact whose {field} is {number}", field=FIELDS), CONVERTERS)
def a_contact_with_a_number(story: Story, name: str, field: str, number: Number) -> None:
    """Make a contact with a number; "that number" is the first one that is mentioned."""
    people = story.people
    if number.national and not people.numbers.of_the_country:
        country = story.target.config.country
        not_tested(f"no numbers reserved for fiction are known for the country {country}")
    value = people.number if number.is_given else people.new_number()
    if not people.number:
        people.number = value
        store_near_contact(people, value, NEAREST)
    if number.notation:
        value = dict(notations(value))[number.notation]
    people.contact(name, **{field.lower(): value})


@given(parsers.parse('{name:w} is a contact whose Phone is the text "{text}"'))
def a_contact_with_a_text(story: Story, name: str, text: str) -> None:
    """Make a contact whose Phone is no public number."""
    try:
        story.people.contact(name, phone=text)
    except NoAnswer:
        raise
    except (RuleViolated, Inconclusive) as refusal:
        not_tested(f"no contact can have the Phone {text!r}: {refusal}")


@given(parsers.parse("{name:w} is a contact whose Phone and Mobile are numbers"))
def a_contact_with_two_numbers(story: Story, name: str) -> None:
    """Make a contact with two different numbers."""
    people = story.people
    people.contact(name, phone=people.new_number(), mobile=people.new_number())


@given(Sentence("{name} is a contact who has nearly that number, {kind}", kind=KINDS))
def a_contact_with_a_near_number(story: Story, name: str, kind: str) -> None:
    """Make a contact with such a number as Phone; without one if the target refuses it."""
    people = story.people
    other = near(people.number, kind) or near(people.number, NEAREST)
    assert other is not None
    try:
        people.contact(name, phone=other)
    except NoAnswer:
        raise
    except (RuleViolated, Inconclusive):  # no such number exists
        people.contact(name)


@given(Sentence("{name} is a contact who has nearly that email, {kind}", kind=EMAIL_KINDS))
def a_contact_with_nearly_that_email(story: Story, name: str, kind: str) -> None:
    """Make a contact with an email that differs from that one in one place."""
    story.people.contact(name, email=hard_data.near_email(story.people.email, kind))


@given(Sentence("{name} is a contact who has nearly {other}'s email, {kind}", kind=EMAIL_KINDS))
def a_contact_with_a_near_email(story: Story, name: str, other: str, kind: str) -> None:
    """Make a contact with an email that differs from that of another contact in one place."""
    email = story.people.contact(other).email
    if not email:
        not_tested(f"the contact {other} has no email")
    story.people.contact(name, email=hard_data.near_email(email, kind))


@given(parsers.parse("{name:w} is a contact who has the email of {agent:w}"))
def a_contact_with_the_email_of(story: Story, name: str, agent: str) -> None:
    """Make a contact with an agent's email; with another one if the target refuses that."""
    email = story.people.agent(agent).email
    if email is None:
        not_tested(f"the agent {agent} has no email")
    try:
        story.people.contact(name, email=email)
    except NoAnswer:
        raise
    except (RuleViolated, Inconclusive):  # nobody may have the email of another person there
        story.people.contact(name)


@given(parsers.parse("{name:w} has the same name as {other:w}"))
def has_the_same_name(story: Story, name: str, other: str) -> None:
    """Rename the contact by REST v2, and wait until that is seen there."""
    rename(story, name, story.people.contact(other).name)


def rename(story: Story, name: str, wanted: str, **more: str) -> None:
    """Change the name of a contact by REST v2, and wait until another name is seen there.

    Args:
        story: The scenario.
        name: The contact's name in the scenario.
        wanted: The new name in the records.
        more: Other fields that change with it.
    """
    people, contact = story.people, story.people.contact(name)
    story.records.change_contact(contact.id, name=wanted, **more)
    note_new_name(people, contact.id)
    people.contacts[name] = eventually(
        lambda: story.records.contact(contact.id),
        lambda seen: seen.name != contact.name,
        within_s=story.appear_s,
    )


@given("an unknown number")
def an_unknown_number(story: Story) -> None:
    """Choose a number that nobody on the target has ("that number"); a contact has a near one."""
    story.people.number = story.people.new_number()
    store_near_contact(story.people, story.people.number, NEAREST)


@given("an unknown email")
def an_unknown_email(story: Story) -> None:
    """Choose an email that nobody on the target has ("that email")."""
    story.people.email = story.people.new_email("nobody")


@given(parsers.parse("{name:w} has been deleted"))
def a_deleted_contact(story: Story, name: str) -> None:
    """Delete the contact by REST v2, and wait until its number no longer finds it."""
    contact = story.people.contact(name)
    if not story.records.delete("contacts", contact.id):
        not_tested("the API deletes no contacts")
    if story.people.number:
        eventually(
            lambda: story.records.contacts_by_number(story.people.number),
            lambda found: contact.id not in {other.id for other in found},
            within_s=story.appear_s,
        )


@given(parsers.parse("{name:w} has been restored"))
def a_restored_contact(story: Story, name: str) -> None:
    """Undo the deletion of the contact by REST v2, and wait until its number finds it again."""
    contact = story.people.contact(name)
    if not story.records.restore_contact(contact.id):
        not_tested("the API restores no contacts")
    _wait_for(story, contact.id, story.people.number)


@given(parsers.parse("{name:w} has got another number"))
def a_renumbered_contact(story: Story, name: str) -> None:
    """Change the contact's Phone by REST v2 to a new number, and wait until that finds it."""
    people, contact = story.people, story.people.contact(name)
    number = people.new_number()
    story.records.change_contact(contact.id, phone=number)
    _wait_for(story, contact.id, number)
    people.contacts[name] = replace(contact, phone=number)


def _wait_for(story: Story, contact_id: int, number: str) -> None:
    eventually(
        lambda: story.records.contacts_by_number(number),
        lambda found: contact_id in {contact.id for contact in found},
        within_s=story.appear_s,
    )


@given(parsers.parse("an agent has renamed the new contact to {name:w}"))
def a_renamed_contact(story: Story, name: str) -> None:
    """Rename the contact that the call made, by REST v2."""
    contact = new_contact(story)
    wanted = store_named(
        story.people,
        name,
        lambda whole: story.records.change_contact(contact.id, name=whole) or whole,
    )
    # A helpdesk may change the name, but must not use the number again.
    story.people.contacts[name] = eventually(
        lambda: story.records.contact(contact.id),
        lambda seen: seen.name == wanted,
        within_s=story.appear_s,
    )
    if story.people.number in story.people.contacts[name].name:
        raise Inconclusive(
            f"the contact was renamed {wanted!r}, and still has the number for a name"
        )


@then(parsers.parse("{name:w}'s name is unchanged"))
def still_has_the_name(story: Story, name: str) -> None:
    """REST v2 shows the name that was given last."""
    wanted = story.people.contact(name).name
    found = story.records.contact(story.people.contact(name).id).name
    expect(
        found == wanted,
        expected=f"the name {wanted!r}",
        observed=f"the name {found!r}",
        at=locate.contact(story.people.contact(name).id, f".name == {literal(wanted)}", "/name"),
    )


@then("exactly one contact has that number")
def one_contact_with_the_number(story: Story) -> None:
    """REST v2 finds one contact with the number, as Phone or as Mobile."""
    expected = "exactly one contact with the number of the call"
    story.require_accepted(expected)
    found = settled(story, lambda: story.records.contacts_by_number(story.people.number), bool)
    at = locate.contacts_by_number(story.people.number, "length == 1")
    expect(len(found) == 1, expected=expected, observed=_describe(found), at=at)


@then(Sentence("{names} {has} that number", names=("no contact", *GROUPS), has=("has", "have")))
def only_these_contacts_have_the_number(story: Story, names: str) -> None:
    """REST v2 finds exactly these contacts by the number, as Phone or as Mobile."""
    _exactly(story, re.findall("[A-Z]\\w+", names), names)


def _exactly(story: Story, names: list[str], who: str) -> None:
    wanted = sorted(story.people.contact(name).id for name in names)
    found = settled(
        story,
        lambda: story.records.contacts_by_number(story.people.number),
        lambda found: set(wanted) <= {contact.id for contact in found},
    )
    expect(
        [contact.id for contact in found] == wanted,
        expected=f"{who} with the number of the call",
        observed=_describe(found),
        at=locate.contacts_by_number(
            story.people.number, f"(map(.id) | sort) == ({refs('contact', wanted)} | sort)"
        ),
    )


@then("the new contact's name is that number")
def the_contact_is_named_after_the_number(story: Story) -> None:
    """REST v2 shows the number, as the call gave it, as the name of the new contact."""
    expected = f"a new contact whose name is {story.people.number}"
    story.require_accepted(expected)
    name = new_contact(story).name
    at = locate.contacts_by_number(
        story.people.number, f".[0].name == {literal(story.people.number)}", "/0/name"
    )
    expect(name == story.people.number, expected=expected, observed=f"the name {name!r}", at=at)


@then("the new contact's name is that number, in any notation")
def the_contact_is_named_after_a_notation(story: Story) -> None:
    """REST v2 shows the number, as the call gave it or written otherwise, as the name."""
    number, country = story.people.number, story.target.config.country
    name = new_contact(story).name
    expect(
        same_number(name, number, country),
        expected=f"a new contact whose name is {number}, in any notation",
        observed=f"the name {name!r}",
        at=locate.contacts_by_number(
            number, f".[0].name | same_number({literal(number)})", "/0/name"
        ),
    )


def new_contact(story: Story) -> Contact:
    """Return the contact that the call made for its number."""
    expected = "a contact made for the number of the call"
    story.require_accepted(expected)
    found = eventually(
        lambda: story.records.contacts_by_number(story.people.number), bool, within_s=story.appear_s
    )
    at = locate.contacts_by_number(story.people.number, "length > 0")
    expect(found, expected=expected, observed="no contact with that number", at=at)
    return found[0]


@then(parsers.parse("neither {one:w} nor {other:w} is the requester of the call"))
def neither_is_the_requester(story: Story, one: str, other: str) -> None:
    """The pop is refused, or call details report somebody else as the requester."""
    if story.answer.refused:
        return
    requester = story.reported(f"neither {one} nor {other}").get("requester_id")
    ids = (story.people.contact(one).id, story.people.contact(other).id)
    expect(
        requester not in ids,
        expected=f"a requester who is neither {one} nor {other}",
        observed=f"the requester {story.people.describe(requester)}",
        at=Locus(
            f"first(calls).requester_id | num as $it | {refs('contact', ids)} | index($it) | not",
            "/0/requester_id",
            locate.details_path(story.call["call_reference_id"]),
            or_refused=True,
        ),
    )


@then("the pop is refused, or the requester's number is exactly that value")
def refused_or_exactly_that_number(story: Story) -> None:
    """The status is 4xx, or the requester has exactly the sent text as Phone, Mobile or name."""
    if story.answer.refused:
        story.record_branch("refused")
        return
    sent = story.call["requester_phone"]
    expected = f"a requester whose Phone, Mobile or name is exactly {sent!r}"
    call = story.reported(expected)
    contact = story.records.contact(call.get("requester_id") or 0)
    if contact.id in story.people.holders:
        story.people.created.tickets.append(call.get("ticket_id") or 0)
    else:
        story.people.created.contacts.append(contact.id)
    held = (contact.phone, contact.mobile, contact.name)
    at = Locus(
        f"[.phone, .mobile, .name] | index({literal(sent)})",
        look=f"/api/v2/contacts/{contact.id}",
        or_refused=True,
    )
    expect(sent in held, expected=expected, observed=f"a requester with {held}", at=at)
    story.record_branch("created")


@then("the pop is refused, or one contact with that email is the requester")
def refused_or_made_by_email(story: Story) -> None:
    """The status is 4xx, or call details report the only contact with the email."""
    if story.answer.refused:
        story.record_branch("refused")
        return
    expected = f"one contact with the email {story.people.email}, as the requester"
    story.require_accepted(expected)
    found = eventually(
        lambda: story.records.contacts_by_email(story.people.email), bool, within_s=story.appear_s
    )
    at = locate.contacts_by_email(story.people.email, "length == 1")
    expect(
        len(found) == 1,
        expected=expected,
        observed=_describe(found),
        at=replace(at, or_refused=True),
    )
    requester = story.reported(expected).get("requester_id")
    expect(
        requester == found[0].id,
        expected=expected,
        observed=f"the requester {story.people.describe(requester)}",
        at=locate.details(
            story.call["call_reference_id"],
            f"first(calls) | .requester_id | num == {ref('contact', found[0].id)}",
            "/0/requester_id",
        ),
    )
    story.record_branch("created")


def _describe(contacts: list[Contact]) -> str:
    if not contacts:
        return "no contact with it"
    people = ", ".join(f"{contact.name!r} ({contact.id})" for contact in contacts)
    return f"{plural(len(contacts), 'contact')} with it: {people}"
