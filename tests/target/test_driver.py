"""The driver of a softphone under test: its errors name the file and the line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cti_conformance.config.partners import Script
from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.target.browser.driver import drive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """Show a page with a frame."""
    page = browser.new_page()
    page.set_content("<iframe srcdoc='<p>Phone'></iframe>")
    yield page
    page.close()


def test_a_driver_gets_the_call_and_is_waited_for(page: Page) -> None:
    script = "await new Promise((done) => setTimeout(done, 20));\nwindow.used = call.ticket_id;"
    drive(page.locator("iframe"), Script(script, "drive.js"), {"ticket_id": 80}, 5)
    assert page.frames[1].evaluate("window.used") == 80


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("const a = 1;\n\nnobody();", "drive.js, line 3: ReferenceError: nobody is not defined"),
        ("await null;\nthrow 'a word';", "drive.js: a word"),
        ("const a = 1;\nconst b = ;\n", "drive.js, line 2: SyntaxError: Unexpected token ';'"),
        ("await new Promise(() => {});", "drive.js: it took too long"),
    ],
)
def test_an_error_of_a_driver_is_told_with_its_place(page: Page, script: str, told: str) -> None:
    with pytest.raises(Inconclusive) as error:
        drive(page.locator("iframe"), Script(script, "drive.js"), {}, 0.3)
    assert str(error.value) == f"the driver failed in {told}"
