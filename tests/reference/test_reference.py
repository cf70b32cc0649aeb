"""The reference helpdesk: what it refuses, how it starts and stops, and that it keeps its spec."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
import requests

from cti_conformance.config.target_config import CONTROL_PATH
from cti_conformance.ledger.attributes import POP_PATH
from support.contract import CONTROL, description, flaws, operation, operations
from support.helpdesk import (
    API_KEY,
    TOKEN,
    Client,
    Process,
    children,
    client,
    done,
    helpdesk,
    number,
    start_in_vain,
    wait_until,
)
from support.processes import Mark

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NOBODY = 999_999_999_999
MEGABYTE = 1_000_000
BODY_LIMIT = 5_000_000
ALL_ACTIONS: dict[str, dict[str, Any]] = {
    "take_notes": {"text": "Notes"},
    "add_note": {"text": "A note"},
    "make_ticket": {},
    "link_ticket": {"ticket_id": 1},
    "forward": {"agent_id": NOBODY},
    "dismiss": {},
    "close": {},
}


@pytest.fixture
def mark(request: pytest.FixtureRequest) -> str:
    """Return a unique text: one helpdesk serves all tests of this module."""
    return "".join(c if c.isalnum() else "-" for c in request.node.name)


@pytest.fixture
def agent_id(speaking: Client, mark: str) -> int:
    agent = speaking.make("agents", email=f"{mark}@example.com")
    speaking.set_presence(agent, online=True)
    return agent


@pytest.fixture
def caller_id(speaking: Client, mark: str) -> int:
    return speaking.make("contacts", name="Omar", email=f"omar-{mark}@example.com")


@pytest.fixture
def reference(speaking: Client, mark: str, agent_id: int, caller_id: int) -> str:
    """Let a call come in, and return its reference."""
    told = {"requester_id": caller_id, "responder_id": agent_id, "call_reference_id": mark}
    done(speaking.pop(**told))
    return mark


# -- refusals of the widget ----------------------------------------------------------------------


def unchanged(speaking: Client, agent_id: int, caller_id: int, ask: Callable[[], Any]) -> Any:
    """Send a request that must change nothing; return its result."""

    def picture() -> list[Any]:
        tickets = speaking.get(f"tickets?requester_id={caller_id}")
        below = [
            speaking.get(f"tickets/{ticket['id']}/{kind}")
            for ticket in tickets
            for kind in ("conversations", "time_entries")
        ]
        return [speaking.widget(agent_id), tickets, below]

    before = picture()
    came = ask()
    assert picture() == before
    return came


def refused(answer: requests.Response, status: int, field: str = "") -> None:
    """Check that an answer is a clear refusal in the form of the contract."""
    assert answer.status_code == status, answer.text
    told = answer.json()
    if field:
        assert told["description"] == "Validation failed"
        assert field in [error["field"] for error in told["errors"]]
        assert all(error["message"] and error["code"] for error in told["errors"])
    else:
        assert told["code"]
        assert told["message"]


def refuses_everything(speaking: Client, agent_id: int, caller_id: int) -> None:
    for action, given in ALL_ACTIONS.items():
        ask = partial(speaking.act, agent_id, action, **given)
        refused(unchanged(speaking, agent_id, caller_id, ask), 409, "action")


def test_without_a_widget_no_action_is_done(
    speaking: Client, agent_id: int, caller_id: int
) -> None:
    refuses_everything(speaking, agent_id, caller_id)


@pytest.mark.parametrize(
    ("end", "given", "tickets"), [("dismiss", {}, 0), ("close", {"ticket": "new"}, 1)]
)
def test_a_widget_that_is_gone_refuses_every_action(
    speaking: Client,
    agent_id: int,
    caller_id: int,
    reference: str,
    end: str,
    given: dict[str, str],
    tickets: int,
) -> None:
    done(speaking.act(agent_id, end, **given))
    refuses_everything(speaking, agent_id, caller_id)
    assert len(speaking.details(reference)) == tickets


@pytest.mark.usefixtures("reference")
def test_a_desktop_that_is_closed_refuses_every_action(
    speaking: Client, agent_id: int, caller_id: int
) -> None:
    speaking.set_presence(agent_id, online=False)
    refuses_everything(speaking, agent_id, caller_id)
    speaking.set_presence(agent_id, online=True)
    assert speaking.widget(agent_id)


@pytest.mark.usefixtures("reference")
def test_an_action_that_the_widget_does_not_offer_is_refused(
    speaking: Client, agent_id: int, caller_id: int
) -> None:
    other = speaking.make_ticket(caller_id)

    def refuses(action: str, **given: object) -> None:
        ask = partial(speaking.act, agent_id, action, **given)
        refused(unchanged(speaking, agent_id, caller_id, ask), 409, "action")

    refuses("add_note", text="There is no ticket yet")
    refuses("close", ticket="shown")
    refuses("close")
    done(speaking.act(agent_id, "make_ticket"))
    refuses("make_ticket")
    refuses("link_ticket", ticket_id=other)
    refuses("take_notes", text="Too late")
    refuses("close", ticket="new")
    refuses("close", ticket="shown")
    done(speaking.act(agent_id, "close"))


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"action": "link_ticket", "ticket_id": NOBODY}, "ticket_id"),
        ({"action": "link_ticket", "ticket_id": "1"}, "ticket_id"),
        ({"action": "link_ticket", "ticket_id": 0}, "ticket_id"),
        ({"action": "link_ticket", "ticket_id": 10**18}, "ticket_id"),
        ({"action": "link_ticket"}, "ticket_id"),
        ({"action": "forward", "agent_id": NOBODY}, "agent_id"),
        ({"action": "forward", "agent_id": None}, "agent_id"),
        ({"action": "take_notes"}, "text"),
        ({"action": "take_notes", "text": 1}, "text"),
        ({"action": "take_notes", "text": "Notes", "ticket_id": 1}, "ticket_id"),
        ({"action": "close", "ticket": "another"}, "ticket"),
        ({"action": "hang_up"}, "action"),
        ({"action": 1}, "action"),
        ({"text": "Notes"}, "action"),
        ({}, "action"),
    ],
    ids=json.dumps,
)
def test_an_action_that_cannot_be_read_is_refused(
    speaking: Client, agent_id: int, caller_id: int, given: dict[str, Any], field: str
) -> None:
    path = f"/agents/{agent_id}/widget/actions"
    ask = partial(speaking.control, "POST", path, given)
    refused(unchanged(speaking, agent_id, caller_id, ask), 400, field)


def test_a_time_that_is_not_written_as_hours_and_minutes_is_refused(
    speaking: Client, caller_id: int
) -> None:
    ticket = speaking.make_ticket(caller_id)
    for time_spent in ("", "5", "00:60"):
        path = f"/api/v2/tickets/{ticket}/time_entries"
        refused(speaking.send("POST", path, {"time_spent": time_spent}), 400, "time_spent")


@pytest.mark.usefixtures("reference")
def test_a_call_is_forwarded_to_another_agent_only(
    speaking: Client, agent_id: int, caller_id: int
) -> None:
    for whom in (agent_id, caller_id):
        path, given = f"/agents/{agent_id}/widget/actions", {"action": "forward", "agent_id": whom}
        ask = partial(speaking.control, "POST", path, given)
        refused(unchanged(speaking, agent_id, caller_id, ask), 400, "agent_id")


@pytest.mark.parametrize("kind", ["nobody", "a contact", "0", "minus one", "a name", "too large"])
def test_an_unknown_agent_is_not_found(speaking: Client, caller_id: int, kind: str) -> None:
    ids: dict[str, object] = {"nobody": NOBODY, "a contact": caller_id, "0": 0}
    ids |= {"minus one": -1, "a name": "tom", "too large": 10**18}
    agent = f"/agents/{ids[kind]}"
    for method, path, content in (
        ("GET", "/presence", None),
        ("PUT", "/presence", {"online": True}),
        ("GET", "/widget", None),
        ("POST", "/widget/actions", {"action": "dismiss"}),
        ("POST", "/pages/tickets/1", None),
        ("GET", "/numbers", None),
        ("PUT", "/numbers", {"picked": None}),
        ("POST", "/sign-in", None),
    ):
        refused(speaking.control(method, agent + path, content), 404)


def test_an_unknown_ticket_has_no_page(speaking: Client, agent_id: int) -> None:
    for ticket in (NOBODY, 0, "first"):
        refused(speaking.control("POST", f"/agents/{agent_id}/pages/tickets/{ticket}"), 404)


def test_a_number_that_is_none_of_the_helpdesk_cannot_be_picked(
    speaking: Client, agent_id: int
) -> None:
    path = f"/agents/{agent_id}/numbers"
    for picked in (number(4711), "none", "", 1):
        refused(speaking.control("PUT", path, {"picked": picked}), 400, "picked")


SOFTPHONE = {
    "enabled": True,
    "url": "https://phone.example.com/?agent={agent_id}",
    "width": 320,
    "height": 480,
}
DIAL = {"enabled": True, "request_type": "GET", "callback_url": "https://phone.example.com/call"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"cti_enabled": "no"}, "cti_enabled"),
        ({"new_ticket": 1}, "new_ticket"),
        ({"helpdesk_numbers": "+12125550100"}, "helpdesk_numbers"),
        ({"helpdesk_numbers": [""]}, "helpdesk_numbers"),
        ({"language": "en"}, "language"),
        ({"softphone": {**SOFTPHONE, "url": ""}}, "softphone.url"),
        ({"softphone": {**SOFTPHONE, "url": "javascript:alert(1)"}}, "softphone.url"),
        ({"softphone": {**SOFTPHONE, "url": "//phone.example.com"}}, "softphone.url"),
        ({"softphone": {**SOFTPHONE, "url": "https://{agent_id}.example.com"}}, "softphone.url"),
        ({"softphone": {**SOFTPHONE, "url": "https://phone.example.com:x"}}, "softphone.url"),
        ({"softphone": {**SOFTPHONE, "url": "https://a:b@phone.example.com"}}, "softphone.url"),
        ({"softphone": {**SOFTPHONE, "enabled": False, "url": "data:,x"}}, "softphone.url"),
        ({"softphone": {**SOFTPHONE, "width": 0}}, "softphone.width"),
        ({"softphone": {**SOFTPHONE, "height": "tall"}}, "softphone.height"),
        ({"softphone": {**SOFTPHONE, "depth": 3}}, "softphone.depth"),
        ({"softphone": {"enabled": False}}, "softphone.url"),
        ({"softphone": True}, "softphone"),
        ({"click_to_dial": {**DIAL, "callback_url": ""}}, "click_to_dial.callback_url"),
        ({"click_to_dial": {**DIAL, "callback_url": "ftp://x/"}}, "click_to_dial.callback_url"),
        ({"click_to_dial": {**DIAL, "request_type": "PUT"}}, "click_to_dial.request_type"),
    ],
    ids=json.dumps,
)
def test_a_setting_that_cannot_be_is_refused(
    speaking: Client, change: dict[str, Any], field: str
) -> None:
    before = done(speaking.control("GET", "/settings"))
    refused(speaking.control("PATCH", "/settings", change), 400, field)
    assert done(speaking.control("GET", "/settings")) == before


# -- sizes ---------------------------------------------------------------------------------------


def test_a_note_of_a_megabyte_is_taken_whole(
    speaking: Client, agent_id: int, reference: str
) -> None:
    notes, added = "n" * MEGABYTE, "a" * MEGABYTE
    done(speaking.act(agent_id, "take_notes", text=notes))
    widget = speaking.widget(agent_id)
    assert widget
    assert widget["notes"] == notes
    done(speaking.act(agent_id, "make_ticket"))
    done(speaking.act(agent_id, "add_note", text=added))
    (found,) = speaking.details(reference)
    on_it = speaking.get(f"tickets/{found['ticket_id']}/conversations")
    assert [
        note["body_text"] == text for note, text in zip(on_it, (notes, added), strict=True)
    ] == [
        True,
        True,
    ]


@pytest.mark.usefixtures("reference")
def test_a_body_over_the_limit_is_refused(speaking: Client, agent_id: int, caller_id: int) -> None:
    ask = partial(speaking.act, agent_id, "take_notes", text="n" * BODY_LIMIT)
    refused(unchanged(speaking, agent_id, caller_id, ask), 413)
    refused(speaking.pop(requester_phone="1" * BODY_LIMIT, responder_id=agent_id), 413)


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"[]", "application/json", 400),
        (b'{"action": "\xff"}', "application/json", 400),
        (b'{"action": "dismiss", "action": "close"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"action": "dismiss"}', "text/plain", 415),
    ],
    ids=["cut", "a list", "no UTF-8", "a key twice", "deep", "text"],
)
def test_a_body_that_is_no_json_object_is_refused(
    url: str, agent_id: int, body: bytes, kind: str, status: int
) -> None:
    answer = requests.post(
        f"{url}{CONTROL_PATH}/agents/{agent_id}/widget/actions",
        data=body,
        headers={"Authorization": f"Bearer {TOKEN}", "Content-Type": kind},
        timeout=10,
    )
    refused(answer, status)


# -- who may come in -----------------------------------------------------------------------------


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", TOKEN[:-1], API_KEY])
def test_the_control_api_opens_to_its_token_only(
    url: str, speaking: Client, agent_id: int, token: str
) -> None:
    instance = speaking.instance()
    with client(url, token=token) as stranger:
        for one in operations(CONTROL):
            path = one.path.pattern.replace("([^/]+)", str(agent_id))
            answer = stranger.control(one.method, path, {"online": False})
            refused(answer, 401)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert done(speaking.control("GET", f"/agents/{agent_id}/presence")) == {"online": True}
    assert speaking.instance() == instance


def test_each_door_has_a_key_of_its_own(url: str) -> None:
    with client(url, api_key=TOKEN) as stranger:
        refused(stranger.pop(), 401)
        refused(stranger.send("GET", "/api/v2/agents/me"), 401)
    for auth in ((API_KEY, "X"), (TOKEN, "X")):
        refused(requests.get(f"{url}{CONTROL_PATH}/", auth=auth, timeout=10), 401)
    bearer = {"Authorization": f"Bearer {TOKEN}"}
    refused(requests.post(url + POP_PATH, json={}, headers=bearer, timeout=10), 401)


def test_the_control_api_is_off_unless_it_is_asked_for() -> None:
    with helpdesk(cold=True) as process, client(process.url) as speaking:
        # Without a token of its own it is a path of the helpdesk like any other.
        assert speaking.control("GET", "/").status_code == 401
        for one in operations(CONTROL):
            path = CONTROL_PATH + one.path.pattern.replace("([^/]+)", "1")
            refused(speaking.send(one.method, path, {}), 404)
        assert children(process.pid) == []


@pytest.mark.parametrize("variable", ["CTI_CONTROL_TOKEN", "CTI_HARNESS_TOKEN"])
def test_the_control_api_has_an_alias(variable: str) -> None:
    token = f"token-of-{variable}"
    env = {"CTI_CONTROL_TOKEN": "", "CTI_HARNESS_TOKEN": ""} | {variable: token}
    bearer = {"Authorization": f"Bearer {token}"}
    with helpdesk("--control", env=env) as process:
        answers = [
            requests.get(process.url + path, headers=bearer, timeout=10)
            for path in ("/cti-control/v1", "/cti-control/v1/", "/cti-harness/v1/")
        ]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert len({answer.text for answer in answers}) == 1


@pytest.mark.parametrize(
    "path", ["/tickets/x", "/contacts/1/2", "/settings/x", "/page/x", "/examples/"]
)
def test_an_unknown_page_asks_for_no_credentials(url: str, path: str) -> None:
    refused(requests.get(url + path, timeout=10), 404)


# -- how it starts -------------------------------------------------------------------------------


def in_vain(*options: str, told: list[str]) -> None:
    status, output, errors = start_in_vain("--stop-with-stdin", *options)
    assert (status, output) == (2, "")
    (line,) = errors.splitlines()
    assert [word for word in told if word not in line] == []


@pytest.mark.parametrize("control", [[], ["--control"]], ids=["plain", "control"])
def test_a_busy_port_is_said_in_one_line(control: list[str]) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = str(listening.getsockname()[1])
        in_vain("--port", port, *control, told=["cannot listen", port, "in use"])


def test_a_database_that_cannot_be_used_is_said_in_one_line(tmp_path: Path) -> None:
    text, other, gone = tmp_path / "text.db", tmp_path / "other.db", tmp_path / "no" / "one.db"
    text.write_text("This is no database. " * 100, encoding="utf-8")
    with closing(sqlite3.connect(other)) as made:
        made.execute("CREATE TABLE notes (a)")
        was = text.read_bytes(), list(made.iterdump())
    for path in (text, other, gone, tmp_path):
        in_vain("--port=0", f"--db={path}", told=["cannot use the database", str(path)])
    in_vain("--port=0", f"--db={text}", "--control", told=["cannot use the database", str(text)])
    with closing(sqlite3.connect(other)) as made:
        assert (text.read_bytes(), list(made.iterdump())) == was


def test_a_database_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    db = tmp_path / "helpdesk.db"
    with helpdesk("--control", f"--db={db}"):
        in_vain("--port=0", f"--db={db}", told=["cannot use the database", "locked"])


@pytest.mark.parametrize("country", ["XX", "us"])
def test_a_country_that_is_none_is_said_in_one_line(country: str) -> None:
    in_vain("--port=0", f"--country={country}", told=["unknown country", repr(country)])


def test_the_control_api_is_not_opened_to_others_unless_asked_for_twice() -> None:
    in_vain("--port=0", "--host=0.0.0.0", "--control", told=["0.0.0.0", "--control-anywhere"])


def test_asked_for_twice_it_is(tmp_path: Path) -> None:
    # What stops it is the next thing to be looked at, so that the test opens nothing to others.
    twice = ("--control", "--control-anywhere", f"--db={tmp_path}")
    in_vain("--port=0", "--host=0.0.0.0", *twice, told=["cannot use the database"])


# -- how it stops --------------------------------------------------------------------------------

STOPS: dict[str, Callable[[Process], int]] = {
    "SIGTERM": lambda process: process.signal(signal.SIGTERM),
    "SIGINT": lambda process: process.signal(signal.SIGINT),
    "stdin": lambda process: process.close_stdin(),
}


@pytest.mark.parametrize("control", [[], ["--control"]], ids=["plain", "control"])
@pytest.mark.parametrize("stop", STOPS)
def test_it_stops_with_all_that_is_its_own(tmp_path: Path, stop: str, control: list[str]) -> None:
    mark = Mark(tmp_path)
    with helpdesk(*control, env=mark.env, cold=True) as process, client(process.url) as speaking:
        speaking.get("agents/me")  # a connection that stays open
        assert len(children(process.pid)) == len(control)
        assert mark.left() != []
        assert STOPS[stop](process) == 0
        assert mark.left() == []


def test_ctrl_c_at_a_terminal_reaches_every_process_and_stops_it(tmp_path: Path) -> None:
    mark = Mark(tmp_path)
    with helpdesk("--control", env=mark.env, cold=True) as process:
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait() == 0
        assert mark.left() == []


def test_the_process_that_serves_ends_with_its_parent(tmp_path: Path) -> None:
    mark = Mark(tmp_path)
    options = ("--control", f"--db={tmp_path / 'helpdesk.db'}")
    with helpdesk(*options, env=mark.env, cold=True) as process:
        process.signal(signal.SIGKILL)
        wait_until(lambda: not mark.processes(), "the end of the process that serves")


# -- answers match the descriptions --------------------------------------------------------------


class Checked(Client):
    """A client that holds each answer against the description of its operation."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.flaws: list[str] = []
        self.accepted: set[str] = set()

    def send(self, method: str, path: str, content: object = None) -> requests.Response:
        """Send a request of the helpdesk's own APIs."""
        answer = super().send(method, path, content)
        for name in ("openapi.yaml", "helpdesk.yaml"):
            self._check(name, method, path, answer)
        return answer

    def control(self, method: str, path: str, content: object = None) -> requests.Response:
        """Send a request of the control API."""
        answer = super().control(method, path, content)
        self._check(CONTROL, method, path, answer)
        return answer

    def _check(self, name: str, method: str, path: str, answer: requests.Response) -> None:
        if asked := operation(name, method, path.partition("?")[0]):
            self.flaws += flaws(name, asked, answer)
            if answer.ok:
                self.accepted.add(asked.id)


def test_every_answer_is_as_the_descriptions_say(url: str) -> None:
    speaking = Checked(url)
    try:
        use_everything(speaking)
    finally:
        speaking.close()
    assert speaking.flaws == []
    names = ("openapi.yaml", "helpdesk.yaml", CONTROL)
    described = {one.id for name in names for one in operations(name)}
    assert described - speaking.accepted == {"crash"}  # test_control_api.py has it
    assert "202" in description(CONTROL)["paths"]["/crash"]["post"]["responses"]


def use_everything(speaking: Checked) -> None:
    """Let each operation answer once at least that it is done, and many that it is not."""
    agents = [speaking.make("agents", email=f"{name}-spec@example.com") for name in ("ines", "tom")]
    told = {"phone": number(6000), "address": "Leeds", "email": "omar-spec@example.com"}
    caller = speaking.make("contacts", name="Omar", **told)
    ines = agents[0]

    speaking.instance()
    speaking.set_presence(ines, online=True)
    done(speaking.control("GET", f"/agents/{ines}/presence"))
    speaking.widget(ines)
    before = done(speaking.control("GET", "/settings"))
    done(speaking.control("PATCH", "/settings", {"helpdesk_numbers": [number(6001)]}))
    done(speaking.control("PUT", f"/agents/{ines}/numbers", {"picked": number(6001)}))
    done(speaking.control("GET", f"/agents/{ines}/numbers"))
    done(speaking.control("PATCH", "/settings", {"softphone": SOFTPHONE, "click_to_dial": DIAL}))
    done(speaking.control("PATCH", "/settings", before))
    done(speaking.control("POST", f"/agents/{ines}/sign-in"))

    ticket = speaking.make_ticket(caller)
    for n, ways in enumerate((["make_ticket"], ["link_ticket"], [])):
        call = {"requester_id": caller, "responder_id": ines, "call_reference_id": f"spec-{n}"}
        done(
            speaking.pop(**call, call_url="https://recordings.example.com/1.mp3", ticket_id=ticket)
        )
        for action in ways:
            speaking.widget(ines)
            given = {"ticket_id": ticket} if action == "link_ticket" else {}
            done(speaking.act(ines, action, **given))
            done(speaking.act(ines, "add_note", text="A note"))
        speaking.widget(ines)
        speaking.details(f"spec-{n}")
    done(speaking.act(ines, "take_notes", text="Notes"))
    done(speaking.act(ines, "forward", agent_id=agents[1]))
    done(speaking.control("POST", f"/agents/{ines}/pages/tickets/{ticket}"))
    speaking.set_presence(ines, online=False)

    use_rest(speaking, agents[1], caller, ticket)
    be_refused(speaking, ines)


def use_rest(speaking: Checked, agent: int, caller: int, ticket: int) -> None:
    for path in ("agents", "agents/me", f"agents/{agent}", "contacts?per_page=1", "tickets"):
        speaking.get(path)
    for path in (f"contacts/{caller}", f"tickets/{ticket}?include=conversations"):
        speaking.get(path)
    for path in (f"tickets/{ticket}/conversations", f"tickets/{ticket}/time_entries"):
        assert speaking.get(path)
    note = speaking.make(f"tickets/{ticket}/notes", body="<p>A note</p>")
    entry = speaking.make(f"tickets/{ticket}/time_entries", time_spent="00:10")
    for method, path, content in (
        ("PUT", f"contacts/{caller}", {"job_title": "Cook"}),
        ("DELETE", f"contacts/{caller}", None),
        ("GET", f"contacts/{caller}", None),
        ("PUT", f"contacts/{caller}/restore", None),
        ("PUT", f"time_entries/{entry}", {"note": "Longer"}),
        ("PUT", f"time_entries/{entry}/toggle_timer", None),
        ("DELETE", f"time_entries/{entry}", None),
        ("DELETE", f"conversations/{note}", None),
        ("PUT", f"tickets/{ticket}", {"status": 4}),
        ("DELETE", f"tickets/{ticket}", None),
        ("PUT", f"agents/{agent}", {"job_title": "Cook"}),
        ("DELETE", f"agents/{agent}", None),
    ):
        done(speaking.send(method, f"/api/v2/{path}", content))


def be_refused(speaking: Checked, agent: int) -> None:
    for answer in (
        speaking.pop(),
        speaking.pop(requester_id=NOBODY, responder_id=agent),
        speaking.pop(requester_phone=number(6002), responder_id=NOBODY),
        speaking.send("GET", "/api/v2/integrations/cti/details"),
        speaking.send("GET", f"/api/v2/tickets/{NOBODY}"),
        speaking.send("POST", "/api/v2/contacts", {"name": "Nobody"}),
        speaking.send("POST", "/api/v2/agents", {"email": "tom-spec@example.com", "name": 1}),
        speaking.control("PUT", f"/agents/{agent}/presence", {"online": "yes"}),
        speaking.control("GET", f"/agents/{NOBODY}/widget"),
        speaking.act(agent, "dismiss"),
        speaking.act(agent, "hang_up"),
        speaking.control("PATCH", "/settings", {"colour": "red"}),
    ):
        assert 400 <= answer.status_code < 500
