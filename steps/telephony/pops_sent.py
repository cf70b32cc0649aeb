"""A telephone system under test: the pops of one event."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pytest_bdd import then

from cti_conformance.phone_numbers import e164, same_number
from cti_conformance.results.step_outcomes import RuleViolated, expect, not_tested
from cti_conformance.scenario import hard_data
from cti_conformance.steps.phrases import Sentence
from cti_conformance.text.excerpts import how_many

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from cti_conformance.steps.telephony.telephone import Telephone
    from cti_conformance.target.telephony.sent import Sent

NOTHING = (None, "")


def the_pop(telephone: Telephone) -> Sent:
    """Return the last pop of the event.

    Raises:
        RuleViolated: There was none.
    """
    pops = telephone.last.pops
    if not pops:
        raise RuleViolated("a pop", f"no pop; the client: {telephone.describe(telephone.last)}")
    return pops[-1]


def names_a_person(
    telephone: Telephone, pop: Mapping[str, Any], role: str, known: Mapping[str, object]
) -> None:
    """Check that a pop names a person by what is known, and by nothing else.

    Args:
        telephone: The scenario.
        pop: The attributes of the pop.
        role: ``requester`` or ``responder``.
        known: What the event says of the person.
    """
    words = {"id": "id", "number": "phone", "email": "email"}
    sent = {key: pop.get(f"{role}_{word}") for key, word in words.items()}
    given = {key: value for key, value in sent.items() if value not in NOTHING}
    country = telephone.shared.account.country
    for key, value in given.items():
        if key == "number" and key in known:
            same = same_number(str(value), str(known[key]), country)
        else:
            same = key in known and str(value) == str(known[key])
        expect(
            same,
            expected=f"a {role} named by {telephone.show(dict(known))}",
            observed=f"{role}_{words[key]} {telephone.show(value)}",
        )
    expect(
        given,
        expected=f"a {role} named by {telephone.show(dict(known))}",
        observed=f"no attribute of the {role}",
    )


@then(Sentence("the pop names {who} as the caller"))
def names_the_caller(telephone: Telephone, who: str) -> None:
    """There are `requester_` attributes, each as the event says of the caller."""
    pop = the_pop(telephone).attributes
    names_a_person(telephone, pop, "requester", telephone.contact_data(who))


@then(Sentence("the pop names {who} as the agent"))
def names_the_agent(telephone: Telephone, who: str) -> None:
    """There are `responder_` attributes, each as the event says of the agent."""
    pop = the_pop(telephone).attributes
    names_a_person(telephone, pop, "responder", telephone.agent_data(who))


@then(Sentence("the pop has both {who}'s id and number"))
def has_both(telephone: Telephone, who: str) -> None:
    """`requester_id` and `requester_phone` are both there."""
    pop, known = the_pop(telephone).attributes, telephone.contact_data(who)
    country = telephone.shared.account.country
    both = str(pop.get("requester_id")) == str(known["id"]) and same_number(
        str(pop.get("requester_phone")), str(known["number"]), country
    )
    expect(both, expected=f"both of {telephone.show(known)}", observed=telephone.show(pop))


@then(Sentence("the pop has the number that {who} calls from"))
def has_the_number(telephone: Telephone, who: str) -> None:
    """Read as a number of the helpdesk's country, `requester_phone` is the caller's."""
    sent, country = the_pop(telephone).attributes.get("requester_phone"), "US"
    number = telephone.people.number or str(telephone.contact_data(who)["number"])
    expect(
        sent is not None and (str(sent) == number or e164(str(sent), country) == number),
        expected=f"requester_phone {number}, readable without knowing the line",
        observed=f"requester_phone {telephone.show(sent)}",
    )


@then("one pop is sent")
def one_pop(telephone: Telephone) -> None:
    """Exactly one pop arrives for the event."""
    _count(telephone, 1, 1)


@then("no pop is sent")
def no_pop(telephone: Telephone) -> None:
    """No pop arrives for the event, nor right after it."""
    _count(telephone, 0, 0)


def _count(telephone: Telephone, least: int, most: int) -> None:
    telephone.port.end()  # nothing can follow
    happening = telephone.last
    before = sum(len(one.pops) for one in telephone.earlier)
    later = [one for one in telephone.port.helpdesk.sent if one.is_pop][before:]
    wanted = "no pop" if not most else f"{least} pop"
    expect(
        least <= len(later) <= most,
        expected=wanted,
        observed=f"{how_many(len(later), 'pop')}; the client: {telephone.describe(happening)}",
    )


# -- references ------------------------------------------------------------------------------


def references(sent: Sequence[Sent]) -> list[str]:
    """Return the references of pops, each once."""
    return list(dict.fromkeys(one.reference for one in sent if one.is_pop))


@then("the pop has the reference of the call's first pop")
def same_reference(telephone: Telephone) -> None:
    """`call_reference_id` is that of the first pop of the call; not tested if there is none."""
    first = _first_reference(telephone)
    sent = the_pop(telephone).reference
    expect(
        sent == first,
        expected=f"call_reference_id {telephone.show(first)}",
        observed=f"call_reference_id {telephone.show(sent)}",
    )


@then("the pop has a reference that no earlier pop had")
def new_reference(telephone: Telephone) -> None:
    """`call_reference_id` is another than that of the calls before."""
    sent = the_pop(telephone).reference
    before = [one for happening in telephone.earlier for one in happening.pops]
    if not sent:
        not_tested("the client sends no call_reference_id")
    expect(
        sent not in references(before),
        expected="a call_reference_id that no other call had",
        observed=f"call_reference_id {telephone.show(sent)} again",
    )


def _first_reference(telephone: Telephone) -> str:
    pops = [one for happening in telephone.earlier for one in happening.pops]
    if not pops or not pops[0].reference:
        not_tested("the client sends no call_reference_id")
    return pops[0].reference


# -- what else a pop says --------------------------------------------------------------------


@then("the pop asks for a new ticket")
def asks_for_a_new_ticket(telephone: Telephone) -> None:
    """`new_ticket` is true, as a boolean or a string."""
    sent = the_pop(telephone).attributes.get("new_ticket")
    observed = "no new_ticket" if sent is None else f"new_ticket {telephone.show(sent)}"
    expect(sent in (True, "true"), expected="new_ticket true", observed=observed)


@then("the pop does not ask for a new ticket")
def asks_for_no_new_ticket(telephone: Telephone) -> None:
    """`new_ticket` is false or missing."""
    sent = the_pop(telephone).attributes.get("new_ticket")
    wanted = "new_ticket false or left out"
    observed = f"new_ticket {telephone.show(sent)}"
    expect(sent in (None, False, "false", ""), expected=wanted, observed=observed)


@then("the pop names the ticket")
def names_the_ticket(telephone: Telephone) -> None:
    """`ticket_id` is the id that the caller entered."""
    sent, entered = the_pop(telephone).attributes.get("ticket_id"), telephone.call.more["ticket"]
    expect(
        str(sent) == str(entered),
        expected=f"ticket_id {entered}",
        observed=f"ticket_id {telephone.show(sent)}",
    )


@then("the pop names no ticket")
def names_no_ticket(telephone: Telephone) -> None:
    """`ticket_id` is missing."""
    sent = the_pop(telephone).attributes.get("ticket_id")
    expect(sent in NOTHING, expected="no ticket_id", observed=f"ticket_id {telephone.show(sent)}")


@then("the pop has the address of the recording, character by character")
def has_the_recording(telephone: Telephone) -> None:
    """`call_url` is the address that the event gives."""
    sent, given = the_pop(telephone).attributes.get("call_url"), telephone.last.event["recording"]
    expect(
        sent == given,
        expected=f"call_url {telephone.show(given)}",
        observed=f"call_url {telephone.show(sent)}",
    )


@then("no pop has the path of the file")
def no_path(telephone: Telephone) -> None:
    """No `call_url` is sent."""
    sent = [one.attributes.get("call_url") for one in telephone.last.pops]
    wrong = [value for value in sent if value not in NOTHING]
    expect(not wrong, expected="no call_url", observed=f"call_url {telephone.show(wrong)}")


@then("the pop has everything that the system knows of the call")
def has_the_information(telephone: Telephone) -> None:
    """`call_info` is an object that holds each name with its value, as JSON or as text."""
    sent = the_pop(telephone).attributes.get("call_info")
    wanted = hard_data.call_info(telephone.people.mark)
    expect(isinstance(sent, dict), expected="call_info as an object", observed=telephone.show(sent))
    assert isinstance(sent, dict)
    for name, value in wanted.items():
        is_same = name in sent and (sent[name] == value or str(sent[name]) == str(value))
        expect(
            is_same,
            expected=f"{telephone.show(name)}: {telephone.show(value)} in call_info",
            observed=f"{telephone.show(sent.get(name, 'nothing of that name'))}",
        )


# -- two calls ------------------------------------------------------------------------------


@then("each pop has the caller, the agent and the reference of its own call")
def each_its_own(telephone: Telephone) -> None:
    """There is one pop for each caller; it names that call's agent, and their references differ."""
    for one in telephone.happenings:
        expect(
            not one.handling.problem,
            expected="an answer to both events",
            observed=telephone.describe(one),
        )
    pops = telephone.happenings[0].pops
    expect(len(pops) == 2, expected="2 pops", observed=how_many(len(pops), "pop"))
    for happening in telephone.happenings:
        known = happening.event
        caller, agent = known["caller"], known["agent"]
        mine = [one for one in pops if str(one.attributes.get("requester_id")) == str(caller["id"])]
        observed = how_many(len(mine), "pop")
        expect(len(mine) == 1, expected="one pop for each caller", observed=observed)
        names_a_person(telephone, mine[0].attributes, "requester", caller)
        names_a_person(telephone, mine[0].attributes, "responder", agent)
    if all(one.reference for one in pops):
        expect(
            len(references(pops)) == 2,
            expected="two references",
            observed=telephone.show(references(pops)),
        )
