"""The driver of a softphone under test: JavaScript in its page, whose errors name their line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from playwright.sync_api import Error

from cti_conformance.results.step_outcomes import Inconclusive
from cti_conformance.target.browser.softphone import frame_of

if TYPE_CHECKING:
    from playwright.sync_api import Frame, Locator

    from cti_conformance.config.partners import Script

# The script is the body of an async function. A stack names its lines as those of the whole.
_BEFORE = """([call, limit]) => Promise.race([
    (async () => {
"""
_AFTER = """
    })().then(() => null, (error) => ({
        message: String(error),
        line: Number((/<anonymous>:(\\d+):\\d+\\)?$/m.exec(error?.stack ?? "") ?? [])[1] ?? 0),
    })),
    new Promise((done) => setTimeout(() => done({ message: "it took too long", line: 0 }), limit)),
])"""
_FIRST_LINE = _BEFORE.count("\n") + 1


def drive(frames: Locator, script: Script, given: object, within_s: float) -> None:
    """Run a script in the softphone's page, and wait for its end.

    Args:
        frames: Where the softphone is.
        script: The script.
        given: The value of its variable ``call``.
        within_s: Maximum duration, in seconds.

    Raises:
        Error: The frame is missing, or the page was closed.
        Inconclusive: The script failed or took longer; the message names its file and line.
    """
    frame = frame_of(frames.first.element_handle())
    whole = f"{_BEFORE}{script.text}{_AFTER}"
    try:
        failure = frame.evaluate(whole, [given, within_s * 1000])
    except Error as error:
        if "SyntaxError" not in error.message:
            raise
        failure = _syntax_error(frame, whole)
    if failure:
        line = int(failure["line"]) - _FIRST_LINE + 1
        is_in_it = 0 < line <= script.text.count("\n") + 1
        place = f"{script.name}, line {line}" if is_in_it else script.name
        raise Inconclusive(f"the driver failed in {place}: {failure['message']}")


def _syntax_error(frame: Frame, whole: str) -> dict[str, Any]:
    """Return message and line of the error that keeps a script from being compiled."""
    session = frame.page.context.new_cdp_session(frame.page)
    try:
        session.send("Runtime.enable")
        options = {"expression": f"({whole})", "sourceURL": "driver", "persistScript": False}
        found: Any = session.send("Runtime.compileScript", options)
    finally:
        session.detach()
    details = found.get("exceptionDetails", {})
    message = str(details.get("exception", {}).get("description", "SyntaxError"))
    return {"message": message.partition("\n")[0], "line": details.get("lineNumber", -1) + 1}
