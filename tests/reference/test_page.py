"""The desktop page of the reference, in a browser."""

from __future__ import annotations

import os
import re
import signal
from typing import TYPE_CHECKING, Any

import requests
from playwright.sync_api import expect

from support.desk import GONE, REFUSED, Office
from support.helpdesk import LIMIT_S, LOGIN, client, done, helpdesk, number, wait_until

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EMAIL, PASSWORD = LOGIN.split(":")
NOBODY = 999999999


# -- signing in ----------------------------------------------------------------------------------


def test_an_agent_signs_in_at_any_address_and_out_again(
    office: Office, at_desk: int, omar: int
) -> None:
    ticket = office.client.make_ticket(omar, "The printer is on fire")
    desk = office.tab(office.window(), at_desk, f"/tickets/{ticket}")
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

    cookie: dict[str, Any]
    (cookie,) = map(dict, page.context.cookies())
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Lax")
    assert page.evaluate("document.cookie") == ""
    sent: dict[str, Any] = {"cookies": {cookie["name"]: cookie["value"]}, "timeout": LIMIT_S}
    assert requests.get(office.url + "/desktop/state", **sent).ok

    other = office.second_tab(desk)
    other.may_tell.append(REFUSED)
    desk.button("Sign out").click()
    expect(desk.button("Sign in")).to_be_visible()
    expect(other.button("Sign in")).to_be_visible()  # it is the same session
    assert requests.get(office.url + "/desktop/state", **sent).status_code == 401


def test_a_sign_in_link_is_good_once(office: Office, at_desk: int) -> None:
    link = office.link(at_desk)
    desk = office.tab(office.window(), at_desk, link)
    desk.is_online()
    assert "ticket" not in desk.page.url
    late = office.tab(office.window(), at_desk, link)
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


def test_an_agent_is_online_while_a_page_is_open(office: Office, at_desk: int) -> None:
    speaking = office.client
    assert not office.is_online(at_desk)
    desk = office.sit_down(at_desk)
    other = office.second_tab(desk)
    speaking.set_presence(at_desk, online=True)
    speaking.set_presence(at_desk, online=False)  # closes no page
    assert office.is_online(at_desk)
    desk.page.close()
    other.page.reload()
    other.is_online()
    assert office.is_online(at_desk)
    other.page.close()
    wait_until(lambda: not office.is_online(at_desk), "the agent to be offline")


def test_a_page_outlives_the_server(browser: Browser) -> None:
    with helpdesk("--control", cold=True) as process, client(process.url) as speaking:
        office = Office(process.url, speaking, browser)
        agent = office.make_agent("outlive")
        caller = speaking.make("contacts", name="Omar", phone=number(7001))
        desk = office.sit_down(agent)
        desk.may_tell.append(GONE)
        office.call(agent, caller)
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
        assert office.is_online(agent)
        expect(desk.notes).to_have_value("Before")
        desk.button("Close with a new ticket").click()
        expect(desk.call).to_be_hidden()
        assert office.notes(office.newest(caller)) == ["Before"]
        office.close()


def test_a_server_stops_at_once_with_pages_open() -> None:
    for stop in ("signal", "stdin"):
        with helpdesk(cold=True) as process, requests.Session() as session:
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


def test_two_tabs_of_an_agent_agree(office: Office, at_desk: int, omar: int) -> None:
    one = office.sit_down(at_desk)
    other = office.second_tab(one, f"/contacts/{omar}")
    office.call(at_desk, omar)
    one.notes.press_sequentially("Back on Monday")
    expect(other.notes).to_have_value("Back on Monday")
    other.button("Make a ticket").click()
    expect(one.call.get_by_role("group", name="Ticket")).to_be_visible()
    expect(one.notes).to_be_hidden()
    one.button("Dismiss").click()
    expect(other.call).to_be_hidden()
    assert office.notes(office.newest(omar)) == ["Back on Monday"]


def test_what_is_typed_is_not_overwritten(office: Office, at_desk: int, omar: int) -> None:
    desk = office.sit_down(at_desk)
    office.call(at_desk, omar)
    desk.page.route("**/actions", lambda _: None)  # its own saves hang
    desk.notes.press_sequentially("Typed here")
    done(office.client.act(at_desk, "take_notes", text="From elsewhere"))
    marker = office.client.make_ticket(omar, "A ticket that makes the state another one")
    expect(desk.call.get_by_role("list", name="Recent tickets")).to_contain_text(f"#{marker}")
    expect(desk.notes).to_have_value("Typed here")


def test_notes_that_came_too_late_are_told(office: Office, at_desk: int, omar: int) -> None:
    desk = office.sit_down(at_desk)
    office.call(at_desk, omar, call_reference_id="late-1")
    expect(desk.notes).to_be_visible()
    desk.page.clock.install()
    desk.page.clock.pause_at(2_000_000_000_000)  # no pause in the typing is noticed
    desk.notes.press_sequentially("Nobody has this")
    office.call(at_desk, omar, call_reference_id="late-2")
    expect(desk.alert).to_contain_text("could not be saved: Nobody has this")
    expect(desk.notes).to_have_value("")


def test_what_is_refused_is_told(office: Office, at_desk: int, omar: int) -> None:
    desk = office.sit_down(at_desk)
    desk.may_tell.append(REFUSED)
    office.call(at_desk, omar)
    field = desk.call.get_by_role("textbox", name="Ticket to link")
    for given, told in (("eighty", "number of the ticket"), (str(NOBODY), "no such ticket")):
        field.fill(given)
        desk.button("Link").click()
        expect(desk.alert).to_contain_text(told)
        desk.button("Close message").click()
        expect(desk.alert).to_be_empty()
    ticket = office.client.make_ticket(omar)
    field.fill(f"#{ticket}")
    desk.button("Link").click()
    expect(desk.call.get_by_role("group", name="Ticket").get_by_role("link")).to_contain_text(
        f"#{ticket}"
    )
    expect(desk.alert).to_be_empty()


def test_a_call_by_keyboard_alone(office: Office, at_desk: int, omar: int) -> None:
    colleague = office.make_agent("keyboard-colleague")
    office.client.set_presence(colleague, online=True)
    ticket = office.client.make_ticket(omar, "Old trouble")
    desk = office.sit_down(at_desk)
    page = desk.page
    office.call(at_desk, omar, ticket_id=ticket)
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
    expect(desk.article(f"Contact {omar}")).to_be_visible()
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
    assert office.notes(ticket) == ["A note"]


def test_a_ticket_is_written_by_hand(office: Office, at_desk: int) -> None:
    desk = office.sit_down(at_desk, "/tickets/new")
    form = desk.article("New ticket")
    form.get_by_label("Requester's phone").fill(number(7002))
    form.get_by_label("Requester's name").fill("Priya")
    form.get_by_label("Subject").fill("A lamp")
    form.get_by_label("Description").fill("<b>It</b> is broken")
    desk.button("Create ticket").click()
    expect(desk.page.get_by_role("heading", name="A lamp")).to_be_visible()
    expect(desk.page.get_by_role("article")).to_contain_text("<b>It</b> is broken")
    made = office.client.get(f"tickets/{desk.page.url.rpartition('/')[2]}")
    assert (made["responder_id"], made["subject"]) == (at_desk, "A lamp")
    desk.page.go_back()
    expect(form).to_be_visible()


def test_each_end_of_a_call_says_what_it_does_and_news_of_a_call_ends_with_it(
    office: Office, at_desk: int, omar: int
) -> None:
    ticket = office.client.make_ticket(omar)
    entry = {"agent_id": at_desk, "note": "226356", "time_spent": "00:05"}
    office.client.make(f"tickets/{ticket}/time_entries", **entry)
    desk = office.sit_down(at_desk, f"/tickets/{ticket}")
    times = desk.article(f"Ticket {ticket}").get_by_role("list", name="Time entries")
    expect(times.get_by_role("listitem")).to_contain_text(re.compile("^00:05 .*: 226356"))

    office.call(at_desk, omar, ticket_id=ticket)
    expect(desk.page.locator("#news")).to_have_text("Call from Omar")
    for name, told in {
        "Close with a new ticket": "become a ticket of the caller",
        "Close with the ticket shown": "a private note there",
        "Dismiss": "does not come back",
    }.items():
        expect(desk.button(name)).to_have_accessible_description(re.compile(told))
    close = desk.button("Close the call")
    expect(close).to_be_hidden()  # the call has no ticket yet
    desk.button("Close with the ticket shown").click()
    expect(desk.call).to_be_hidden()
    expect(desk.page.locator("#news")).to_be_empty()

    office.call(at_desk, omar)
    desk.button("Make a ticket").click()
    expect(close).to_have_accessible_description(re.compile("No further ticket"))
    close.click()
    expect(desk.call).to_be_hidden()
