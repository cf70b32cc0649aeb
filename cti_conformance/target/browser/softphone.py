"""The softphone's frame on a page, and everybody who may post a message to that page.

The softphone that the suite sets up is a blank page at a reserved address. The browser serves it by
request interception, so that no server and no network is needed.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from playwright.sync_api import Error

from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.target.ports.desktop import SoftphoneFrame

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from playwright.sync_api import ElementHandle, Frame, Locator, Page, Route

ANY_SITE = re.compile(r"^https://[a-z]+\.cti-suite\.example(\.elsewhere\.example)?(:8443)?/")
ELSEWHERE = "https://elsewhere.cti-suite.example/"
LONGER_NAME = "https://softphone.cti-suite.example.elsewhere.example/"
OTHER_PORT = "https://softphone.cti-suite.example:8443/"

_SHOWN = """frames => frames.map(frame => ({
    url: frame.src,
    sizes: [[frame.offsetWidth, frame.offsetHeight], [frame.clientWidth, frame.clientHeight]],
    is_open: frame.checkVisibility({ opacityProperty: true, visibilityProperty: true })
        && frame.offsetWidth > 0 && frame.offsetHeight > 0,
}))"""
_ADD_FRAME = """url => new Promise(done => {
    const frame = document.createElement("iframe");
    frame.name = "other";
    frame.onload = () => done();
    setTimeout(done, 2000);
    if (url) frame.src = url;
    document.body.append(frame);
})"""


LISTENER = """if (window === window.top) {
    const messages = [];
    window.ctiConformanceMessages = messages;
    window.addEventListener("message", (event) => {
        const frames = [...document.querySelectorAll("iframe")];
        if (!frames.some((frame) => frame.contentWindow === event.source)) return;
        let message = "null";
        try { message = JSON.stringify(event.data) ?? "null"; } catch { /* not JSON */ }
        if (messages.length < 10000) messages.push(message);
    });
}"""
KEPT_OUT = (
    "the browser does not show it there: its X-Frame-Options or frame-ancestors keep it out of "
    "frames"
)
POSTED_MESSAGES = "() => window.ctiConformanceMessages ?? []"


def wait(frames: Locator, unreached: Mapping[str, str]) -> None:
    """Wait until the softphone's page is in its frame.

    Args:
        frames: Where the softphone is.
        unreached: The addresses that did not answer, and why.

    Raises:
        RuleViolated: The page refuses to be shown in a frame.
        Inconclusive: It could not be reached.
        Error: It takes too long, or the frame is missing.
    """
    element = frames.first.element_handle()
    frame = frame_of(element)
    frame.wait_for_url(lambda url: url != "about:blank", wait_until="load")
    if frame.url.startswith("chrome-error:"):
        if why := unreached.get(element.evaluate("frame => frame.src")):
            raise Inconclusive(f"the softphone's page cannot be reached: {why}")
        raise RuleViolated("the softphone's page in the frame", KEPT_OUT)


def frame_of(element: ElementHandle) -> Frame:
    """Return the frame in an element.

    Raises:
        Error: The element is not a frame.
    """
    frame = element.content_frame()
    if frame is None:
        raise Error("the softphone is not a frame")
    return frame


def serve(route: Route) -> None:
    """Answer a request to one of the suite's own sites."""
    route.fulfill(content_type="text/html", body="<!doctype html><title>Softphone</title><p>☎")


def read(frames: Locator) -> SoftphoneFrame | None:
    """Return the current state of the softphone's frame; ``None`` if the page has none."""
    found = frames.evaluate_all(_SHOWN)
    if not found:
        return None
    frame = frames.first.element_handle().content_frame()
    return SoftphoneFrame(
        url=frame.url if frame else found[0]["url"],
        sizes=frozenset((width, height) for width, height in found[0]["sizes"]),
        is_open=found[0]["is_open"],
    )


def post(page: Page, frames: Locator, message: str, sender: str) -> None:
    """Post a message to the window of a page, in the name of one of `SENDERS`.

    Args:
        page: The page of the desktop.
        frames: Where its softphone is.
        message: The message as JSON text; every key of its objects is posted.
        sender: Who posts it.
    """
    handle = frames.first.element_handle()
    softphone = frame_of(handle)
    softphone.wait_for_load_state()
    SENDERS[sender](page, handle, softphone, message)


def _post(frame: Frame | Page, window: str, message: str) -> None:
    frame.evaluate(f"text => {{ {window}.postMessage(JSON.parse(text), '*'); }}", message)


def _softphone(_: Page, __: ElementHandle, softphone: Frame, message: str) -> None:
    _post(softphone, "window.parent", message)


def _inner_frame(_: Page, __: ElementHandle, softphone: Frame, message: str) -> None:
    softphone.evaluate(_ADD_FRAME, "")  # blank, so of the softphone's own origin
    _post(softphone.child_frames[-1], "window.parent.parent", message)


def _popup(page: Page, __: ElementHandle, softphone: Frame, message: str) -> None:
    try:
        with page.context.expect_page(timeout=3_000) as opened:
            softphone.evaluate("url => { window.open(url, 'popup', 'popup'); }", softphone.url)
    except Error:
        return  # the desktop does not let its softphone open one
    opened.value.wait_for_load_state()
    _post(opened.value, "window.opener?.parent?", message)
    opened.value.close()


def _in_its_place(
    site: str, _: Page, handle: ElementHandle, softphone: Frame, message: str
) -> None:
    url = softphone.url
    try:
        softphone.goto(site)
    except Error:
        pass  # the desktop lets no other site into the frame
    else:
        _post(softphone, "window.parent", message)
    back = handle.content_frame()
    assert back is not None
    back.goto(url)


def _beside(page: Page, _: ElementHandle, softphone: Frame, message: str) -> None:
    page.evaluate(_ADD_FRAME, softphone.url)
    other = page.frame(name="other")
    assert other is not None
    _post(other, "window.parent", message)
    page.evaluate("() => document.querySelector('iframe[name=other]').remove()")


def _desktop(page: Page, _: ElementHandle, __: Frame, message: str) -> None:
    _post(page, "window", message)


SENDERS: Mapping[str, Callable[[Page, ElementHandle, Frame, str], None]] = {
    "the softphone": _softphone,
    "a frame inside the softphone": _inner_frame,
    "a window that the softphone opened": _popup,
    "another site in the softphone's place": partial(_in_its_place, ELSEWHERE),
    "another frame of the softphone's site": _beside,
    "a script of the desktop's own page": _desktop,
    "a site whose name begins with the softphone's": partial(_in_its_place, LONGER_NAME),
    "another port of the softphone's host": partial(_in_its_place, OTHER_PORT),
}
"""The senders of messages; the desktop must act on those of the first only."""
