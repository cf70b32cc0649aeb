"""Which exchanges a report shows, and what it knows of their sending."""

from __future__ import annotations

from cti_conformance.config.credentials import Login
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.recorder import Exchange, Recorder, Sent, Wait

ONE = Exchange(
    *("GET", "https://helpdesk.example.com/1", "https://helpdesk.example.com", None, None),
    *(Login("Basic x", "-u x"), 200, "{}", 0.1, Redactor()),
    sent=Sent(1_000.0),
)


def test_what_is_not_shown_is_heard_of_nevertheless() -> None:
    heard: list[Exchange] = []
    recorder = Recorder(sink=heard.append)
    with recorder.unrecorded():
        with recorder.unrecorded():
            assert recorder.add(ONE) == -1
        assert recorder.add(ONE) == -1, "the inner one has ended"
    assert recorder.add(ONE) == 0
    assert (len(heard), len(recorder.take())) == (3, 1)


def test_a_wait_belongs_to_the_next_exchange_only() -> None:
    recorder, wait = Recorder(), Wait(2.0, "the time of the call is measured")
    recorder.note_wait(wait)
    recorder.recall(ONE)
    recorder.add(ONE)
    recorder.add(ONE)
    assert [one.sent.waits for one in recorder.exchanges] == [(), (wait,), ()]
    assert [one.sent.earlier for one in recorder.exchanges] == [True, False, False]
    assert recorder.exchanges == [ONE] * 3, "it is the same exchange"
    recorder.note_wait(wait)
    recorder.take()
    recorder.add(ONE)
    assert recorder.exchanges[0].sent.waits == (), "nor to the next scenario"
