"""Kill -9 in the midst of the work: what was answered is there once, and nothing is half-made.

`CRASH_ROUNDS=100 pytest tests/reference/test_crash.py -rP` does it a hundred times, and shows the
figures.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import sqlite3
import threading
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest
import requests

from support.full_disk import filling
from support.helpdesk import LIMIT_S, Client, Process, client, helpdesk, number, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.full_disk import Filling

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "2"))
# Clients that pop for an agent who is offline, and for one who is online.
OFFLINE, ONLINE = (3, 5) if ROUNDS >= 100 else (2, 3)

pytestmark = pytest.mark.skipif(
    not Path("/proc").is_dir(), reason="the process that serves is found in /proc"
)


@dataclass
class Call:
    """A call as the clients know it.

    Attributes:
        n: Its number, different for each call of a run.
        agent_id: Whom it is for.
        online: Whether that agent is online.
        popped: Whether its pop was answered.
        said: What the agent wrote, and whether that was answered.
        linked: The ticket that it was linked to, once that was answered.
    """

    n: int
    agent_id: int
    online: bool
    popped: bool = False
    said: dict[str, bool] = field(default_factory=dict)
    linked: int | None = None

    @property
    def reference(self) -> str:
        """Return its call reference."""
        return f"crash-{self.n}"

    @property
    def order(self) -> str:
        """Return its call information."""
        return f"order-{self.n}."

    def attributes(self) -> dict[str, object]:
        """Return the attributes of the pop; each call comes from an unknown number."""
        return {
            "requester_phone": number(self.n),
            "responder_id": self.agent_id,
            "call_reference_id": self.reference,
            "call_info": {"Order": self.order},
        }


class Stopped(Exception):  # noqa: N818 - no error: the round is over
    """The helpdesk was killed."""


class Load:
    """Clients that keep a helpdesk busy until it is killed."""

    def __init__(self, agents: dict[int, int | None]) -> None:
        """Begin a round.

        Args:
            agents: For each agent the ticket to link calls to; ``None`` for one who is offline.
        """
        self.calls: list[Call] = []
        self.problems: list[str] = []
        self.interrupted = 0
        self.links = 0
        self._agents = agents
        self._answers = threading.Semaphore(0)
        self._killed = threading.Event()

    def run(
        self, url: str, numbers: Iterator[int], chance: random.Random, kill: Callable[[], None]
    ) -> None:
        """Let every client work, and kill the helpdesk some answers later."""
        threads = [
            threading.Thread(target=self._work, args=[url, numbers, agent_id])
            for agent_id in self._agents
        ]
        for thread in threads:
            thread.start()
        answers = chance.randrange(5, 30)
        in_time = all(self._answers.acquire(timeout=LIMIT_S) for _ in range(answers))
        # A random delay: it spreads the kill over all stages of a request.
        time.sleep(chance.random() * 0.01)
        self._killed.set()
        kill()
        for thread in threads:
            thread.join()
        if not in_time:
            self.problems.append("the clients got no answers")

    def _work(self, url: str, numbers: Iterator[int], agent_id: int) -> None:
        ticket = self._agents[agent_id]
        try:
            with client(url) as speaking:
                while True:
                    call = Call(next(numbers), agent_id, online=ticket is not None)
                    self.calls.append(call)
                    self._pop(speaking, call)
                    if ticket:
                        self._handle(speaking, call, ticket)
        except Stopped:
            pass
        except Exception as error:  # else it would be lost with its thread
            self.problems.append(repr(error))

    def _pop(self, speaking: Client, call: Call) -> None:
        self._send(lambda: speaking.pop(**call.attributes()))
        call.popped = True
        if not call.online and call.n % 3 == 0:  # a telephone system that sends it twice
            self._send(lambda: speaking.pop(**call.attributes()))

    def _handle(self, speaking: Client, call: Call, ticket: int) -> None:
        """Do some action of an agent with a call; the next pop disposes of it."""
        notes, added = f"notes-{call.n}.", f"added-{call.n}."
        match call.n % 5:
            case 0:
                self._say(speaking, call, "take_notes", notes)
                self._act(speaking, call, "make_ticket")
                self._say(speaking, call, "add_note", added)
            case 1:
                self._link(speaking, call, ticket)
                self._say(speaking, call, "add_note", added)
            case 2:
                self._say(speaking, call, "take_notes", notes)
                self._link(speaking, call, ticket)
            case 3:
                self._say(speaking, call, "take_notes", notes)
                self._act(speaking, call, "close", ticket="new")
            case _:
                self._say(speaking, call, "take_notes", notes)

    def _say(self, speaking: Client, call: Call, action: str, text: str) -> None:
        call.said[text] = False
        self._act(speaking, call, action, text=text)
        call.said[text] = True

    def _link(self, speaking: Client, call: Call, ticket: int) -> None:
        self._act(speaking, call, "link_ticket", ticket_id=ticket)
        call.linked = ticket
        self.links += 1

    def _act(self, speaking: Client, call: Call, action: str, **given: object) -> None:
        self._send(lambda: speaking.act(call.agent_id, action, **given))

    def _send(self, request: Callable[[], requests.Response]) -> None:
        """Send a request, and return once it is accepted."""
        try:
            answer = request()
        except requests.RequestException as error:
            if not self._killed.is_set():
                raise
            self.interrupted += 1
            raise Stopped from error
        if not answer.ok and not self._killed.is_set():
            raise AssertionError(f"{answer.request.body!r}: {answer.status_code} {answer.text}")
        # Requests after the kill are accepted by the restarted helpdesk.
        if not answer.ok:
            raise Stopped
        self._answers.release()
        if self._killed.is_set():
            raise Stopped


class Ways(NamedTuple):
    """How a helpdesk is run and killed.

    Attributes:
        whole: Whether all of its processes are killed.
        control: Whether it has its control API.
    """

    whole: bool
    control: bool = True


@pytest.mark.parametrize(
    "ways",
    [Ways(whole=False), Ways(whole=True), Ways(whole=True, control=False)],
    ids=["the one that serves", "the whole of it", "the whole, without the control API"],
)
def test_kill_nine_loses_and_doubles_nothing(tmp_path: Path, ways: Ways) -> None:
    chance = random.Random(4711)
    db = tmp_path / "helpdesk.db"
    options = (*(("--control",) if ways.control else ()), f"--db={db}")
    numbers = count()
    calls: list[Call] = []
    problems: list[str] = []
    interrupted = links = 0
    with helpdesk(*options) as process:
        agents, omar = arrange(process.url)
    process = Process(*options, cold=True)
    try:
        process.listen()
        for round_ in range(ROUNDS):
            with client(process.url) as speaking:
                tickets = {
                    agent: open_desk(speaking, agent, omar) if online and ways.control else None
                    for agent, online in agents
                }
                before = speaking.instance() if ways.control else None
            load = Load(tickets)

            kill = process.kill if ways.whole else partial(os.kill, process.serving, signal.SIGKILL)
            load.run(process.url, numbers, chance, kill)
            if ways.whole:
                problems += half_made(copy(db, tmp_path / "as it was left"))
                process = Process(*options, cold=True)
                process.listen()
            with client(process.url) as speaking:
                if ways.control:
                    back = partial(_is_back, speaking, before)
                    wait_until(back, "the helpdesk")
                settle(speaking, load, problems)
                for call in load.calls:
                    problems += told_wrongly(speaking, call)
            problems += [f"round {round_}: {problem}" for problem in load.problems]
            calls += load.calls
            interrupted += load.interrupted
            links += load.links
    finally:
        process.stop()
    problems += half_made(db) + lost_or_doubled(db, calls)
    said = [answered for call in calls for answered in call.said.values()]
    print(
        f"{ROUNDS} times, {OFFLINE + ONLINE} clients: {sum(call.popped for call in calls)} calls, "
        f"{sum(said)} notes and {links} links were answered, {interrupted} requests interrupted; "
        f"{len(problems)} problems"
    )
    assert problems == []
    assert interrupted > 0, "the kill came when nothing was done"


def _is_back(speaking: Client, before: str | None) -> bool:
    return speaking.instance() not in (before, None)


# -- a disk that fills ---------------------------------------------------------------------------


class Filler:
    """Clients that pop calls for agents who are offline, whatever the answers are."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.refused: list[Call] = []
        self.problems: list[str] = []
        self._answers = threading.Semaphore(0)
        self._killed = threading.Event()

    def run(self, process: Filling, numbers: Iterator[int], agents: list[int]) -> None:
        """Let every client work; fill the disk, make room, and kill the helpdesk."""
        threads = [
            threading.Thread(target=self._work, args=[process.url, numbers, agent])
            for agent in agents
        ]
        for thread in threads:
            thread.start()
        for action in (process.fill, process.make_room, process.kill):
            in_time = all(self._answers.acquire(timeout=LIMIT_S) for _ in range(25))
            if not in_time:
                self.problems.append("the clients got no answers")
            if action == process.kill:
                self._killed.set()
            action()
        for thread in threads:
            thread.join()

    def _work(self, url: str, numbers: Iterator[int], agent: int) -> None:
        with client(url) as speaking:
            while not self._killed.is_set():
                call = Call(next(numbers), agent, online=False)
                self.calls.append(call)
                try:
                    status = speaking.pop(**call.attributes()).status_code
                except requests.RequestException as error:
                    if not self._killed.is_set():
                        self.problems.append(repr(error))
                    return
                call.popped = status == 201
                if status == 507:
                    self.refused.append(call)
                elif status != 201:
                    self.problems.append(f"{call.reference}: {status}")
                self._answers.release()


def test_a_disk_that_fills_loses_and_doubles_nothing(tmp_path: Path) -> None:
    db, log = tmp_path / "helpdesk.db", tmp_path / "log"
    numbers = count()
    problems: list[str] = []
    calls: list[Call] = []
    refused: list[Call] = []
    with helpdesk("--control", f"--db={db}") as first:
        agents, _ = arrange(first.url)
    for round_ in range(ROUNDS):
        with filling(log, f"--db={db}") as process:
            load = Filler()
            load.run(process, numbers, [agent for agent, _ in agents])
        problems += [f"round {round_}: {problem}" for problem in load.problems]
        problems += half_made(copy(db, tmp_path / "as it was left"))
        calls += load.calls
        refused += load.refused
    problems += lost_or_doubled(db, calls)
    with closing(sqlite3.connect(db)) as opened:
        there = {reference for (reference,) in opened.execute("SELECT reference FROM calls")}
    problems += [
        f"{call.reference}: refused, and there" for call in refused if call.reference in there
    ]
    print(
        f"{ROUNDS} times, {len(agents)} clients: {sum(call.popped for call in calls)} calls were "
        f"answered, {len(refused)} refused with 507; {len(problems)} problems"
    )
    assert problems == []
    assert refused, "the disk was never full"
    assert set(log.read_text("utf-8").splitlines()) <= {
        "The disk is full: changes are answered with 507 until there is room"
    }


def arrange(url: str) -> tuple[list[tuple[int, bool]], int]:
    """Make agents, each with whether online, and the contact whose tickets calls are linked to."""
    with client(url) as speaking:
        agents = [
            (speaking.make("agents", email=f"agent-{n}@example.com"), n >= OFFLINE)
            for n in range(OFFLINE + ONLINE)
        ]
        return agents, speaking.make("contacts", name="Omar", email="omar@example.com")


def open_desk(speaking: Client, agent_id: int, requester_id: int) -> int:
    """Open an agent's desktop, and return a ticket to link calls to."""
    speaking.set_presence(agent_id, online=True)
    return speaking.make_ticket(requester_id)


def settle(speaking: Client, load: Load, problems: list[str]) -> None:
    """Complete the work that the crash interrupted, as the people on both sides would."""
    for call in load.calls:
        if call.popped and call.online and not speaking.details(call.reference):
            problems += shown_wrongly(speaking, call)
    for agent_id in {call.agent_id for call in load.calls if call.online}:
        speaking.set_presence(agent_id, online=True)
        if widget := speaking.widget(agent_id):
            undecided = "make_ticket" in widget["actions"]
            ended = speaking.act(agent_id, "close", **({"ticket": "new"} if undecided else {}))
            if not ended.ok:
                problems.append(f"closing it after the crash: {ended.text}")
    for call in load.calls:
        if not call.popped and not call.online:  # the telephone system tries again
            call.popped = speaking.pop(**call.attributes()).ok


def shown_wrongly(speaking: Client, call: Call) -> list[str]:
    """Return the faults in the widget of a call that has no ticket yet."""
    speaking.set_presence(call.agent_id, online=True)
    widget = speaking.widget(call.agent_id)
    if widget is None or widget["requester"]["name"] != number(call.n):
        return [f"{call.reference}: lost, neither a ticket nor a widget: {widget}"]
    written = {text for text in call.said if text.startswith("notes-")}
    answered = {text for text in written if call.said[text]}
    if not answered <= {widget["notes"]} <= written | {""}:
        return [f"{call.reference}: {written} was written, {widget['notes']!r} is there"]
    return []


def told_wrongly(speaking: Client, call: Call) -> list[str]:
    """Return the faults of a call as seen through the API."""
    found = speaking.details(call.reference)
    callers = speaking.get(f"contacts?phone=%2B{number(call.n)[1:]}")
    if len(found) != len(callers) or len(found) > 1 or (call.popped and not found):
        return [f"{call.reference}: answered {call.popped}, details {found}, callers {callers}"]
    if not found:
        return []
    ticket_id, note_id = found[0]["ticket_id"], found[0]["note_id"]
    ticket = speaking.get(f"tickets/{ticket_id}?include=conversations")
    entries = speaking.get(f"tickets/{ticket_id}/time_entries?per_page=100")
    told = Counter(
        {
            "time entry": sum(entry["note"].endswith(f" {call.reference}") for entry in entries),
            call.order: sum(call.order in note["body"] for note in ticket["conversations"]),
        }
    )
    wrong = [f"{call.reference}: {what} {n} times" for what, n in told.items() if n != 1]
    for text, answered in call.said.items():
        n = sum(text in note["body"] for note in ticket["conversations"])
        if not int(answered) <= n <= 1:
            wrong.append(f"{call.reference}: {text} {n} times, answered {answered}")
    if call.linked and (ticket_id != call.linked or note_id is None):
        wrong.append(f"{call.reference}: linked to {call.linked}, but {found}")
    if note_id is None and ticket["requester_id"] != callers[0]["id"]:
        wrong.append(f"{call.reference}: the ticket is of {ticket['requester_id']}")
    if note_id and note_id not in {note["id"] for note in ticket["conversations"]}:
        wrong.append(f"{call.reference}: its note {note_id} is not on its ticket")
    return wrong


# -- in the database -----------------------------------------------------------------------------

HALF_MADE = {
    "a call with neither a ticket nor a widget": """
        SELECT reference FROM calls
        WHERE ticket_id IS NULL AND id NOT IN (SELECT call_id FROM widgets)""",
    "a call whose time is not entered just once, on its ticket": """
        SELECT reference FROM calls WHERE (ticket_id IS NOT NULL) <> (
          SELECT count(*) FROM time_entries
          WHERE note = 'Call reference: ' || reference AND ticket_id = calls.ticket_id)""",
    "time of no call": """
        SELECT note FROM time_entries WHERE note NOT IN (
          SELECT 'Call reference: ' || reference FROM calls WHERE ticket_id IS NOT NULL)""",
    "a call whose information is not noted just once, on its ticket": """
        SELECT reference FROM calls WHERE (ticket_id IS NOT NULL) <> (
          SELECT count(*) FROM notes
          WHERE ticket_id = calls.ticket_id AND instr(body, json_extract(call_info, '$.Order')))""",
    "a link whose note is elsewhere": """
        SELECT reference FROM calls JOIN notes ON notes.id = note_id
        WHERE notes.ticket_id <> calls.ticket_id""",
    "a ticket made by other than one call": """
        SELECT id FROM tickets WHERE source = 3 AND 1 <> (
          SELECT count(*) FROM calls WHERE ticket_id = tickets.id AND note_id IS NULL)""",
    "a caller of other than one call": """
        SELECT name FROM people WHERE phone IS NOT NULL AND kind = 'contact' AND 1 <> (
          SELECT count(*) FROM calls WHERE requester_id = people.id)""",
    "notes that are taken still and on a ticket too": """
        SELECT reference FROM calls WHERE ticket_id IS NOT NULL AND notes <> ''""",
    "a record that points to none": "PRAGMA foreign_key_check",
    "a damaged file": "SELECT * FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
}


def half_made(db: Path) -> list[str]:
    """Return incomplete records of a database; there must be none, whenever it was killed."""
    with closing(sqlite3.connect(db)) as opened:
        return [
            f"{what}: {tuple(row)}"
            for what, sql in HALF_MADE.items()
            for row in opened.execute(sql)
        ]


def lost_or_doubled(db: Path, calls: list[Call]) -> list[str]:
    """Return the calls and notes that are missing or duplicated."""
    with closing(sqlite3.connect(db)) as opened:
        there = Counter(reference for (reference,) in opened.execute("SELECT reference FROM calls"))
        bodies = " ".join(body for (body,) in opened.execute("SELECT body FROM notes"))
    written = Counter(re.findall(r"\b(?:notes|added)-\d+\.", bodies))
    found = [(call.reference, there[call.reference], call.popped) for call in calls]
    found += [(text, written[text], was) for call in calls for text, was in call.said.items()]
    known = {name for name, _, _ in found}
    return [
        *(f"{name}: {n} times, answered {was}" for name, n, was in found if not was <= n <= 1),
        *(f"{name}: nobody sent it" for name in (there.keys() | written.keys()) - known),
    ]


def copy(db: Path, folder: Path) -> Path:
    """Copy a database, with its log, as a process that is gone has left it."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for file in db.parent.glob(f"{db.name}*"):
        shutil.copy(file, folder)
    return folder / db.name
