"""What can be judged by the requests of a telephone system alone, whatever it was meant to do."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import phonenumbers

from cti_conformance.ledger.attributes import ATTRIBUTES, POP_PATH, REQUESTER, RESPONDER
from cti_conformance.oracle.watcher import Difference
from cti_conformance.phone_numbers import e164

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cti_conformance.config.credentials import Credentials
    from cti_conformance.target.telephony.sent import Sent
    from cti_conformance.text.redaction import Redactor

SHORT = 5
"""Numbers of up to this many digits are internal: no other system reads them otherwise."""

MAX_SHOWN = 500
"""How much of a request is shown, in characters."""

UNTRIED = frozenset({401, 408, 429})
"""Refusals after which the same request may be sent again."""


@dataclass(frozen=True)
class Account:
    """What the checks know of the helpdesk that the requests are for.

    Attributes:
        credentials: The credentials of the helpdesk; ``None`` if they are not known, so that any
            will do.
        redactor: Knows the credentials in every spelling.
        country: Where numbers without a country code are read.
    """

    credentials: Credentials | None
    redactor: Redactor
    country: str

    def accepts(self, encoded: str) -> bool:
        """Return whether Basic credentials are right: the API key, or email and password."""
        try:
            user, colon, password = b64decode(encoded, validate=True).decode().partition(":")
        except ValueError:
            return False
        known = self.credentials
        if known is None or not colon:  # Basic credentials have one, whatever the password
            return bool(colon)
        return user == known.api_key or (user, password) == (known.email, known.password)

    def holds_secret(self, text: str) -> bool:
        """Return whether a text contains a credential."""
        return self.redactor.redact(text) != text


@dataclass(frozen=True)
class Check:
    """A check of single requests.

    Attributes:
        rule: The id of the rule.
        expected: What it asks for, in words.
        concerns: Whether it is about a request.
        problem: Returns what is wrong with a request, in words; empty if nothing. Its arguments are
            the request, those before it, and the account.
    """

    rule: str
    expected: str
    concerns: Callable[[Sent], bool]
    problem: Callable[[Sent, Sequence[Sent], Account], str]

    def first(self, requests: Sequence[Sent], account: Account) -> tuple[Sent, Difference] | None:
        """Return the first request that is wrong, and the difference; ``None`` if none is."""
        for number, sent in enumerate(requests):
            if self.concerns(sent) and (problem := self.problem(sent, requests[:number], account)):
                observed = f"{_shown(sent, account)}: {problem}"
                return sent, Difference(self.rule, self.expected, observed)
        return None

    def find(self, requests: Sequence[Sent], account: Account) -> Difference | None:
        """Return the first difference, if there is one."""
        found = self.first(requests, account)
        return found[1] if found else None

    def is_about_any(self, requests: Sequence[Sent]) -> bool:
        """Return whether there is a request that it is about."""
        return any(map(self.concerns, requests))


def _shown(sent: Sent, account: Account) -> str:
    """Return a request with its body, as a failure text shows it."""
    body = sent.body.decode("utf-8", "backslashreplace")
    return account.redactor.clean(f"{sent.method} {sent.url} {body}".rstrip(), MAX_SHOWN)


# -- credentials -----------------------------------------------------------------------------


def _any(_: Sent) -> bool:
    return True


def _is_call(sent: Sent) -> bool:
    return sent.is_pop or sent.asks_for_details


def _without_login(sent: Sent, _: Sequence[Sent], account: Account) -> str:
    given = sent.header("authorization")
    if not given:
        return "no Authorization header"
    scheme, rest = given.partition(" ")[::2]
    if scheme.lower() != "basic":
        return f"the scheme of the Authorization header is {scheme[:20]!r}"
    if not account.accepts(rest.strip()):
        return "Basic credentials that are neither the API key nor email and password"
    return ""


def _elsewhere(sent: Sent, _: Sequence[Sent], account: Account) -> str:
    if account.holds_secret(sent.url):
        return "credentials in the address"
    if account.holds_secret(sent.body.decode("utf-8", "replace")):
        return "credentials in the body"
    return ""


# -- the form of a pop -----------------------------------------------------------------------


def _form(sent: Sent, _: Sequence[Sent], __: Account) -> str:
    kind = sent.header("content-type").partition(";")[0].strip().lower()
    if sent.method != "POST":
        return "the method is not POST"
    if sent.path != POP_PATH:
        return f"the path is {sent.path}"
    if kind != "application/json":
        return f"the content type is {kind or 'missing'}"
    if not isinstance(sent.json, dict):
        return "the body is not a JSON object in UTF-8"
    return ""


def _groups(sent: Sent, _: Sequence[Sent], __: Account) -> str:
    for name, group in (("requester", REQUESTER), ("responder", RESPONDER)):
        if all(_is_blank(sent.attributes.get(attribute)) for attribute in group):
            return f"no attribute names the {name}"
    return ""


def _names(sent: Sent, _: Sequence[Sent], __: Account) -> str:
    unknown = sorted(set(sent.attributes) - ATTRIBUTES)
    return f"undocumented attributes: {', '.join(unknown)[:200]}" if unknown else ""


def _is_blank(value: object) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _is_id(value: object) -> bool:
    if isinstance(value, str):
        return value.isascii() and value.isdigit()
    return isinstance(value, int) and not isinstance(value, bool) and value > 0


def _is_switch(value: object) -> bool:
    return isinstance(value, bool) or value in ("true", "false")


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


_ID = ("a number or a string of digits", _is_id)
_TEXT = ("a string", _is_text)
TYPES: dict[str, tuple[str, Callable[[Any], bool]]] = {
    "requester_id": _ID,
    "responder_id": _ID,
    "ticket_id": _ID,
    "new_ticket": ("true or false", _is_switch),
    "call_info": ("an object", _is_object),
    **dict.fromkeys(
        (
            *("requester_phone", "requester_email", "responder_phone", "responder_email"),
            *("call_reference_id", "call_url"),
        ),
        _TEXT,
    ),
}
"""The type of each attribute, in words and as a test. Null counts as left out."""


def _types(sent: Sent, _: Sequence[Sent], __: Account) -> str:
    for name, value in sent.attributes.items():
        if name in TYPES and value is not None:
            kind, is_right = TYPES[name]
            if not is_right(value):
                return f"{name} is {value!r}, not {kind}"
    return ""


# -- their content ---------------------------------------------------------------------------


def _readable(sent: Sent, _: Sequence[Sent], account: Account) -> str:
    text = str(sent.attributes["requester_phone"])
    digits = sum(character.isdigit() for character in text)
    if digits <= SHORT or (text.startswith("+") and e164(text, account.country)):
        return ""
    if text.startswith("00") or not _is_national(text, account.country):
        return f"requester_phone is {text}, which is not a number of {account.country}"
    return ""


def _is_national(text: str, country: str) -> bool:
    try:
        return phonenumbers.is_valid_number_for_region(phonenumbers.parse(text, country), country)
    except phonenumbers.NumberParseException:
        return False


def _has_reference(sent: Sent, _: Sequence[Sent], __: Account) -> str:
    return "" if sent.reference else "no call_reference_id"


def _requester(sent: Sent) -> dict[str, str]:
    return {n: str(sent.attributes[n]) for n in REQUESTER if not _is_blank(sent.attributes.get(n))}


def _reference_of_one(sent: Sent, before: Sequence[Sent], __: Account) -> str:
    mine = _requester(sent)
    for other in before:
        if other.is_pop and other.reference == sent.reference:
            theirs = _requester(other)
            common = mine.keys() & theirs.keys()
            if common and all(mine[name] != theirs[name] for name in common):
                return f"the reference {sent.reference} was that of another caller's call"
    return ""


def _recording(sent: Sent, _: Sequence[Sent], __: Account) -> str:
    value = str(sent.attributes["call_url"])
    try:
        parts = urlsplit(value)
    except ValueError:
        return "call_url cannot be read as an address"
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return f"call_url is {value[:80]!r}, not an http(s) address"
    return ""


def _details(sent: Sent, before: Sequence[Sent], __: Account) -> str:
    names = [name for name, _ in sent.query]
    if sent.method != "GET":
        return "the method is not GET"
    if names != ["call_reference_id"]:
        return f"the parameters are {names}, not call_reference_id alone"
    if not any(one.reference == sent.reference for one in before if one.is_pop):
        return f"no pop had the reference {sent.reference!r}"
    return ""


def _again(sent: Sent, before: Sequence[Sent], __: Account) -> str:
    for one in before:
        is_final = one.status is not None and 400 <= one.status < 500 and one.status not in UNTRIED
        if is_final and one.is_pop and one.body == sent.body:
            return f"the same pop was answered with {one.status} before"
    return ""


def _is_pop(sent: Sent) -> bool:
    return sent.is_pop


def _has(name: str) -> Callable[[Sent], bool]:
    return lambda sent: sent.is_pop and not _is_blank(sent.attributes.get(name))


def _asks(sent: Sent) -> bool:
    return sent.asks_for_details


CHECKS = {
    check.rule: check
    for check in (
        Check("CTI-TEL-01", "Basic credentials with every request", _is_call, _without_login),
        Check("CTI-TEL-02", "credentials in the header only", _any, _elsewhere),
        Check("CTI-TEL-03", "a POST of a JSON object", _is_pop, _form),
        Check("CTI-TEL-04", "a requester and a responder", _is_pop, _groups),
        Check("CTI-TEL-05", "documented attributes only", _is_pop, _names),
        Check("CTI-TEL-06", "the documented types", _is_pop, _types),
        Check(
            "CTI-TEL-11",
            "a number with its country code, or a national number of the helpdesk's country",
            _has("requester_phone"),
            _readable,
        ),
        Check("CTI-TEL-15", "a call_reference_id", _is_pop, _has_reference),
        Check(
            "CTI-TEL-17",
            "a reference that no other call has",
            lambda sent: sent.is_pop and bool(sent.reference),
            _reference_of_one,
        ),
        Check("CTI-TEL-22", "an http(s) address as call_url", _has("call_url"), _recording),
        Check("CTI-TEL-24", "details by the reference of a pop", _asks, _details),
        Check("CTI-TEL-29", "that a refused pop is not sent again", _is_pop, _again),
    )
}
"""The checks, by the id of the rule."""

ALWAYS = tuple(CHECKS[f"CTI-TEL-0{number}"] for number in range(1, 7))
"""Those that hold for every request of every scenario."""


def differences(requests: Sequence[Sent], account: Account) -> list[Difference]:
    """Return what differs from the rules that hold for every request, one for each rule."""
    found = (check.find(requests, account) for check in ALWAYS)
    return [one for one in found if one]
