"""A telephone system under test: what happens to calls."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

from pytest_bdd import given, when

from cti_conformance import interrupts
from cti_conformance.ledger.attributes import POP_PATH
from cti_conformance.results.step_outcomes import Inconclusive, not_tested
from cti_conformance.scenario import hard_data
from cti_conformance.steps.phrases import Sentence
from cti_conformance.steps.telephony.arranging import FILE
from cti_conformance.target.telephony.sent import Sent
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from cti_conformance.steps.telephony.telephone import Telephone

ENDINGS = (
    "with a recording",
    "with a recording on a disk",
    "without a recording",
    "unanswered",
)
LOOK_S = 0.3
MAX_RECORDED = 100_000
NO_AGENT_ANSWERED: dict[str, object] = {"answered": False}


def ending(telephone: Telephone, how: str) -> dict[str, object]:
    """Return what the event of a call's end says besides."""
    if how == "unanswered":
        return NO_AGENT_ANSWERED
    if how == "with a recording":
        return {"answered": True, "recording": hard_data.recording(telephone.people.mark)}
    if how == "with a recording on a disk":
        return {"answered": True, "recording": FILE}
    return {"answered": True}


@given(Sentence("{who} has called {agent}"))
def has_called(telephone: Telephone, who: str, agent: str) -> None:
    """An event `ring`, which the client has handled with success."""
    call = telephone.new_call(who, agent)
    telephone.happened_before(telephone.event("ring", call))


@given(Sentence("{who} has called {agent} in vain"))
def has_called_in_vain(telephone: Telephone, who: str, agent: str) -> None:
    """An event `ring`, which the helpdesk has not accepted."""
    call = telephone.new_call(who, agent)
    telephone.happened_before(telephone.event("ring", call), may_fail=True)


@given(Sentence("the call has been transferred to {agent}"))
def has_been_transferred(telephone: Telephone, agent: str) -> None:
    """An event `transfer`, which the client has handled with success."""
    telephone.happened_before(_transfer(telephone, agent))


@when(Sentence("{who} calls {agent}"))
def calls(telephone: Telephone, who: str, agent: str) -> None:
    """An event `ring`."""
    call = telephone.new_call(who, agent)
    telephone.happens(telephone.event("ring", call))


@when(Sentence("{who} is cut off and calls {agent} again"))
def calls_again(telephone: Telephone, who: str, agent: str) -> None:
    """An event `redial` with an id of its own; it names the earlier call."""
    earlier = telephone.calls[who].id
    call = telephone.new_call(who, agent)
    telephone.happens(telephone.event("redial", call, earlier_call=earlier))


@when(Sentence("{who} and {other} call {agent} and {colleague} at the same moment"))
def call_at_once(telephone: Telephone, who: str, other: str, agent: str, colleague: str) -> None:
    """Two events `ring`, the second given before the first is answered."""
    calls = [telephone.new_call(who, agent), telephone.new_call(other, colleague)]
    telephone.happens(*(telephone.event("ring", call) for call in calls))


@when(Sentence("the call is transferred to {agent}"))
def is_transferred(telephone: Telephone, agent: str) -> None:
    """An event `transfer`."""
    telephone.happens(_transfer(telephone, agent))


@when(Sentence("{who}'s call ends {how}", how=ENDINGS))
def the_call_ends(telephone: Telephone, who: str, how: str) -> None:
    """An event `hang_up`; a recording is mentioned there."""
    call = telephone.calls[who]
    telephone.happens(telephone.event("hang_up", call, **ending(telephone, how)))


@when("somebody asks where the call went")
def somebody_asks(telephone: Telephone) -> None:
    """An event `look_up`."""
    telephone.happens(telephone.event("look_up", telephone.call))


@when("the calls of a morning are over")
def a_morning(telephone: Telephone, pytestconfig: pytest.Config) -> None:
    """All kinds of events, once for all examples with this sentence; or the calls observed."""
    shared = telephone.shared
    if shared.morning is None:
        if shared.system.recording:
            shared.morning = recorded(shared.system.recording)
            for sent in shared.morning:
                shared.helpdesk.count(sent)
        else:
            make = _observe if shared.system.is_observed else _make_the_calls
            make(telephone, pytestconfig)
            shared.morning = shared.helpdesk.sent
        shared.given = telephone.port.happenings
    shared.helpdesk.begin()
    shared.helpdesk.replay(shared.morning)
    telephone.seen = shared.morning


def _transfer(telephone: Telephone, agent: str) -> dict[str, object]:
    call = telephone.call
    before = telephone.agent_data(call.agent)
    call.agent = agent
    return telephone.event("transfer", call, from_agent=before)


def _make_the_calls(telephone: Telephone, _: pytest.Config) -> None:
    """Give the events of a morning, one after the other."""
    number = telephone.people.numbers.allocate_assigned()
    contact = telephone.people.contact("Omar", phone=number)
    ticket = telephone.people.records.make_ticket(contact.id, telephone.people.mark)
    telephone.next_call = {"ticket": ticket.id, "info": {"Queue": "Parts", "Waited": 17}}
    omar = telephone.new_call("Omar", "Ines")
    give = telephone.happens_in_passing
    give(telephone.event("ring", omar))
    give(_transfer(telephone, "Tom"))
    recorded_call = ending(telephone, "with a recording")
    give(telephone.event("hang_up", omar, **recorded_call))
    telephone.known |= {"Casey": ("number",), "Ines": ("number",), "Priya": ("email",)}
    casey = telephone.new_call("Casey", "Ines")
    give(telephone.event("ring", casey))
    give(telephone.event("hang_up", casey, **NO_AGENT_ANSWERED))
    telephone.known["Tom"] = ("email",)
    telephone.next_call = {"new_ticket": True}
    give(telephone.event("ring", telephone.new_call("Priya", "Tom")))
    again = telephone.new_call("Omar", "Ines")
    give(telephone.event("redial", again, earlier_call=omar.id))
    give(telephone.event("look_up", omar))


# -- what others send --------------------------------------------------------------------------


def _observe(telephone: Telephone, pytestconfig: pytest.Config) -> None:
    """Wait while somebody makes calls; Ctrl-C ends it early."""
    shared, people = telephone.shared, telephone.people
    ines = people.agent("Ines")
    omar = people.contact("Omar", phone=people.numbers.allocate_assigned())
    known = people.target.config.credentials
    url, limit_s = shared.helpdesk.url, shared.system.observe_s
    capture = pytestconfig.pluginmanager.get_plugin("capturemanager")
    assert capture is not None
    with capture.global_and_fixture_disabled():
        print(
            f"\nThe helpdesk listens at {url}. Connect the telephone system to it and make "
            f"calls, within {limit_s:.0f} s; Ctrl-C ends it sooner.\n"
            f"  the agent Ines: id {ines.id}, number {ines.phone}, email {ines.email}\n"
            f"  the contact Omar: id {omar.id}, number {omar.phone}, email {omar.email}\n"
            f"  credentials, for this run only: API key {known.api_key}, or "
            f"{known.email}:{known.password}\n"
            f"  for example: curl -u '{known.api_key}:X' -H 'Content-Type: application/json' \\\n"
            f'    -d \'{{"requester_id": {omar.id}, "responder_id": {ines.id}, '
            f'"call_reference_id": "1"}}\' {url}{POP_PATH}',
            file=sys.stderr,
            flush=True,
        )
        deadline = time.monotonic() + run_time().at_most(limit_s)
        try:
            while (left := deadline - time.monotonic()) > 0:
                time.sleep(min(LOOK_S, left))
        except KeyboardInterrupt:
            interrupts.forget()  # it ends the observation, not the run
            print("Judging the calls that were observed.", file=sys.stderr, flush=True)


def recorded(file: Path) -> list[Sent]:
    """Return the requests of a recording: one a line, in JSON.

    Raises:
        Inconclusive: It cannot be read.
    """
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
        found = [Sent.from_data(json.loads(line)) for line in lines[:MAX_RECORDED] if line.strip()]
    except (OSError, ValueError, AttributeError) as error:
        raise Inconclusive(f"the recording {file} cannot be read: {error}") from error
    if not found:
        not_tested("the recording holds no request")
    return found
