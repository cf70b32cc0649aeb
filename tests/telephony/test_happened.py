"""What a failure shows of the events, the requests and the answers of a telephone system."""

from __future__ import annotations

from typing import Any

from cti_conformance.ledger.attributes import POP_PATH
from cti_conformance.steps.telephony.happened import MAX_LOG_LINES, MAX_SENT, described
from cti_conformance.target.ports.telephony import Happening
from cti_conformance.target.telephony.adapter import Handling
from cti_conformance.target.telephony.sent import Sent
from cti_conformance.text.redaction import Redactor

KEY = "sesame-8842-key"
EVENT: dict[str, Any] = {"event": 1, "type": "ring", "call": "c-1"}


def pop(body: str = '{"requester_id": 7}', status: int | None = 201) -> Sent:
    return Sent(0.0, "POST", POP_PATH, (), body.encode(), status=status)


def shown(*happenings: Happening) -> list[str]:
    return list(described(happenings, Redactor((KEY,))))


def test_the_event_the_body_the_answer_and_the_log_are_shown() -> None:
    handling = Handling(EVENT, {"outcome": "done"}, log=f"first\nlast with {KEY}\n")
    assert shown(Happening(handling, [pop(), pop(status=None)])) == [
        'event: {"event": 1, "type": "ring", "call": "c-1"}',
        f'sent: POST {POP_PATH}, {{"requester_id": 7}}, answered 201',
        f'sent: POST {POP_PATH}, {{"requester_id": 7}}, answered by nothing',
        'answer: {"outcome": "done"}',
        "log: first",
        "log: last with [redacted]",
    ]


def test_events_at_once_share_their_requests() -> None:
    sent: list[Sent] = []
    both = [Happening(Handling({**EVENT, "event": n}, problem="it hangs"), sent) for n in (1, 2)]
    lines = shown(*both)
    assert [line.partition(":")[0] for line in lines] == ["event", "event", "sent", *["answer"] * 2]
    assert lines[2:4] == ["sent: nothing", "answer: none: it hangs"]


def test_only_so_much_is_shown() -> None:
    log = "\n".join(f"line {number}" for number in range(100))
    lines = shown(Happening(Handling(EVENT, log=log), [pop(KEY)] * (MAX_SENT + 3)))
    assert lines[MAX_SENT + 1] == "sent: 3 more requests"
    assert sum(line.startswith("log:") for line in lines) == MAX_LOG_LINES
    assert KEY not in str(lines)
    assert shown() == []
