"""Contacts: who may be calling, and who was found or made for the call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import given, parsers, then

from cti_conformance.phone_numbers import notations
from cti_conformance.results.step_outcomes import Inconclusive, eventually, expect, not_tested

if TYPE_CHECKING:
    from cti_conformance.steps.story import Story
    from cti_conformance.target.ports.records import Contact


@given(parsers.parse("{name:w} is a contact"))
@given(parsers.parse("{name:w} is a contact without a phone"))
def a_contact(story: Story, name: str) -> None:
    story.contact(name)


@given(parsers.parse("{name:w} is a contact whose {field:w} is a number"))
@given(parsers.parse("{name:w} is a contact whose {field:w} is another number"))
def a_contact_with_a_number(story: Story, name: str, field: str) -> None:
    number = story.new_number()
    story.number = story.number or number
    story.contact(name, **{field.lower(): number})


@given(parsers.parse("{name:w} is a contact whose {field:w} is the same number"))
def a_contact_with_the_number(story: Story, name: str, field: str) -> None:
    story.contact(name, **{field.lower(): story.number})


@given(parsers.parse("{name:w} is a contact whose {field:w} is a number of the account's country"))
def a_contact_with_a_national_number(story: Story, name: str, field: str) -> None:
    _national_number(story)
    story.contact(name, **{field.lower(): story.number})


@given(
    parsers.parse(
        "{name:w} is a contact whose {field:w} is a number of the account's country "
        "written {notation}"
    )
)
def a_contact_with_a_number_written(story: Story, name: str, field: str, notation: str) -> None:
    _national_number(story)
    story.contact(name, **{field.lower(): dict(notations(story.number))[notation]})


def _national_number(story: Story) -> None:
    if not story.numbers.of_the_country:
        country = story.target.config.country
        not_tested(f"no numbers reserved for fiction are known for the country {country}")
    story.number = story.new_number()


@given("a number that nobody has")
def an_unknown_number(story: Story) -> None:
    story.number = story.new_number()


@given("an email that nobody has")
def an_unknown_email(story: Story) -> None:
    story.email = story.new_email("nobody")


@given(parsers.parse("{name:w} has been deleted"))
def a_deleted_contact(story: Story, name: str) -> None:
    contact = story.contact(name)
    if not story.records.delete("contacts", contact.id):
        not_tested("the API deletes no contacts")
    if story.number:
        eventually(
            lambda: story.records.contacts_by_number(story.number),
            lambda found: contact.id not in {other.id for other in found},
            within_s=story.appear_s,
        )


@given(parsers.parse("an agent has renamed the new contact {name:w}"))
def a_renamed_contact(story: Story, name: str) -> None:
    contact = new_contact(story)
    wanted = f"{name} ({story.mark})"
    story.records.rename_contact(contact.id, wanted)
    # A helpdesk may make a name of its own of it, but not the number again.
    story.contacts[name] = eventually(
        lambda: story.records.contact(contact.id),
        lambda seen: seen.name == wanted,
        within_s=story.appear_s,
    )
    if story.number in story.contacts[name].name:
        raise Inconclusive(
            f"the contact was renamed {wanted!r}, and still has the number for a name"
        )


@then(parsers.parse("{name:w} still has that name"))
def still_has_the_name(story: Story, name: str) -> None:
    wanted = story.contact(name).name
    found = story.records.contact(story.contact(name).id).name
    expect(found == wanted, expected=f"the name {wanted!r}", observed=f"the name {found!r}")


@then("exactly one contact has that number")
def one_contact_with_the_number(story: Story) -> None:
    expected = "exactly one contact with the number of the call"
    story.was_accepted(expected)
    new_contact(story)
    story.settle()
    found = story.records.contacts_by_number(story.number)
    expect(len(found) == 1, expected=expected, observed=_told(found))


@then("no contact has that number")
def no_contact_with_the_number(story: Story) -> None:
    _exactly(story, [], "no contact")


@then(parsers.parse("only {name:w} has that number"))
def only_this_contact_with_the_number(story: Story, name: str) -> None:
    _exactly(story, [name], f"only {name}")


@then("only Omar, Priya and Wei have that number")
def only_these_contacts_with_the_number(story: Story) -> None:
    _exactly(story, ["Omar", "Priya", "Wei"], "only the three")


def _exactly(story: Story, names: list[str], told: str) -> None:
    wanted = sorted(story.contact(name).id for name in names)
    story.settle()
    found = eventually(
        lambda: story.records.contacts_by_number(story.number),
        lambda found: set(wanted) <= {contact.id for contact in found},
        within_s=story.appear_s,
    )
    expect(
        [contact.id for contact in found] == wanted,
        expected=f"{told} with the number of the call",
        observed=_told(found),
    )


@then("the new contact's name is that number")
def the_contact_is_named_after_the_number(story: Story) -> None:
    expected = f"a new contact whose name is {story.number}"
    story.was_accepted(expected)
    name = new_contact(story).name
    expect(name == story.number, expected=expected, observed=f"the name {name!r}")


def new_contact(story: Story) -> Contact:
    """Return the contact that the call made for its number."""
    expected = "a contact made for the number of the call"
    story.was_accepted(expected)
    found = eventually(
        lambda: story.records.contacts_by_number(story.number), bool, within_s=story.appear_s
    )
    expect(found, expected=expected, observed="no contact with that number")
    return found[0]


@then(parsers.parse("neither {one:w} nor {other:w} is its requester"))
def neither_is_the_requester(story: Story, one: str, other: str) -> None:
    if story.answer.refused:
        return
    requester = story.reported(f"neither {one} nor {other}").get("requester_id")
    expect(
        requester not in (story.contact(one).id, story.contact(other).id),
        expected=f"a requester who is neither {one} nor {other}",
        observed=f"the requester {story.told(requester)}",
    )


@then("the call is refused, or its requester's number is exactly that")
def refused_or_exactly_that_number(story: Story) -> None:
    if story.answer.refused:
        story.record_branch("refused")
        return
    sent = story.call["requester_phone"]
    expected = f"a requester whose Phone or Mobile is exactly {sent!r}"
    call = story.reported(expected)
    contact = story.records.contact(call.get("requester_id") or 0)
    if contact.id in story.holders:
        story.created.tickets.append(call.get("ticket_id") or 0)
    else:
        story.created.contacts.append(contact.id)
    held = (contact.phone, contact.mobile, contact.name)
    expect(sent in held, expected=expected, observed=f"a requester with {held}")
    story.record_branch("created")


@then("the call is refused, or one contact with that email is its requester")
def refused_or_made_by_email(story: Story) -> None:
    if story.answer.refused:
        story.record_branch("refused")
        return
    expected = f"one contact with the email {story.email}, as the requester"
    story.was_accepted(expected)
    found = eventually(
        lambda: story.records.contacts_by_email(story.email), bool, within_s=story.appear_s
    )
    expect(len(found) == 1, expected=expected, observed=_told(found))
    requester = story.reported(expected).get("requester_id")
    expect(
        requester == found[0].id,
        expected=expected,
        observed=f"the requester {story.told(requester)}",
    )
    story.record_branch("created")


def _told(contacts: list[Contact]) -> str:
    if not contacts:
        return "no contact with it"
    people = ", ".join(f"{contact.name!r} ({contact.id})" for contact in contacts)
    return f"{len(contacts)} with it: {people}"
