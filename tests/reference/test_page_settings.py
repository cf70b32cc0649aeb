"""The admin's settings on the desktop page, and the accessibility of its pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from support.desk import REFUSED, Desk, Office
from support.helpdesk import done, number

if TYPE_CHECKING:
    from collections.abc import Callable

# -- the admin -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("settings")
def test_an_admin_sets_everything(office: Office, at_desk: int) -> None:
    desk = office.sit_down(at_desk, "/settings")
    desk.may_tell.append(REFUSED)
    page = desk.page
    page.get_by_label("Show the softphone iframe").check()
    page.get_by_label("Width").fill("7")
    page.get_by_label("Callback URL").fill("ftp://telephony.example")
    desk.button("Save").click()
    wrong = {
        "URL": "It should not be empty",
        "Width": "It should be at least 50",
        "Callback URL": "It should be like https://",
    }
    for label, message in wrong.items():
        field = page.get_by_label(label, exact=True)
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(field).to_have_accessible_description(re.compile(message))
    expect(page.locator("[aria-invalid]")).to_have_count(len(wrong))
    expect(page.get_by_label("URL", exact=True)).to_be_focused()

    page.get_by_label("Width").fill("333")
    page.get_by_label("URL", exact=True).fill("/examples/softphone?me={agent_id}")
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
    picked = done(office.client.control("GET", f"/agents/{at_desk}/numbers"))["picked"]
    assert picked == number(7011)


# -- for everybody -------------------------------------------------------------------------------


def findings(desk: Desk) -> list[tuple[str, str]]:
    """Return the accessibility faults that axe-core finds on a page, in dark colours as well.

    Colours are measured where nothing moves, which is what the page has for those who ask for it:
    what fades in has less contrast on its way.
    """
    desk.page.emulate_media(reduced_motion="reduce")
    assert desk.page.evaluate("document.getAnimations().length") == 0
    found: list[dict[str, Any]] = Axe().run(desk.page).response["violations"]
    desk.page.emulate_media(color_scheme="dark")
    run = "axe.run({ runOnly: ['color-contrast'], resultTypes: ['violations'] })"
    found += desk.page.evaluate(run)["violations"]
    desk.page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    return [
        (one["id"], one["nodes"][0]["html"])
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def test_pages_are_accessible(
    office: Office, at_desk: int, omar: int, settings: Callable[..., None]
) -> None:
    speaking = office.client
    softphone = {"enabled": True, "url": f"{office.url}/examples/softphone?agent_id={{agent_id}}"}
    dial = {"enabled": True, "request_type": "GET", "callback_url": "http://127.0.0.1:1/"}
    settings(softphone={**softphone, "width": 300, "height": 400}, click_to_dial=dial)
    stranger = office.tab(office.window(), at_desk, "/")
    assert findings(stranger) == []
    desk = office.sit_down(at_desk, viewport={"width": 800, "height": 700})
    expect(desk.page.get_by_role("heading", name="Home")).to_be_visible()
    assert findings(desk) == []
    ticket = speaking.make_ticket(omar)
    office.call(at_desk, omar, ticket_id=ticket, call_url="https://pbx.example/1.mp3")
    desk.button("Softphone").click()
    desk.button("Link").click()
    expect(desk.alert).not_to_be_empty()
    assert findings(desk) == []
    desk.button("Close with the ticket shown").click()
    expect(desk.call).to_be_hidden()
    settings(new_ticket=True)
    office.call(at_desk, omar)
    expect(desk.call).to_contain_text("The New Ticket option is on")
    for path in (f"/tickets/{ticket}", f"/contacts/{omar}", "/tickets/new", "/settings"):
        desk.page.goto(office.url + path)
        desk.is_online()
        expect(desk.page.get_by_role("main").get_by_role("heading", level=1)).to_be_visible()
        assert findings(desk) == []
    width = desk.page.evaluate("document.documentElement.scrollWidth")
    assert width <= 800, "it scrolls sideways"
