"""A telephone system under test: what it knows, and how the helpdesk answers it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import phonenumbers
from phonenumbers import PhoneNumberFormat
from pytest_bdd import given

from cti_conformance.phone_numbers import Numbers
from cti_conformance.scenario import hard_data
from cti_conformance.steps.phrases import Sentence
from cti_conformance.target.telephony.behaviour import TROUBLES, details

if TYPE_CHECKING:
    from cti_conformance.steps.telephony.telephone import Telephone

KNOWN = {
    "id": ("id",),
    "number": ("number",),
    "email": ("email",),
}
"""The attributes by which the system knows somebody."""

FOREIGN = "GB"
NOTATIONS = (
    "without its plus",
    "with 00 for its plus",
    "in its country's own form",
)
CHARACTERS = {
    "a plus": "+1",
    "a space and an ampersand": " 1&leg=2",
    "a percent sign and a hash": "%41#1",
    "letters of another script": "-звонок",
}
FILE = "/var/spool/recordings/2026-11-26/call 17.wav"
LOST_S = 1.0
"""How long a client shall wait for an answer that never comes."""

TICKET, NOTE, REQUESTER, RESPONDER = 80, 511298683, 5014967434, 7898974314
OTHER_TICKET = 81
_PEOPLE: dict[str, object] = {"requester_id": REQUESTER, "responder_id": RESPONDER}
_WHOLE = {**_PEOPLE, "ticket_id": TICKET}
DETAILS: dict[str, tuple[dict[str, object], ...]] = {
    "a ticket and a note": ({**_WHOLE, "note_id": NOTE},),
    "a ticket and no note": (_WHOLE,),
    "a ticket and an empty note": ({**_WHOLE, "note_id": None},),
    "a ticket as a string of digits": ({**_WHOLE, "ticket_id": str(TICKET)},),
    "a ticket and its agent": (_WHOLE,),
    "a ticket and its agent as responder_idl": (
        {"requester_id": REQUESTER, "responder_idl": RESPONDER, "ticket_id": TICKET},
    ),
    "two tickets": (_WHOLE, {**_WHOLE, "ticket_id": OTHER_TICKET}),
    "nothing": (),
}
"""The answers to a request for details."""

ONCE = tuple(TROUBLES)
STATUSES = ("302", "307")
IMPOSTORS = {
    "by an unknown authority": "an unknown authority",
    "for another name": "another name",
}


@given(Sentence("the system knows {who} by {known}", known=(f"{k} alone" for k in KNOWN)))
def the_system_knows_by(telephone: Telephone, who: str, known: str) -> None:
    """Events name the person by this; by default a caller by id and number, an agent by id."""
    telephone.known[who] = KNOWN[known.removesuffix(" alone")]


@given(Sentence("{who}'s line signals a foreign number {notation}", notation=NOTATIONS))
def the_line_signals(telephone: Telephone, who: str, notation: str) -> None:
    """Events give a British number in this notation; the helpdesk is in another country."""
    number = Numbers(FOREIGN).allocate_assigned()
    parsed = phonenumbers.parse(number)
    texts = {
        "without its plus": number[1:],
        "with 00 for its plus": f"00{number[1:]}",
        "in its country's own form": phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL),
    }
    telephone.known[who] = ("number",)
    telephone.people.number = number
    telephone.lines[who] = {"number": texts[notation], "country": FOREIGN}


@given(Sentence("{who} calls from an extension"))
def an_extension(telephone: Telephone, who: str) -> None:
    """Events give a number of three digits, and nothing else of the caller."""
    telephone.known[who] = ("number",)
    telephone.lines[who] = {"number": "407", "country": "US"}


@given(Sentence("{who} withholds the number"))
def withholds(telephone: Telephone, who: str) -> None:
    """Events say nothing of the caller."""
    telephone.known[who] = ("number",)
    telephone.lines[who] = {}


@given(Sentence("{who} enters the number of a ticket"))
def enters_a_ticket(telephone: Telephone, who: str) -> None:
    """The events of the next call give the id of a ticket of the caller."""
    telephone.contact_data(who)
    contact = telephone.people.contacts[who]
    ticket = telephone.people.records.make_ticket(contact.id, telephone.people.mark)
    telephone.next_call["ticket"] = ticket.id


@given("the next call is meant to have a new ticket")
def a_new_ticket(telephone: Telephone) -> None:
    """The event of the ringing telephone says `new_ticket`; later events do not."""
    telephone.next_call["new_ticket"] = True


@given("the system knows more of the next call")
def knows_more(telephone: Telephone) -> None:
    """The events of the next call give information in many scripts, types and notations."""
    telephone.next_call["info"] = hard_data.call_info(telephone.people.mark)


@given(Sentence("the system's id of the next call has {characters}", characters=CHARACTERS))
def odd_characters(telephone: Telephone, characters: str) -> None:
    """The id of the next call ends with these characters."""
    telephone.id_suffix = CHARACTERS[characters]


@given(Sentence("the helpdesk does not know {who}"))
def an_unknown_agent(telephone: Telephone, who: str) -> None:
    """Events give an id for the agent that no agent of the helpdesk has."""
    telephone.known[who] = ("nobody",)


@given(Sentence("the helpdesk {trouble} once", trouble=ONCE))
def trouble_once(telephone: Telephone, trouble: str) -> None:
    """The next request is answered like this, and later ones as usual."""
    _expect(telephone, trouble)
    telephone.port.helpdesk.behave(TROUBLES[trouble])


@given(Sentence("the helpdesk {trouble}", trouble=TROUBLES))
def trouble_always(telephone: Telephone, trouble: str) -> None:
    """All requests are answered like this from now on."""
    _expect(telephone, trouble)
    telephone.port.helpdesk.behave(then=TROUBLES[trouble])


@given("the helpdesk answers as usual again")
def answers_as_usual(telephone: Telephone) -> None:
    """All requests are answered by the reference from now on."""
    telephone.port.helpdesk.behave()


@given(Sentence("the details of the call hold {content}", content=DETAILS))
def the_details_hold(telephone: Telephone, content: str) -> None:
    """Requests for details are answered with an array of this."""
    telephone.port.helpdesk.behave(then=details(*DETAILS[content]))


@given(Sentence("the helpdesk redirects to another host with status {redirect}", redirect=STATUSES))
def redirects_to_another_host(telephone: Telephone, redirect: str) -> None:
    """All requests are answered with the address of another host as `Location`."""
    telephone.port.helpdesk.redirect(int(redirect))


@given("the helpdesk is reached by https")
def by_https(telephone: Telephone) -> None:
    """The client gets an https address, and the certificate of the authority to trust."""
    telephone.port.url = telephone.port.helpdesk.secure_url


@given(Sentence("the helpdesk's address leads to a host certified {how}", how=IMPOSTORS))
def an_impostor(telephone: Telephone, how: str) -> None:
    """The client gets an https address whose certificate it has to refuse."""
    telephone.port.url = telephone.port.helpdesk.impostor_url(IMPOSTORS[how])


def _expect(telephone: Telephone, trouble: str) -> None:
    if TROUBLES[trouble].ending == "none":
        telephone.port.answer_s = LOST_S
