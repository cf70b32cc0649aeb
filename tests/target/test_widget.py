"""The widget on a page is read as an agent sees it, whatever its elements are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cti_conformance.config.target_config import Limits
from cti_conformance.ledger.page_table import page_table
from cti_conformance.target.browser.widget import WidgetOnPage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from cti_conformance.target.ports.desktop import Widget

BASE = "https://helpdesk.example"
REQUESTER = f'<div role="group" aria-label="Requester"><a href="{BASE}/contacts/5">Omar</a></div>'


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Return an empty page."""
    page = browser.new_page()
    yield page
    page.close()


def read(page: Page, content: str, **elements: dict[str, str]) -> Widget | None:
    """Return the widget of a page with this content in the widget's element."""
    page.set_content(content)
    overrides: dict[str, Any] = {"elements": elements}
    return WidgetOnPage(page, page_table(BASE, overrides), Limits()).read()


def in_widget(content: str) -> str:
    return f'<section aria-label="Call">{content}</section>'


def test_a_widget_that_a_selector_finds_and_that_is_hidden_is_none(page: Page) -> None:
    hidden = f'<div id="call" hidden>{REQUESTER}</div>'
    assert read(page, hidden, widget={"css": "#call"}) is None
    shown = read(page, hidden.replace("hidden", ""), widget={"css": "#call"})
    assert shown
    assert shown.requester_id == 5


def test_a_hidden_ticket_that_a_selector_finds_is_not_shown(page: Page) -> None:
    row = f'<div id="ticket" hidden><a href="{BASE}/tickets/80">#80</a></div>'
    ticket = {"css": "#ticket"}
    hidden = read(page, in_widget(REQUESTER + row), ticket=ticket)
    shown = read(page, in_widget(REQUESTER + row.replace("hidden", "")), ticket=ticket)
    assert hidden
    assert shown
    assert (hidden.ticket_id, shown.ticket_id) == (None, 80)


@pytest.mark.parametrize(
    ("requester", "elements"),
    [
        (f'<a href="{BASE}/contacts/5"><img alt=""></a> <a href="{BASE}/contacts/5">Omar</a>', {}),
        ('<a href="mailto:o@x"></a> ' + REQUESTER, {}),
        (
            f'<b id="name">Omar</b> <a href="{BASE}/contacts/5?tab=1">Profile</a>',
            {"requester_name": {"css": "#name"}},
        ),
    ],
    ids=["photo", "another link", "beside"],
)
def test_the_name_is_read_where_it_is(
    page: Page, requester: str, elements: dict[str, dict[str, str]]
) -> None:
    group = f'<div role="group" aria-label="Requester">{requester}</div>'
    widget = read(page, in_widget(group), **elements)
    assert widget
    assert (widget.requester_name, widget.requester_id) == ("Omar", 5)
