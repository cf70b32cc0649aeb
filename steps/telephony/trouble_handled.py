"""A telephone system under test: how it deals with a helpdesk in trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import then

from cti_conformance.results.step_outcomes import expect, not_tested
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.telephony.pops_sent import the_pop
from cti_conformance.target.telephony.behaviour import RETRY_AFTER_S
from cti_conformance.target.telephony.sent import ELSEWHERE, HELPDESK, IMPOSTOR
from cti_conformance.text.excerpts import how_many, plural

if TYPE_CHECKING:
    from cti_conformance.steps.telephony.telephone import Telephone

FEW = 5
FORMS_OF_LOGIN = 2
CLOCK_S = 0.05
"""How far two readings of a clock may differ."""

TIMES = {"once": 1, f"up to {FORMS_OF_LOGIN} times": FORMS_OF_LOGIN, f"up to {FEW} times": FEW}


@then("the client reports success")
def reports_success(telephone: Telephone) -> None:
    """The outcome is `done`."""
    happening = telephone.last
    expect(
        happening.handling.outcome == "done",
        expected="the outcome done",
        observed=telephone.describe(happening),
    )


@then("the client reports the trouble, with a message")
def reports_trouble(telephone: Telephone) -> None:
    """The outcome is `refused` or `failed`, and has a message."""
    handling = telephone.last.handling
    expect(
        handling.outcome in ("refused", "failed") and handling.message.strip(),
        expected="the outcome refused or failed, with a message",
        observed=telephone.describe(telephone.last),
    )


@then("the client reports no success")
def reports_no_success(telephone: Telephone) -> None:
    """The outcome is `refused` or `failed`."""
    handling = telephone.last.handling
    expect(
        handling.outcome in ("refused", "failed"),
        expected="the outcome refused or failed",
        observed=telephone.describe(telephone.last),
    )


@then(Sentence("the pop is sent {often}", often=TIMES))
def sent_often(telephone: Telephone, often: str) -> None:
    """So many pops arrive for the event at most, and the client comes to an end."""
    happening = telephone.happenings[0]
    expect(
        not happening.handling.timed_out,
        expected="an end to the event",
        observed=f"{how_many(len(happening.pops), 'pop')}; {telephone.describe(happening)}",
    )
    count = len(telephone.last.pops)
    expect(
        1 <= count <= TIMES[often],
        expected=f"the pop {often}",
        observed=f"{how_many(count, 'pop')}; the client: {telephone.describe(happening)}",
    )


@then("the pop is sent again")
def sent_again(telephone: Telephone) -> None:
    """At least two pops arrive for the event, and the last is accepted."""
    pops = telephone.last.pops
    expect(
        len(pops) > 1 and pops[-1].is_accepted,
        expected="the pop again, until it is accepted",
        observed=f"{how_many(len(pops), 'pop')}; the client: {telephone.describe(telephone.last)}",
    )


@then("every repetition is the same pop")
def the_same_pop(telephone: Telephone) -> None:
    """All pops of the event have equal attributes; not tested if there is only one."""
    pops = telephone.last.pops
    if len(pops) < 2:
        not_tested("the client did not send the pop again")
    first = pops[0].attributes
    for pop in pops[1:]:
        changed = {
            name
            for name in {*first, *pop.attributes}
            if first.get(name) != pop.attributes.get(name)
        }
        expect(
            not changed,
            expected="the same attributes in each",
            observed=f"other values of {', '.join(sorted(changed))}",
        )


@then("no request is sent before the pause is over")
def waits(telephone: Telephone) -> None:
    """No request arrives until the time in `Retry-After` is over."""
    the_pop(telephone)
    calls = [one for one in telephone.last.sent if one.is_pop or one.asks_for_details]
    first = calls[0]
    early = [round(one.at - first.at, 2) for one in calls[1:]]
    expect(
        all(seconds >= RETRY_AFTER_S - CLOCK_S for seconds in early),
        expected=f"no request within {RETRY_AFTER_S} s, as Retry-After says",
        observed=f"requests after {', '.join(f'{s:g} s' for s in early)}",
    )


@then("no credentials reach the other host")
def none_elsewhere(telephone: Telephone) -> None:
    """No request with credentials arrives where the redirect leads."""
    the_pop(telephone)
    strays = [one for one in telephone.last.sent if one.place == ELSEWHERE]
    account = telephone.shared.account
    leaks = [
        one
        for one in strays
        if account.holds_secret("\n".join(value for _, value in one.headers))
        or account.holds_secret(one.url + one.body.decode("utf-8", "replace"))
    ]
    expect(
        not leaks,
        expected="no credentials at the other host",
        observed=f"{plural(len(leaks), 'request')} with credentials there",
    )


@then("no request reaches that host")
def none_at_the_impostor(telephone: Telephone) -> None:
    """The client ends the handshake, so that no request arrives."""
    strays = [one for one in telephone.happenings[0].sent if one.place == IMPOSTOR]
    expect(not strays, expected="no request", observed=plural(len(strays), "request"))


@then("the helpdesk accepts the pop")
def accepted(telephone: Telephone) -> None:
    """The pop arrives at the helpdesk, and is answered with 2xx."""
    pop = the_pop(telephone)
    expect(
        pop.is_accepted and pop.place == HELPDESK,
        expected="a pop that the helpdesk accepts",
        observed=f"a pop answered with {pop.status}",
    )
