"""The adapter of a telephone system: one event in, one answer out (`spec/telephony.yaml`)."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from cti_conformance.ledger.rules import load_yaml, spec_file
from cti_conformance.target.telephony.processes import MAX_OUTPUT_BYTES, POLL_S, Command
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

STOP_S = 3.0
"""How long a client that stays may take to end after its input was closed."""


@dataclass
class Handling:
    """How a client has handled one event.

    Attributes:
        event: The event.
        answer: Its answer; empty if there was none that can be read.
        problem: Why there was none; empty if there was one.
        timed_out: Whether the time limit was the reason.
        log: What the client had written to its standard error by then.
    """

    event: Mapping[str, Any]
    answer: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""
    timed_out: bool = False
    log: str = ""

    @property
    def outcome(self) -> str:
        """The outcome that it reports; empty if none."""
        return str(self.answer.get("outcome", ""))

    @property
    def message(self) -> str:
        """What it would show to a person."""
        return str(self.answer.get("message") or "")


class Adapter:
    """A vendor's command, for one scenario.

    Args:
        words: The command.
        env: Its environment.
        limit_s: Maximum time for one event, in seconds.
        stays: Whether it stays up, and takes one event a line.

    Attributes:
        gives_up: Whether to end the client, since it sends without end.
    """

    def __init__(
        self, words: Sequence[str], env: Mapping[str, str], limit_s: float, *, stays: bool
    ) -> None:
        self._words, self._env, self._limit_s = words, env, limit_s
        self._stays = stays
        self.gives_up: Callable[[], bool] = lambda: False
        self._commands: list[Command] = []
        self._resident: Command | None = None
        self._given: set[int] = set()
        self._lock = threading.Lock()

    def handle(self, event: Mapping[str, Any]) -> Handling:
        """Give the client an event, and return its answer; safe for several threads."""
        handling = Handling(event)
        if self._stays:
            self._handle_line(handling)
        else:
            self._handle_once(handling)
        return handling

    @property
    def surplus(self) -> str:
        """What is wrong with the answers of a client that stays, beyond those that were read."""
        lines = self._resident.output.splitlines() if self._resident else []
        count = Counter(map(_number_of, filter(str.strip, lines)))
        twice = [str(number) for number in self._given if count[number] > 1]
        if twice:
            return f"the client wrote several answers to event {', '.join(twice)}"
        if count.total() > len(self._given):
            return "the client wrote lines to its standard output that answer no event"
        return ""

    @property
    def output(self) -> str:
        """All that the client has written, on both streams."""
        return "\n".join(f"{one.output}\n{one.log}" for one in self._commands)

    def close(self) -> None:
        """End the client: one that stays has a moment to end by itself."""
        if self._resident:
            self._resident.write("", ends=True)
            self._resident.wait(STOP_S)
        self.kill()

    def kill(self) -> None:
        """End whatever still runs, at once."""
        for command in self._commands:
            command.kill()

    # -- helpers ---------------------------------------------------------------------------

    def _start(self) -> Command:
        command = Command(self._words, self._env, None)
        with self._lock:
            self._commands.append(command)
        return command

    def _handle_once(self, handling: Handling) -> None:
        command = self._start()
        command.write(json.dumps(handling.event, ensure_ascii=False) + "\n", ends=True)
        if not command.wait(self._limit_s, self.gives_up):
            command.kill()
            handling.timed_out = True
            handling.problem = f"the client did not end within {self._limit_s:g} s"
            if self.gives_up():
                handling.problem = "the client sent requests without end"
        elif problem := _why_unusable(command):
            command.kill()
            handling.problem = problem
        elif command.status:
            handling.problem = _crash(command)
        else:
            _read(handling, command.output)
        handling.log = command.log

    def _handle_line(self, handling: Handling) -> None:
        command = self._write_line(handling.event)
        line = self._wait_for_line(command, handling)
        if line:
            handling.problem = self._why_no_answer(line)
        if not handling.problem:
            _read(handling, line)
        handling.log = command.log

    def _write_line(self, event: Mapping[str, Any]) -> Command:
        """Give an event to the client that stays, which is started for the first one."""
        with self._lock:
            if self._resident is None:
                self._resident = Command(self._words, self._env, None)
                self._commands.append(self._resident)
            command = self._resident
            self._given.add(event["event"])
            command.write(json.dumps(event, ensure_ascii=False) + "\n", ends=False)
        return command

    def _wait_for_line(self, command: Command, handling: Handling) -> str:
        """Return the line that answers an event; without one, say why in the handling."""
        number = handling.event["event"]
        deadline = time.monotonic() + run_time().at_most(self._limit_s)
        while not (line := self._line_for(command.output, number)):
            if problem := _why_unusable(command):
                handling.problem = problem
                return ""
            if command.status is not None:
                command.wait(0)  # for the rest of its output
                if line := self._line_for(command.output, number):
                    return line
                handling.problem = _crash(command)
                return ""
            if time.monotonic() > deadline or self.gives_up():
                handling.timed_out = True
                limit = f"within {self._limit_s:g} s"
                handling.problem = f"the client did not answer {limit}; does it flush its output?"
                return ""
            time.sleep(POLL_S)
        return line

    def _line_for(self, output: str, number: int) -> str:
        """Return the whole line that answers an event; empty if there is none yet.

        A line that is not JSON, or answers no event that was given, is returned to whoever waits.
        """
        for line in filter(str.strip, output.split("\n")[:-1]):
            answered = _number_of(line)
            if answered == number or answered not in self._given:
                return line
        return ""

    def _why_no_answer(self, line: str) -> str:
        """Return why a line answers no event, if it is JSON; empty if it answers one."""
        try:
            content = json.loads(line)
        except (ValueError, RecursionError):
            return ""
        if isinstance(content, dict) and "event" not in content:
            return (
                "the client's answer has no `event`; with --client-stays each answer repeats the "
                f"number of its event: {line}"
            )
        if isinstance(content, dict) and _number_of(line) not in self._given:
            return f"the client answered event {content['event']!r}, which it was not given"
        return ""


def _why_unusable(command: Command) -> str:
    if command.error:
        return command.error
    if command.has_written_too_much:
        return f"the client wrote more than {MAX_OUTPUT_BYTES // 1000} kB"
    return ""


def _crash(command: Command) -> str:
    """Return how a command ended, with the last line of its log."""
    text = f"the client ended with status {command.status}"
    last = command.log.rstrip().rpartition("\n")[2]
    return f"{text}: {last}" if last else text


def _number_of(line: str) -> int | None:
    """Return the number of the event that a line answers; ``None`` if it answers none."""
    try:
        number = json.loads(line)["event"]
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return number if type(number) is int else None


def _read(handling: Handling, text: str) -> None:
    """Read the answer, and check its form."""
    try:
        answer = json.loads(text)
    except (ValueError, RecursionError):
        handling.problem = _why_no_json(text.strip())
        return
    wrong = next(_answers().iter_errors(answer), None)
    if wrong is not None:
        where = "/".join(map(str, wrong.path)) or "the answer"
        handling.problem = f"the client's answer is not as documented: {where}: {wrong.message}"
        return
    handling.answer = answer


def _why_no_json(text: str) -> str:
    """Return what is wrong with an output that is not one JSON text."""
    if not text:
        return "the client answered no JSON: (nothing)"
    decoder, rest, count = json.JSONDecoder(), text, 0
    try:
        while rest:
            rest = rest[decoder.raw_decode(rest)[1] :].lstrip()
            count += 1
    except (ValueError, RecursionError):
        hint = "; only the answer belongs on standard output" if count or "\n" in text else ""
        return f"the client answered no JSON{hint}: {text}"
    return (
        f"the client wrote {count} JSON texts to its standard output, where one event has one "
        f"answer: {text}"
    )


@cache
def _answers() -> Draft202012Validator:
    document = load_yaml(spec_file("telephony.yaml"))
    return Draft202012Validator({"$ref": "#/$defs/answer", "$defs": document["$defs"]})
