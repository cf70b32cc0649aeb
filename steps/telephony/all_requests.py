"""A telephone system under test: what holds for each of its requests."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pytest_bdd import then

from cti_conformance.oracle.telephony_checks import CHECKS
from cti_conformance.results.step_outcomes import RuleViolated, expect, not_tested
from cti_conformance.steps.phrases import Sentence

if TYPE_CHECKING:
    from cti_conformance.steps.telephony.telephone import Telephone

SENTENCES = {
    "carries the credentials": "CTI-TEL-01",
    "has its credentials in the header only": "CTI-TEL-02",
    "that announces a call is a POST of a JSON object": "CTI-TEL-03",
    "that announces a call names a requester and a responder": "CTI-TEL-04",
    "that announces a call has documented attributes only": "CTI-TEL-05",
    "that announces a call has attributes of the documented types": "CTI-TEL-06",
    "that announces a call has a number that another system can read": "CTI-TEL-11",
    "that announces a call has a call reference": "CTI-TEL-15",
    "that announces a call has a reference of its own": "CTI-TEL-17",
    "that announces a recording gives its http address": "CTI-TEL-22",
    "for details names the reference of a call": "CTI-TEL-24",
    "that was refused is not sent again": "CTI-TEL-29",
}
"""The checks of all requests, as the features name them."""


@then(Sentence("every request {does_so}", does_so=SENTENCES))
def every_request(telephone: Telephone, does_so: str) -> None:
    """A check of each request, by itself and with those before it."""
    check = CHECKS[SENTENCES[does_so]]
    if not check.is_about_any(telephone.seen):
        not_tested("no request that this is about was sent")
    account = telephone.shared.account
    if first := check.first(telephone.seen, account):
        culprit, found = first
        telephone.seen = [culprit]
        raise RuleViolated(found.expected, account.redactor.clean(found.observed))


@then("nothing that the client writes holds credentials")
def nothing_secret(telephone: Telephone) -> None:
    """Neither stream has the API key or the password, in any encoding."""
    leaks = telephone.shared.account.holds_secret(telephone.port.output)
    expect(
        not leaks,
        expected="output without credentials",
        observed="the API key or the password in the output, plain or encoded",
    )
