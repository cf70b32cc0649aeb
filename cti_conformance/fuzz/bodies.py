"""Sends malformed and unusual pops and references: bytes, odd numbers, odd spellings.

It needs only the two calls. Where the ledger leaves an answer open, only 5xx is a finding.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from cti_conformance.fuzz.attempt import Attempt, Property, announce, try_each
from cti_conformance.scenario.cleanup import clean_up
from cti_conformance.scenario.people import People

if TYPE_CHECKING:
    from cti_conformance.fuzz.context import CampaignContext
    from cti_conformance.scenario.run import Run

NAME = "bodies and odd values"
IDS = ("requester_id", "responder_id", "ticket_id")
TEXTS = (
    *("requester_phone", "requester_email", "responder_phone", "responder_email"),
    *("call_reference_id", "call_url"),
)

# Digits of many scripts, and superscripts, which some libraries accept as digits.
DIGITS = (
    "0123456789"
    + "".join(
        chr(code)
        for first in (0x0660, 0x0966, 0xFF10)  # Arabic-Indic, Devanagari, fullwidth
        for code in range(first, first + 10)
    )
    + "\u00b2\u00b3\u00b9\u2074\u2460\u2461\u2167"
)
odd_numbers = st.one_of(
    st.sampled_from(
        [0, -1, 2**31, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**30, 1.5, -0.0, 1e308]
    ),
    st.sampled_from(
        ["0", "-1", "+1", "042", "1e3", "0x10", "1_000", " 7 ", "1.0", "NaN", "\u0663", "\u00b2"]
    ),
    st.text(DIGITS, min_size=1, max_size=30),
    st.integers(10**18, 10**40),
)
nobodys = st.one_of(
    st.sampled_from([0, -1, 2**63, 2**64, 10**30, "0", "00", "9" * 40]),
    st.integers(10**14, 9 * 10**14),
    st.integers(-(10**20), 0),
)
odd_flags = st.one_of(
    st.sampled_from(["TRUE", "True", "tRuE", "false ", " true ", "yes", "on", "", "\uff54rue"]),
    st.text(DIGITS, min_size=1, max_size=2),
    st.sampled_from([1, 0, 2, -1, 0.5]),
)
odd_texts = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["\x00", "\ud800", "%00", "a" * 256, "9" * 70, "+" * 5, "\ufdfa" * 100, "\u202e1", "'"]
    ),
    st.text("+0123456789 x#;,ext=()-.\u0660\u00b2", max_size=30),
    st.text(DIGITS, min_size=1, max_size=400),
    st.integers(0, 10**7).map("+12025550123 ext. {}".format),
    st.text(DIGITS, max_size=12).map("+12025550123;ext={}".format),
    st.integers(),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
unreadable = st.one_of(
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.lists(st.integers(), max_size=2),
)
no_object = st.one_of(
    st.binary(max_size=40).filter(lambda raw: b"{" not in raw),
    json_values.filter(lambda value: not isinstance(value, dict)).map(
        lambda value: json.dumps(value).encode()
    ),
    st.sampled_from([b"", b"{", b"{}}", b'{"a":1', b"nul", b"\xff\xfe{\x00}\x00", b"[" * 2000]),
)


class BodiesCampaign:
    """Sends pops as telephone systems send them by mistake."""

    name = NAME

    def missing_requirement(self, run: Run) -> str:
        """Return an empty string: every target has the two calls."""
        return "" if run else "no run"

    def go(self, context: CampaignContext) -> None:
        """Run it, and log the findings in the context."""
        announce(context, PROPERTIES)
        run = context.run
        cast = People(run, run.target, run.numbers, run.new_mark())
        valid = {"requester_phone": cast.new_number(), "responder_id": cast.unknown_id()}
        if run.target.has_records or run.target.config.existing.agents:
            valid["responder_id"] = cast.agent().id
        try:
            try_each(context, PROPERTIES, valid)
        finally:
            run.leftovers += clean_up(run.target, cast.created)


def _no_pop(attempt: Attempt, _: Any, raw: bytes) -> None:
    answer = attempt.target.cti.pop_raw(raw)
    attempt.context.log.sent("pop")
    attempt.refused(answer, "CTI-POP-09", "a 4xx for a body that is not a JSON object")


def _unreadable(attempt: Attempt, valid: dict[str, Any], drawn: tuple[str, object]) -> None:
    name, value = drawn
    attributes = valid | {name: value}
    if name == "requester_phone":
        attributes.pop("requester_id", None)  # with which the phone is ignored
    attempt.refused(
        _sent(attempt, attributes), "CTI-POP-08", f"a 4xx for a {type(value).__name__} as {name}"
    )


def _nobody(attempt: Attempt, valid: dict[str, Any], drawn: tuple[str, object]) -> None:
    name, value = drawn
    rule = {"requester_id": "CTI-REQ-03", "responder_id": "CTI-RSP-02"}.get(name, "CTI-TKT-02")
    attempt.refused(_sent(attempt, valid | {name: value}), rule, f"a 4xx for {name} {value!r}")


def _odd(attempt: Attempt, valid: dict[str, Any], attributes: dict[str, Any]) -> None:
    attempt.answered(_sent(attempt, valid | attributes))
    reference = attributes.get("call_reference_id")
    if isinstance(reference, str):
        attempt.answered(attempt.target.cti.details(_storable(reference)))
        attempt.context.log.sent("details")


def _twice_sent(attempt: Attempt, valid: dict[str, Any], drawn: tuple[str, object, object]) -> None:
    name, first, second = drawn
    rest = "".join(f", {json.dumps(k)}: {json.dumps(v)}" for k, v in valid.items() if k != name)
    key = json.dumps(name)
    raw = f"{{{key}: {json.dumps(first)}, {key}: {json.dumps(second)}{rest}}}"
    attempt.answered(attempt.target.cti.pop_raw(raw.encode()))
    attempt.context.log.sent("pop")


def _reference(attempt: Attempt, _: Any, reference: object) -> None:
    asked = _storable(str(reference)) + attempt.context.run.new_reference()
    answer = attempt.answered(attempt.target.cti.details(asked))
    attempt.context.log.sent("details")
    right = answer.status == 404 or (answer.status == 200 and answer.json == [])
    attempt.expect(right or answer.refused, "CTI-DET-07", "an empty array, or 404", answer)


def _sent(attempt: Attempt, attributes: dict[str, Any]) -> Any:
    attempt.context.log.sent("pop")
    return attempt.target.cti.pop_raw(json.dumps(attributes).encode())


def _storable(text: str) -> str:
    """Return a text without characters that cannot be percent-encoded."""
    return text.encode("utf-8", "ignore").decode()


def _odd_values() -> Any:
    return st.one_of(
        st.fixed_dictionaries({}, optional=dict.fromkeys(IDS, odd_numbers)),
        st.fixed_dictionaries({"new_ticket": odd_flags}),
        st.fixed_dictionaries({"requester_phone": odd_texts}),
        st.fixed_dictionaries({}, optional=dict.fromkeys(TEXTS, odd_texts)),
    )


def _twice() -> Any:
    value = st.one_of(st.text(max_size=5), st.integers(), st.none())
    return st.tuples(st.sampled_from([*IDS, *TEXTS, "new_ticket", "x"]), value, value)


def _information() -> Any:
    return st.fixed_dictionaries(
        {"call_info": st.dictionaries(st.text(max_size=12), json_values, max_size=4)},
        optional={"call_url": st.text(max_size=30), "call_reference_id": st.text(max_size=20)},
    )


PROPERTIES = (
    Property("bodies that are not a pop", ("CTI-POP-09", "CTI-POP-14"), no_object, _no_pop),
    Property(
        "attributes of an unreadable type",
        ("CTI-POP-08", "CTI-POP-14"),
        st.tuples(st.sampled_from([*IDS, *TEXTS, "new_ticket"]), unreadable),
        _unreadable,
    ),
    Property(
        "ids that nobody has",
        ("CTI-REQ-03", "CTI-RSP-02", "CTI-TKT-02"),
        st.tuples(st.sampled_from(IDS), nobodys),
        _nobody,
    ),
    Property("odd values", ("CTI-POP-14",), _odd_values(), _odd),
    Property("repeated keys", ("CTI-POP-14",), _twice(), _twice_sent),
    Property("information of any shape", ("CTI-POP-14",), _information(), _odd),
    Property("references of any kind", ("CTI-DET-07", "CTI-POP-14"), odd_texts, _reference),
)
