"""Click to dial: the requests to the callback, and the messages to the agent."""

from __future__ import annotations

import itertools
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from playwright.sync_api import expect

from support.helpdesk import LIMIT_S, Client, done, number
from support.servers import Exchange, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from support.desk import Office

CLICKED = "+1 (201) 555-0171 #&%{agent_id}é"  # character for character
ENCODED = "%2B1%20%28201%29%20555-0171%20%23%26%25%7Bagent_id%7D%C3%A9"
FORM_ENCODED = ENCODED.replace("%20", "+")
_COUNT = itertools.count()
FORM = "application/x-www-form-urlencoded"


@dataclass
class Telephony:
    """A callback that records its requests, and answers as configured."""

    url: str = ""
    got: list[tuple[str, str, bytes, dict[str, str]]] = field(default_factory=list)
    answer: Callable[[Exchange], None] = lambda exchange: exchange.answer(204, b"", {})
    stopping: threading.Event = field(default_factory=threading.Event)

    def handle(self, exchange: Exchange) -> None:
        """Note a request and answer it."""
        headers = {name.lower(): value for name, value in exchange.headers.items()}
        self.got.append((exchange.command, exchange.path, exchange.body(), headers))
        self.answer(exchange)


@pytest.fixture
def telephony() -> Iterator[Telephony]:
    made = Telephony()
    with serving(made.handle) as server:
        made.url, made.stopping = server.url, server.stopping
        yield made


@contextmanager
def signed_in(speaking: Client, agent_id: int) -> Iterator[requests.Session]:
    """Return a session of an agent, as a browser has it."""
    with requests.Session() as session:
        link = done(speaking.control("POST", f"/agents/{agent_id}/sign-in"))["url"]
        assert session.get(link, timeout=LIMIT_S).ok
        yield session


def make_agent(speaking: Client, **more: object) -> int:
    """Create an agent with a unique email."""
    return speaking.make("agents", email=f"agent-{next(_COUNT)}@dial.example", **more)


def click(session: requests.Session, url: str, **asked: object) -> requests.Response:
    return session.post(f"{url}/desktop/dial", json=asked, timeout=LIMIT_S)


def on(url: str, request_type: str = "GET") -> dict[str, Any]:
    return {"enabled": True, "request_type": request_type, "callback_url": url}


@pytest.mark.parametrize(
    ("request_type", "template", "path", "body"),
    [
        ("GET", "/call", "/call?{N}&{F}&{A}&{T}&{R}", ""),
        ("GET", "/call?key=a%20b", "/call?key=a%20b&{N}&{F}&{A}&{T}&{R}", ""),
        ("GET", "/call?to={requester_number}&{x}", "/call?to={n}&%7Bx%7D&{F}&{A}&{T}&{R}", ""),
        ("GET", "/{agent_id}/{ticket_id}/é#here", "/{a}/77/%C3%A9?{N}&{F}&{R}", ""),
        ("POST", "/call?key=1", "/call?key=1", "{N}&{F}&{A}&{T}&{R}"),
        ("POST", "/{requester_number}?r={requester_id}", "/{n}?r={r}", "{F}&{A}&{T}"),
        (
            "POST",
            "/{requester_number}{agent_number}{agent_id}{ticket_id}{requester_id}",
            "/{n}{f}{a}77{r}",
            "",
        ),
    ],
)
def test_the_callback_gets_all_that_is_known(
    url: str,
    speaking: Client,
    telephony: Telephony,
    settings: Callable[..., None],
    omar: int,
    request_type: str,
    template: str,
    path: str,
    body: str,
) -> None:
    at_desk = make_agent(speaking, phone=number(7100))
    settings(click_to_dial=on(telephony.url + template, request_type))
    with signed_in(speaking, at_desk) as session:
        answer = click(session, url, number=CLICKED, ticket_id=77, requester_id=omar)
    assert answer.json() == {"problem": None}
    values = {"n": ENCODED, "f": f"%2B{number(7100)[1:]}", "a": at_desk, "r": omar}
    pairs = {
        "N": f"requester_number={FORM_ENCODED}",
        "F": f"agent_number={values['f']}",
        "A": f"agent_id={at_desk}",
        "T": "ticket_id=77",
        "R": f"requester_id={omar}",
    }

    def filled(text: str) -> str:
        for name, value in (values | pairs).items():
            text = text.replace(f"{{{name}}}", str(value))
        return text

    ((method, target, content, headers),) = telephony.got
    assert (method, target, content.decode()) == (request_type, filled(path), filled(body))
    assert headers.get("content-type") == (FORM if request_type == "POST" else None)
    assert {"cookie", "authorization", "referer", "origin"}.isdisjoint(headers)
    named = parse_qsl(content.decode() or urlsplit(target).query)
    if "{N}" in path + body:
        assert ("requester_number", CLICKED) in named


def test_what_is_not_known_is_left_out(
    url: str,
    speaking: Client,
    telephony: Telephony,
    settings: Callable[..., None],
) -> None:
    picked = number(7101)
    settings(
        click_to_dial=on(f"{telephony.url}/call?from={{agent_number}}&about={{ticket_id}}"),
        helpdesk_numbers=[picked],
    )
    for phone in (None, number(7102)):
        at_desk = make_agent(speaking, **({"phone": phone} if phone else {}))
        with signed_in(speaking, at_desk) as session:
            click(session, url, number="911")
            done(speaking.control("PUT", f"/agents/{at_desk}/numbers", {"picked": picked}))
            click(session, url, number="911")
        paths = [path for _, path, _, _ in telephony.got]
        rest = f"about=&requester_number=911&agent_id={at_desk}"
        own = f"%2B{phone[1:]}" if phone else ""
        assert paths == [f"/call?from={own}&{rest}", f"/call?from=%2B{picked[1:]}&{rest}"]
        telephony.got.clear()
        speaking.send("DELETE", f"/api/v2/agents/{at_desk}")


def redirect(exchange: Exchange) -> None:
    exchange.answer(302, b"", {"Location": "/elsewhere"})


def talk_nonsense(exchange: Exchange) -> None:
    exchange.wfile.write(b"220 mail.example ESMTP\r\n\r\n")
    exchange.close_connection = True


def hang_up(exchange: Exchange) -> None:
    exchange.close_connection = True


def fail(exchange: Exchange) -> None:
    exchange.answer(500, b"No", {})


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (fail, "the telephone system answered 500"),
        (redirect, "the telephone system answered with a redirect (302), which is not followed"),
        (talk_nonsense, "the telephone system did not answer with valid HTTP"),
        (hang_up, "the telephone system did not answer with valid HTTP"),
        (None, "the telephone system cannot be reached"),
    ],
)
def test_a_callback_that_fails_is_told(
    url: str,
    speaking: Client,
    telephony: Telephony,
    settings: Callable[..., None],
    answer: Callable[[Exchange], None] | None,
    told: str,
) -> None:
    telephony.answer = answer or fail
    settings(click_to_dial=on(telephony.url if answer else "http://127.0.0.1:1/"))
    with signed_in(speaking, make_agent(speaking)) as session:
        assert click(session, url, number="911").json() == {"problem": told}
    assert len(telephony.got) == (1 if answer else 0)


def test_a_callback_that_never_ends_holds_up_nobody(
    url: str,
    speaking: Client,
    telephony: Telephony,
    settings: Callable[..., None],
    omar: int,
) -> None:
    waiting = threading.Semaphore(0)

    def drip(exchange: Exchange) -> None:
        waiting.release()
        exchange.wfile.write(b"HTTP/1.1 200 OK\r\nX-Drip: ")
        while not telephony.stopping.wait(0.2):
            exchange.wfile.write(b".")
            exchange.wfile.flush()

    def hang(exchange: Exchange) -> None:
        waiting.release()
        telephony.stopping.wait(LIMIT_S)
        exchange.close_connection = True

    answers = iter([drip, hang])
    telephony.answer = lambda exchange: next(answers)(exchange)
    settings(click_to_dial=on(telephony.url))
    at_desk = make_agent(speaking)
    told: list[object] = []
    with signed_in(speaking, at_desk) as session:
        jar = session.cookies.get_dict()
        dial: dict[str, Any] = {"json": {"number": "911"}, "cookies": jar, "timeout": LIMIT_S}
        threads = [
            threading.Thread(
                target=lambda: told.append(requests.post(f"{url}/desktop/dial", **dial).json())
            )
            for _ in range(2)
        ]
        for thread in threads:
            thread.start()
            assert waiting.acquire(timeout=LIMIT_S)
        done(speaking.pop(responder_id=at_desk, requester_id=omar))  # while both are under way
        assert told == []
        for thread in threads:
            thread.join(LIMIT_S)
    assert told == 2 * [{"problem": "the telephone system did not answer within 5 seconds"}]


def test_while_it_is_off_nothing_is_sent(url: str, speaking: Client, telephony: Telephony) -> None:
    with signed_in(speaking, make_agent(speaking)) as session:
        assert click(session, url, number="911").status_code == 409
    assert telephony.got == []


def test_a_click_on_the_page(
    office: Office, at_desk: int, omar: int, telephony: Telephony, settings: Callable[..., None]
) -> None:
    ticket = office.client.make_ticket(omar)
    desk = office.sit_down(at_desk, f"/contacts/{omar}")
    phone = office.client.get(f"contacts/{omar}")["phone"]
    expect(desk.article(f"Contact {omar}").get_by_text(phone, exact=True)).to_be_visible()
    expect(desk.button(f"Call {phone}")).to_have_count(0)
    settings(click_to_dial=on(telephony.url))
    desk.button(f"Call {phone}").click()
    news = desk.page.locator("#news")
    expect(news).to_have_text(f"The telephone system is calling {phone}.")
    desk.page.get_by_role("link", name=f"#{ticket}").click()
    expect(desk.article(f"Ticket {ticket}")).to_be_visible()
    telephony.answer = fail
    desk.button(f"Call {phone}").click()
    expect(desk.alert).to_contain_text(
        f"The call to {phone} was not placed: the telephone system answered 500."
    )
    on_contact, on_ticket = (dict(parse_qsl(urlsplit(one[1]).query)) for one in telephony.got)
    known = {"requester_number": phone, "agent_id": str(at_desk), "requester_id": str(omar)}
    assert (on_contact, on_ticket) == (known, known | {"ticket_id": str(ticket)})
