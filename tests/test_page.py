"""The desktop page of the reference, in a browser."""

from __future__ import annotations

import os
import re
import signal
from typing import TYPE_CHECKING, Any

import pytest
import requests
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from support.desk import GONE, REFUSED, Desk, Office, chromium
from support.helpdesk import LIMIT_S, LOGIN, Client, client, done, helpdesk, number, wait_until

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser

EMAIL, PASSWORD = LOGIN.split(":")
NOBODY = 999999999


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def office(url: str, speaking: Client, browser: Browser) -> Iterator[Office]:
    opened = Office(url, speaking, browser)
    yield opened
    opened.close()


@pytest.fixture
def agent_id(speaking: Client, request: pytest.FixtureRequest) -> int:
    return make_agent(speaking, request.node.name)


@pytest.fixture
def caller_id(speaking: Client) -> int:
    return speaking.make("contacts", name="Omar", phone=number(7000), address="Leeds")


@pytest.fixture
def settings(speaking: Client) -> Iterator[Callable[..., None]]:
    """Change the account's settings for the length of a test."""
    before = done(speaking.control("GET", "/settings"))
    yield lambda **changes: done(speaking.control("PATCH", "/settings", changes))
    done(speaking.control("PATCH", "/settings", before))


def make_agent(speaking: Client, name: str) -> int:
    """Make an agent whose email is made of the name of a test."""
    word = re.sub(r"\W+", "-", name).strip("-")
    return speaking.make("agents", email=f"{word}@page.example", name=f"Agent {word}")


def call(speaking: Client, agent_id: int, caller_id: int, **given: object) -> None:
    done(speaking.pop(responder_id=agent_id, requester_id=caller_id, **given))


def is_online(speaking: Client, agent_id: int) -> bool:
    return bool(done(speaking.control("GET", f"/agents/{agent_id}/presence"))["online"])


def newest(speaking: Client, caller_id: int) -> int:
    return int(speaking.get(f"tickets?requester_id={caller_id}")[0]["id"])


def notes(speaking: Client, ticket_id: int) -> list[str]:
    return [note["body_text"] for note in speaking.get(f"tickets/{ticket_id}/conversations")]


# -- signing in ----------------------------------------------------------------------------------


def test_an_agent_signs_in_at_any_address_and_out_again(
    office: Office, agent_id: int, caller_id: int
) -> None:
    ticket = office.client.make_ticket(caller_id, "The printer is on fire")
    desk = office.tab(office.window(), agent_id, f"/tickets/{ticket}")
    desk.may_tell.append(REFUSED)
    page = desk.page
    page.get_by_label("Email").fill(EMAIL)
    page.get_by_label("Password").fill("wrong")
    desk.button("Sign in").click()
    expect(desk.alert).to_have_text("Email or password is wrong.")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(desk.article(f"Ticket {ticket}")).to_contain_text("The printer is on fire")
    expect(page).to_have_title(re.compile("The printer is on fire"))
    desk.is_online()

    (cookie,) = page.context.cookies()
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert page.evaluate("document.cookie") == ""
    sent = {"cookies": {cookie["name"]: cookie["value"]}, "timeout": LIMIT_S}
    assert requests.get(office.url + "/desktop/state", **sent).ok

    other = office.second_tab(desk)
    other.may_tell.append(REFUSED)
    desk.button("Sign out").click()
    expect(desk.button("Sign in")).to_be_visible()
    expect(other.button("Sign in")).to_be_visible()  # it is the same session
    assert requests.get(office.url + "/desktop/state", **sent).status_code == 401


def test_a_sign_in_link_is_good_once(office: Office, agent_id: int) -> None:
    link = office.link(agent_id)
    desk = office.tab(office.window(), agent_id, link)
    desk.is_online()
    assert "ticket" not in desk.page.url
    late = office.tab(office.window(), agent_id, link)
    expect(late.alert).to_contain_text("has been used already")
    expect(late.button("Sign in")).to_be_visible()


def test_a_page_elsewhere_cannot_act_in_the_agents_name(url: str) -> None:
    """A form is all that it can send without asking first, and no call takes one."""
    with requests.Session() as session:
        told = {"email": EMAIL, "password": PASSWORD}
        assert session.post(f"{url}/desktop/sign-in", json=told, timeout=LIMIT_S).ok
        form = session.post(f"{url}/desktop/sign-out", data=told, timeout=LIMIT_S)
        assert form.status_code == 415
        preflight = session.options(f"{url}/desktop/sign-out", timeout=LIMIT_S)
        assert "Access-Control-Allow-Origin" not in preflight.headers
        assert session.get(f"{url}/desktop/state", timeout=LIMIT_S).ok
        page = session.get(url, timeout=LIMIT_S)
        assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


# -- presence ------------------------------------------------------------------------------------


def test_an_agent_is_online_while_a_page_is_open(office: Office, agent_id: int) -> None:
    speaking = office.client
    assert not is_online(speaking, agent_id)
    desk = office.sit_down(agent_id)
    other = office.second_tab(desk)
    speaking.set_presence(agent_id, online=True)
    speaking.set_presence(agent_id, online=False)  # closes no page
    assert is_online(speaking, agent_id)
    desk.page.close()
    other.page.reload()
    other.is_online()
    assert is_online(speaking, agent_id)
    other.page.close()
    wait_until(lambda: not is_online(speaking, agent_id), "the agent to be offline")


def test_a_page_outlives_the_server(browser: Browser) -> None:
    with helpdesk("--control") as process, client(process.url) as speaking:
        office = Office(process.url, speaking, browser)
        agent = make_agent(speaking, "outlive")
        caller = speaking.make("contacts", name="Omar", phone=number(7001))
        desk = office.sit_down(agent)
        desk.may_tell.append(GONE)
        call(speaking, agent, caller)
        desk.notes.fill("Before")
        desk.notes.blur()
        desk.idle()
        desk.notes.focus()
        instance = speaking.instance()
        presence = desk.page.get_by_role("status", name="Presence")
        os.kill(process.serving, signal.SIGKILL)
        expect(presence).to_have_text("Connecting again…")
        wait_until(lambda: speaking.instance() not in (None, instance), "the next server")
        desk.is_online()
        assert is_online(speaking, agent)
        expect(desk.notes).to_have_value("Before")
        desk.button("Close with a new ticket").click()
        expect(desk.call).to_be_hidden()
        assert notes(speaking, newest(speaking, caller)) == ["Before"]
        office.close()


def test_a_server_stops_at_once_with_pages_open(browser: Browser) -> None:
    for stop in ("signal", "stdin"):
        with helpdesk() as process, requests.Session() as session:
            told = {"email": EMAIL, "password": PASSWORD}
            assert session.post(f"{process.url}/desktop/sign-in", json=told, timeout=LIMIT_S).ok
            stream = session.get(f"{process.url}/desktop/events", stream=True, timeout=LIMIT_S)
            lines = stream.iter_lines()
            assert next(lines) == b"event: state"
            ended = process.signal(signal.SIGTERM) if stop == "signal" else process.close_stdin()
            assert ended == 0
            list(lines)  # ends too, in good order


def test_the_number_of_pages_is_bounded(url: str) -> None:
    with requests.Session() as session:
        told = {"email": EMAIL, "password": PASSWORD}
        assert session.post(f"{url}/desktop/sign-in", json=told, timeout=LIMIT_S).ok
        opened = []
        for _ in range(51):
            stream = session.get(f"{url}/desktop/events", stream=True, timeout=LIMIT_S)
            lines = stream.iter_lines()
            next(lines)
            opened.append((stream, lines))
        assert [stream.status_code for stream, _ in opened] == 50 * [200] + [429]
        for stream, _ in opened:
            stream.close()


# -- the call ------------------------------------------------------------------------------------


def test_two_tabs_of_an_agent_agree(office: Office, agent_id: int, caller_id: int) -> None:
    one = office.sit_down(agent_id)
    other = office.second_tab(one, f"/contacts/{caller_id}")
    call(office.client, agent_id, caller_id)
    one.notes.press_sequentially("Back on Monday")
    expect(other.notes).to_have_value("Back on Monday")
    other.button("Make a ticket").click()
    expect(one.call.get_by_role("group", name="Ticket")).to_be_visible()
    expect(one.notes).to_be_hidden()
    one.button("Dismiss").click()
    expect(other.call).to_be_hidden()
    assert notes(office.client, newest(office.client, caller_id)) == ["Back on Monday"]


def test_what_is_typed_is_not_overwritten(office: Office, agent_id: int, caller_id: int) -> None:
    desk = office.sit_down(agent_id)
    call(office.client, agent_id, caller_id)
    desk.page.route("**/actions", lambda route: None)  # its own saves hang
    desk.notes.press_sequentially("Typed here")
    done(office.client.act(agent_id, "take_notes", text="From elsewhere"))
    marker = office.client.make_ticket(caller_id, "A ticket that makes the state another one")
    expect(desk.call.get_by_role("list", name="Recent tickets")).to_contain_text(f"#{marker}")
    expect(desk.notes).to_have_value("Typed here")


def test_notes_that_came_too_late_are_told(office: Office, agent_id: int, caller_id: int) -> None:
    desk = office.sit_down(agent_id)
    call(office.client, agent_id, caller_id, call_reference_id="late-1")
    expect(desk.notes).to_be_visible()
    desk.page.clock.install()
    desk.page.clock.pause_at(2_000_000_000_000)  # no pause in the typing is noticed
    desk.notes.press_sequentially("Nobody has this")
    call(office.client, agent_id, caller_id, call_reference_id="late-2")
    expect(desk.alert).to_contain_text("could not be kept: Nobody has this")
    expect(desk.notes).to_have_value("")


def test_what_is_refused_is_told(office: Office, agent_id: int, caller_id: int) -> None:
    desk = office.sit_down(agent_id)
    desk.may_tell.append(REFUSED)
    call(office.client, agent_id, caller_id)
    field = desk.call.get_by_role("textbox", name="Ticket to link")
    for given, told in (("eighty", "number of the ticket"), (str(NOBODY), "no such ticket")):
        field.fill(given)
        desk.button("Link").click()
        expect(desk.alert).to_contain_text(told)
        desk.button("Close message").click()
        expect(desk.alert).to_be_empty()
    ticket = office.client.make_ticket(caller_id)
    field.fill(f"#{ticket}")
    desk.button("Link").click()
    expect(desk.call.get_by_role("group", name="Ticket").get_by_role("link")).to_contain_text(
        f"#{ticket}"
    )
    expect(desk.alert).to_be_empty()


def test_a_call_by_keyboard_alone(office: Office, agent_id: int, caller_id: int) -> None:
    colleague = make_agent(office.client, "keyboard-colleague")
    office.client.set_presence(colleague, online=True)
    ticket = office.client.make_ticket(caller_id, "Old trouble")
    desk = office.sit_down(agent_id)
    page = desk.page
    call(office.client, agent_id, caller_id, ticket_id=ticket)
    expect(page.locator("#news")).to_have_text("Call from Omar")

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.locator(":focus")
            seen = focused.evaluate("e => (e.labels?.[0]?.firstChild ?? e).textContent.trim()")
            if seen == name:
                outline = focused.evaluate("e => getComputedStyle(e).outlineStyle")
                assert outline != "none", f"{name}: nobody sees that it has the focus"
                return
        raise AssertionError(f"{name} cannot be reached")

    tab_to("Omar")
    page.keyboard.press("Enter")
    expect(desk.article(f"Contact {caller_id}")).to_be_visible()
    expect(page.get_by_role("main")).to_be_focused()
    tab_to("Notes")
    page.keyboard.type("By keyboard")
    tab_to("Note for the ticket")
    page.keyboard.type("A note")
    tab_to("Add note")
    page.keyboard.press("Space")
    expect(page.locator("#news")).to_have_text(f"The note is on ticket #{ticket}.")
    tab_to("Forward to")
    expect(desk.call.get_by_role("option", name=re.compile(r"\(online\)"))).to_have_count(1)
    page.keyboard.type("Agent keyboard-c")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(desk.call).to_be_hidden()
    expect(page.get_by_role("main")).to_be_focused()
    assert notes(office.client, ticket) == ["A note"]


def test_a_ticket_is_written_by_hand(office: Office, agent_id: int) -> None:
    desk = office.sit_down(agent_id, "/tickets/new")
    form = desk.article("New ticket")
    form.get_by_label("Requester's phone").fill(number(7002))
    form.get_by_label("Requester's name").fill("Priya")
    form.get_by_label("Subject").fill("A lamp")
    form.get_by_label("Description").fill("<b>It</b> is broken")
    desk.button("Create ticket").click()
    expect(desk.page.get_by_role("heading", name="A lamp")).to_be_visible()
    expect(desk.page.get_by_role("article")).to_contain_text("<b>It</b> is broken")
    made = office.client.get(f"tickets/{desk.page.url.rpartition('/')[2]}")
    assert (made["responder_id"], made["subject"]) == (agent_id, "A lamp")
    desk.page.go_back()
    expect(form).to_be_visible()


# -- the admin -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("settings")
def test_an_admin_sets_everything(office: Office, agent_id: int) -> None:
    desk = office.sit_down(agent_id, "/settings")
    desk.may_tell.append(REFUSED)
    page = desk.page
    page.get_by_label("Show the softphone iframe").check()
    page.get_by_label("Width").fill("7")
    page.get_by_label("Callback URL").fill("ftp://telephony.example")
    for wrong in (
        {"Width": "It should be at least 50."},
        {"URL": "It should not be empty while", "Callback URL": "It should be an address such as"},
    ):
        desk.button("Save").click()
        for label, told in wrong.items():
            field = page.get_by_label(label, exact=True)
            expect(field).to_have_attribute("aria-invalid", "true")
            expect(field).to_have_accessible_description(re.compile(told))
        expect(page.locator("[aria-invalid]")).to_have_count(len(wrong))
        expect(page.get_by_label(next(iter(wrong)), exact=True)).to_be_focused()
        page.get_by_label("Width").fill("333")

    page.get_by_label("URL", exact=True).fill(f"{office.url}/examples/softphone?me={{agent_id}}")
    page.get_by_label("Height").fill("222")
    page.get_by_label("New Ticket").check()
    page.get_by_label("Number to add").fill(number(7010))
    page.keyboard.press("Enter")
    page.get_by_label("Number to add").fill(number(7011))
    desk.button("Add number").click()
    desk.button(f"Remove {number(7010)}").click()
    page.get_by_label("Let agents call").check()
    page.get_by_label("Request type").select_option("POST")
    page.get_by_label("Callback URL").fill("https://telephony.example/{agent_id}")
    desk.button("Save").click()
    expect(page.locator("#news")).to_have_text("The settings are saved.")
    expect(desk.alert).to_be_empty()
    assert done(office.client.control("GET", "/settings")) == {
        "cti_enabled": True,
        "new_ticket": True,
        "helpdesk_numbers": [number(7011)],
        "softphone": {
            "enabled": True,
            "url": f"{office.url}/examples/softphone?me={{agent_id}}",
            "width": 333,
            "height": 222,
        },
        "click_to_dial": {
            "enabled": True,
            "request_type": "POST",
            "callback_url": "https://telephony.example/{agent_id}",
        },
    }
    page.get_by_role("combobox", name="Helpdesk number").select_option(number(7011))
    expect(desk.button("Softphone")).to_have_attribute("aria-expanded", "false")
    desk.button("Softphone").click()
    assert desk.softphone.bounding_box() == desk.softphone.bounding_box() | {  # type: ignore[operator]
        "width": 333,
        "height": 222,
    }
    picked = done(office.client.control("GET", f"/agents/{agent_id}/numbers"))["picked"]
    assert picked == number(7011)


# -- for everybody -------------------------------------------------------------------------------


def findings(desk: Desk) -> list[tuple[str, str]]:
    """Return what axe-core has against a page that keeps people out, also in dark colours."""
    found: list[dict[str, Any]] = Axe().run(desk.page).response["violations"]
    desk.page.emulate_media(color_scheme="dark")
    run = "axe.run({ runOnly: ['color-contrast'], resultTypes: ['violations'] })"
    found += desk.page.evaluate(run)["violations"]
    desk.page.emulate_media(color_scheme="light")
    return [
        (one["id"], one["nodes"][0]["html"])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_nobody_is_kept_out(
    office: Office, agent_id: int, caller_id: int, settings: Callable[..., None]
) -> None:
    speaking = office.client
    softphone = {"enabled": True, "url": f"{office.url}/examples/softphone?agent_id={{agent_id}}"}
    dial = {"enabled": True, "request_type": "GET", "callback_url": "http://127.0.0.1:1/"}
    settings(softphone={**softphone, "width": 300, "height": 400}, click_to_dial=dial)
    stranger = office.tab(office.window(), agent_id, "/")
    assert findings(stranger) == []
    desk = office.sit_down(agent_id, viewport={"width": 800, "height": 700})
    expect(desk.page.get_by_role("heading", name="Home")).to_be_visible()
    assert findings(desk) == []
    ticket = speaking.make_ticket(caller_id)
    call(speaking, agent_id, caller_id, ticket_id=ticket, call_url="https://pbx.example/1.mp3")
    desk.button("Softphone").click()
    desk.button("Link").click()
    expect(desk.alert).not_to_be_empty()
    assert findings(desk) == []
    desk.button("Close with the ticket shown").click()
    expect(desk.call).to_be_hidden()
    settings(new_ticket=True)
    call(speaking, agent_id, caller_id)
    expect(desk.call).to_contain_text("The New Ticket option is on")
    for path in (f"/tickets/{ticket}", f"/contacts/{caller_id}", "/tickets/new", "/settings"):
        desk.page.goto(office.url + path)
        desk.is_online()
        expect(desk.page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        assert findings(desk) == []
    width = desk.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 800, "it scrolls sideways"
