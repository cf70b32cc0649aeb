"""Records exchanges with a reference, as steps that a page shows and a reader can repeat."""

from __future__ import annotations

import json
import re
import shlex
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cti_conformance.config.credentials import logins, token_login
from cti_conformance.config.target_config import CONTROL_PATH, Limits
from cti_conformance.results.step_outcomes import eventually
from cti_conformance.target.embedded import EmbeddedReference
from cti_conformance.text.redaction import Redactor
from cti_conformance.transport.client import HttpClient
from cti_conformance.transport.liveness import Liveness
from cti_conformance.transport.recorder import Recorder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.transport.answer import Answer

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
    """A client of one reference that records each exchange as a step."""

    def __init__(self, reference: EmbeddedReference) -> None:
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
        """Close the connections."""
        self._api.close()
        self._control.close()

    def _step(self, event: Event, answer: Answer) -> Any:
        if not answer.accepted:
            raise RecordingFailed(f"{event.title}: {answer.request} answered {answer}")
        (exchange,) = self._recorder.take()
        command = exchange.as_dict()["curl"].replace(self._url, PUBLIC)
        text = json.dumps(answer.json, indent=2) if answer.content else ""
        self._steps.append(
            Step(
                event=event,
                request=f"{answer.request.partition(' ')[0]} {_path(command)}",
                # Line breaks before the long arguments.
                command=re.sub(r" (-H 'Content|--data-raw|'?http)", r" \\\n  \1", command),
                status=answer.status,
                answer=text.replace(self._url, PUBLIC),
            )
        )
        return answer.json


@contextmanager
def recording() -> Iterator[Recording]:
    """Start a reference to record from, and stop it at the end."""
    reference = EmbeddedReference()
    try:
        made = Recording(reference)
        try:
            yield made
        finally:
            made.close()
    finally:
        reference.stop()


def _path(command: str) -> str:
    return shlex.split(command)[-1].removeprefix(PUBLIC)
