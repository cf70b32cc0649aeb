"""The softphone iframe on the desktop page, and everybody who wishes the agent ill."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Frame

    from support.desk import Desk, Office

SITE = "https://phone.example"
SAY = "message => parent.postMessage(message, '*')"
# Chromium logs this even when it parses an inert document.
INERT = re.compile(
    "^(Executing|Applying) inline .* has been blocked|^Setting the document's base URI"
)
EVIL = "<img src=x onerror=alert(1)><script>alert(2)</script>"

# Each posts something that makes no sense; T is a ticket that there is.
NONSENSE = """T => {
  const say = message => parent.postMessage(message, "*");
  say(null); say("open_ticket"); say(7); say([]); say(new Date()); say(new ArrayBuffer(8));
  say({}); say({ value: T }); say({ action: "open_ticket" });
  say({ action: "OPEN_TICKET", value: T });
  say({ action: ["open_ticket"], value: T }); say({ action: { toString: 1 }, value: T });
  say(JSON.parse(`{"__proto__": {"action": "open_ticket", "value": ${T}, "polluted": 1}}`));
  say(JSON.parse(`{"action": "open_ticket", "__proto__": {"value": ${T}}, "polluted": 1}`));
  say(JSON.parse(`{"constructor": {"prototype": {"polluted": 1}}, "action": "constructor"}`));
  say(Object.assign([], { action: "__proto__", value: T }));
  for (const value of [
    null, true, [T], { id: T }, -T, 0, 1.5, 1e21, NaN, Infinity, "", " ", `${T} `, `-${T}`,
    `${T}.0`, "0x1", "1e0", "٣", "javascript:alert(1)", `${T}/../../settings`, `../contacts/${T}`,
    `${T}?x`, "//evil.example", "<img src=x onerror=alert(1)>", "9".repeat(400),
    "new ", "NEW", "settings", 999999999, "999999999",
  ]) for (const action of ["open_ticket", "open_contact"]) say({ action, value });
  say({ action: "open_contact", value: T }); say({ action: "open_contact", value: "new" });
}"""


@pytest.fixture
def desk(office: Office, at_desk: int, settings: Callable[..., None]) -> Desk:
    url = f"{SITE}/softphone?agent={{agent_id}}&ticket={{ticket_id}}"
    settings(softphone={"enabled": True, "url": url, "width": 310, "height": 410})
    return office.sit_down(at_desk)


def frame_of(desk: Desk) -> Frame:
    """Return the content of the softphone's iframe, once it is loaded."""
    frame = desk.softphone.element_handle().content_frame()
    assert frame is not None
    frame.wait_for_load_state()
    return frame


def test_the_softphone_asks_and_the_desktop_does(
    desk: Desk, office: Office, omar: int, settings: Callable[..., None]
) -> None:
    ticket = office.client.make_ticket(omar)
    phone = frame_of(desk)
    assert unquote(phone.url) == f"{SITE}/softphone?agent={desk.agent_id}&ticket={{ticket_id}}"
    expect(desk.softphone).to_be_hidden()
    phone.evaluate(SAY, {"action": "show_softphone"})
    expect(desk.softphone).to_be_visible()
    box = desk.softphone.bounding_box()
    assert box
    assert (box["width"], box["height"]) == (310, 410)
    for value in (ticket, str(ticket)):
        phone.evaluate(SAY, {"action": "open_ticket", "value": value})
        expect(desk.article(f"Ticket {ticket}")).to_be_visible()
        phone.evaluate(SAY, {"action": "open_contact", "value": type(value)(omar)})
        expect(desk.article(f"Contact {omar}")).to_be_visible()
    phone.evaluate(SAY, {"action": "open_ticket", "value": "new"})
    expect(desk.article("New ticket")).to_be_visible()
    assert phone.evaluate("document.readyState") == "complete"  # it is still the same document
    expect(desk.softphone).to_be_visible()
    settings(softphone={"enabled": False, "url": "", "width": 310, "height": 410})
    expect(desk.softphone).to_have_count(0)
    expect(desk.button("Softphone")).to_be_hidden()


def test_nonsense_opens_nothing_and_breaks_nothing(desk: Desk, office: Office, omar: int) -> None:
    ticket = office.client.make_ticket(omar)
    phone = frame_of(desk)
    phone.evaluate(NONSENSE, ticket)
    phone.evaluate(SAY, {"action": "open_contact", "value": omar})
    expect(desk.article(f"Contact {omar}")).to_be_visible()
    assert desk.visited[-2:] == ["/", f"/contacts/{omar}"]
    assert desk.page.evaluate("({}).polluted ?? Object.polluted ?? null") is None
    expect(desk.softphone).to_be_hidden()
    expect(desk.alert).to_be_empty()


def test_nobody_else_is_listened_to(desk: Desk, office: Office, omar: int) -> None:
    ticket = office.client.make_ticket(omar)
    asked = {"action": "open_ticket", "value": ticket}
    page, phone = desk.page, frame_of(desk)
    # Frames within the softphone, of its own site and of another.
    for address in (f"{SITE}/inner", "https://evil.example/"):
        with page.expect_event("framenavigated", lambda frame, at=address: frame.url == at):
            phone.evaluate(
                """src => document.body.append(
                    Object.assign(document.createElement("iframe"), { src }))""",
                address,
            )
        inner = next(frame for frame in page.frames if frame.url == address)
        inner.wait_for_load_state()
        inner.evaluate("message => parent.parent.postMessage(message, '*')", asked)
        inner.evaluate("message => top.postMessage(message, '*')", {"action": "show_softphone"})
    # A window that it opened.
    with page.context.expect_page() as opened:
        phone.evaluate("() => { open('/popup', '_blank', 'popup'); }")
    opened.value.wait_for_load_state()
    opened.value.evaluate("message => opener.parent.postMessage(message, '*')", asked)
    opened.value.close()
    # The page itself, and the softphone's own window once it shows another site.
    page.evaluate("message => window.postMessage(message, '*')", asked)
    phone.evaluate("() => { location.href = 'https://evil.example/'; }")
    phone.wait_for_url("https://evil.example/")
    phone.evaluate(SAY, asked)
    phone.evaluate(SAY, {"action": "show_softphone"})
    # Only this one counts.
    phone.evaluate("url => { location.href = url; }", f"{SITE}/back")
    phone.wait_for_url(f"{SITE}/back")
    phone.evaluate(SAY, {"action": "open_contact", "value": omar})
    expect(desk.article(f"Contact {omar}")).to_be_visible()
    assert desk.visited[-2:] == ["/", f"/contacts/{omar}"]
    expect(desk.softphone).to_be_hidden()


def test_the_softphone_cannot_take_the_desktops_place(desk: Desk) -> None:
    desk.may_tell.append(re.compile("Unsafe attempt to initiate navigation"))
    phone = frame_of(desk)
    told = phone.evaluate(
        "() => { try { top.location = 'https://evil.example/'; } catch (e) { return e.name; } }"
    )
    assert told == "SecurityError"
    desk.is_online()


def test_ten_thousand_messages_leave_it_responsive(desk: Desk, office: Office, omar: int) -> None:
    office.call(desk.agent_id, omar)
    asked: list[str] = []
    desk.page.on("request", lambda request: asked.append(request.url))
    frame_of(desk).evaluate(
        """contact => {
            for (let n = 0; n < 10000; n++) {
                parent.postMessage({ action: "show_softphone" }, "*");
                parent.postMessage({ action: "open_ticket", value: 900000000 + n }, "*");
                parent.postMessage({ action: "open_contact", value: "x".repeat(100) + n }, "*");
            }
            parent.postMessage({ action: "open_contact", value: contact }, "*");
        }""",
        omar,
    )
    desk.notes.fill("In the midst of it")
    # By keyboard: the panel that opens moves the button from under a pointer.
    desk.button("Make a ticket").press("Enter")
    expect(desk.call.get_by_role("group", name="Ticket")).to_be_visible()
    expect(desk.article(f"Contact {omar}")).to_be_visible()
    assert office.notes(office.newest(omar)) == ["In the midst of it"]
    assert sum("/desktop/tickets/" in url for url in asked) < 100
    assert desk.visited[-1] == f"/contacts/{omar}"
    assert len(desk.visited) < 10


def test_markup_is_shown_and_never_run(
    office: Office, at_desk: int, settings: Callable[..., None]
) -> None:
    speaking = office.client
    settings(helpdesk_numbers=[EVIL])
    told = {"phone": f"{EVIL}1", "mobile": f"{EVIL}2", "address": EVIL}
    caller = speaking.make("contacts", name=EVIL, **told)
    body = f"""<p onclick="alert(3)">Kept <b>bold</b></p>{EVIL}<svg onload="alert(4)"></svg>
        <iframe src="javascript:alert(5)"></iframe><a href="javascript:alert(6)">link</a>
        <a href=" java\tscript:alert(7)">tab</a><a href="data:text/html,x">data</a>
        <form action="//evil.example"><input name="password"><button>Give</button></form>
        <audio src="javascript:alert(8)" onerror="alert(8)"></audio>
        <style>body {{ display: none }}</style><base href="//evil.example">
        <math><mtext><table><mglyph><style><img src=x onerror=alert(9)></style></table></math>
        <p id="alert" style="position: fixed" class="card">Dressed up</p>"""
    given = {"requester_id": caller, "status": 2, "priority": 1}
    ticket = speaking.make("tickets", subject=EVIL, description=body, **given)
    speaking.send("POST", f"/api/v2/tickets/{ticket}/notes", {"body": body})
    desk = office.sit_down(at_desk)
    desk.may_tell.append(INERT)
    office.call(
        at_desk,
        caller,
        ticket_id=ticket,
        call_url='https://pbx.example/"onerror="alert(1)',
        call_info={EVIL: EVIL, "javascript:alert(1)": "javascript:alert(1)"},
    )
    link = desk.call.get_by_role("group", name="Requester").get_by_role("link")
    expect(link).to_have_text(EVIL)
    expect(desk.call.get_by_role("group", name="Location")).to_have_text(EVIL)
    numbers = desk.page.get_by_role("combobox", name="Helpdesk number")
    numbers.select_option(EVIL)
    link.click()
    contact = desk.article(f"Contact {caller}")
    expect(contact).to_contain_text(f"{EVIL}1")
    desk.button("Close with the ticket shown").click()
    expect(desk.call).to_be_hidden()
    contact.get_by_role("link", name=EVIL).first.click()
    page = desk.article(f"Ticket {ticket}")
    expect(page).to_contain_text("javascript:alert(1): javascript:alert(1)")
    expect(page.get_by_text("Kept bold")).to_have_count(2)
    player = page.locator("audio")
    expect(player).to_have_attribute("src", "https://pbx.example/%22onerror=%22alert(1)")
    strange = desk.page.evaluate(
        """() => [...document.querySelectorAll("article *")].filter(one => {
            const is_strange = /^(script|style|iframe|img|form|input|svg|base|math)$/i;
            return is_strange.test(one.nodeName) || [...one.attributes].some(({ name, value }) =>
                /^(on.*|style|id)$/.test(name)
                || (/^(href|src)$/.test(name) && !/^(https?:|\\/)/.test(value)));
        }).map(one => one.outerHTML)"""
    )
    assert strange == []
    desk.page.goto(f"{office.url}/sign-in?problem={EVIL}")
    expect(desk.alert).to_be_empty()


def test_the_example_softphone_shows_how(
    office: Office, at_desk: int, omar: int, settings: Callable[..., None]
) -> None:
    ticket = office.client.make_ticket(omar)
    url = f"{office.url}/examples/softphone?agent_id={{agent_id}}"
    settings(softphone={"enabled": True, "url": url, "width": 300, "height": 400})
    desk = office.sit_down(at_desk)
    phone = frame_of(desk)
    assert phone.locator("#agent").text_content() == str(at_desk)
    phone.evaluate("document.getElementById('show').click()")
    expect(desk.softphone).to_be_visible()
    for label, value, name in (
        ("Ticket", ticket, "Open ticket"),
        ("Contact", omar, "Open contact"),
    ):
        desk.inside.get_by_label(label).fill(str(value))
        desk.inside.get_by_role("button", name=name).click()
        expect(desk.article(f"{label} {value}")).to_be_visible()
