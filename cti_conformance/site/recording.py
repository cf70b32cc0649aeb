"""Records exchanges with a reference, as steps that a page shows and a reader can repeat."""

from __future__ import annotations

import json
import re
import shlex
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cti_conformance.config.credentials import logins, token_login
from cti_conformance.config.target_config import CONTROL_PATH, Limits, TargetConfig
from cti_conformance.config.telephony import TelephonyUnderTest
from cti_conformance.results.step_outcomes import eventually
from cti_conformance.target.connection import Connection
from cti_conformance.target.embedded import EmbeddedReference
from cti_conformance.target.ports.telephony import TelephonySystem
from cti_conformance.target.telephony.helpdesk import ListeningHelpdesk
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.client import HttpClient
from cti_conformance.transport.liveness import Liveness
from cti_conformance.transport.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.recorder import Exchange

PUBLIC = "http://127.0.0.1:8080"
"""The default address of the reader's own reference."""


class RecordingFailed(Exception):  # noqa: N818 - says what happened
    """The reference behaved differently from the page; the message describes how."""


@dataclass(frozen=True)
class Event:
    """A step as the page describes it.

    Attributes:
        sender: Who does it.
        receiver: To whom.
        title: The event, in a few words.
        why: An explanation; may be empty.
        rules: The rules that require it.
    """

    sender: str
    receiver: str
    title: str
    why: str = ""
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Step:
    """An event, and the exchange that shows it.

    Attributes:
        request: Method and path.
        command: The request as a command that sends it again.
        status: The status of the answer.
        answer: Its body as indented JSON; empty if there is none.
    """

    event: Event
    request: str
    command: str
    status: int
    answer: str


class Recording:
    """A client of one reference that records each exchange as a step.

    Args:
        reference: The reference.
        client: The command of the telephone system's client, which handles `happens`.
    """

    def __init__(self, reference: EmbeddedReference, client: Sequence[str]) -> None:
        known, limits = reference.credentials, Limits()
        self._url = reference.url
        self._recorder = Recorder()
        shared = (Redactor(known.secrets), limits, self._recorder, Liveness())
        self._api = HttpClient(self._url, logins(known), *shared)
        self._control = HttpClient(
            self._url + CONTROL_PATH,
            token_login(str(known.control_token)),
            *shared,
        )
        self._connection = Connection(TargetConfig(self._url, known))
        self._listening = ListeningHelpdesk(self._connection)
        self._telephone = TelephonySystem(
            TelephonyUnderTest(tuple(client)), self._listening, self._connection
        )
        self._steps: list[Step] = []

    def take(self) -> tuple[Step, ...]:
        """Return the recorded steps, and start a new list."""
        taken, self._steps = tuple(self._steps), []
        return taken

    def api(self, event: Event, method: str, path: str, content: object = None) -> Any:
        """Send a request to the helpdesk's own APIs, and return the JSON of the answer."""
        return self._step(event, self._api.send(method, path, json_body=content))

    def control(self, event: Event, method: str, path: str, content: object = None) -> Any:
        """Send a request to the control API, and return the JSON of the answer."""
        return self._step(event, self._control.send(method, path, json_body=content))

    def happens(self, event: Event, **happening: object) -> Any:
        """Let the client of the telephone system handle an event, which takes one request.

        Returns:
            The JSON of the helpdesk's answer.
        """
        handling = self._telephone.give(**happening).handling
        exchanges = self._connection.recorder.take()
        if handling.outcome != "done" or len(exchanges) != 1:
            reason = handling.problem or handling.answer
            raise RecordingFailed(f"{event.title}: {len(exchanges)} requests; the client: {reason}")
        return self._add(event, exchanges[0], json.loads(exchanges[0].answer))

    def widget(self, event: Event, agent_id: int, **wanted: object) -> None:
        """Poll an agent's widget until it shows the wanted content; ``None`` means no widget."""

        def look() -> Answer:
            self._recorder.take()
            return self._control.send("GET", f"/agents/{agent_id}/widget")

        def shows(answer: Answer) -> bool:
            widget = answer.json["widget"]
            if widget is None or not wanted:
                return widget is None and not wanted
            return all(widget[name] == value for name, value in wanted.items())

        answer = eventually(look, shows, within_s=Limits().appear_s)
        if not shows(answer):
            raise RecordingFailed(f"{event.title}: the widget shows {answer}")
        self._step(event, answer)

    def close(self) -> None:
        """Close the connections, and end the client."""
        self._telephone.close()
        self._listening.close()
        self._connection.close()
        self._api.close()
        self._control.close()

    def _step(self, event: Event, answer: Answer) -> Any:
        if not answer.accepted:
            raise RecordingFailed(f"{event.title}: {answer.request} answered {answer}")
        (exchange,) = self._recorder.take()
        return self._add(event, exchange, answer.json if answer.content else None)

    def _add(self, event: Event, exchange: Exchange, content: Any) -> Any:
        command = str(exchange.as_dict()["curl"])
        for url in (self._url, self._listening.url):
            command = command.replace(url, PUBLIC)
        text = "" if content is None else json.dumps(content, indent=2)
        self._steps.append(
            Step(
                event=event,
                request=f"{exchange.method} {_path(command)}",
                # Line breaks before the long arguments.
                command=re.sub(r" (-H 'Content|--data-raw|'?http)", r" \\\n  \1", command),
                status=exchange.status or 0,
                answer=text.replace(self._url, PUBLIC),
            )
        )
        return content


@contextmanager
def recording(client: Sequence[str]) -> Iterator[Recording]:
    """Start a reference to record from, and stop it at the end.

    Args:
        client: The command of the telephone system's client.
    """
    reference = EmbeddedReference()
    try:
        made = Recording(reference, client)
        try:
            yield made
        finally:
            made.close()
    finally:
        reference.stop()


def _path(command: str) -> str:
    return shlex.split(command)[-1].removeprefix(PUBLIC)
