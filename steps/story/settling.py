"""Letting time pass, and looking once the effects of earlier requests would be visible."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cti_conformance.results.step_outcomes import Inconclusive, eventually
from cti_conformance.transport.recorder import Wait
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.steps.story.story import Story
    from cti_conformance.steps.story.witness import Trace

T = TypeVar("T")


def let_pass(story: Story, seconds: float, why: str) -> None:
    """Wait on purpose, as a script that reproduces a failure has to.

    Args:
        story: The scenario.
        seconds: How long.
        why: What it is for, in words.
    """
    run_time().pause(seconds)
    story.target.recorder.note_wait(Wait(seconds, why))


def settled(story: Story, look: Callable[[], T], until: Callable[[T], object], *traces: Trace) -> T:
    """Wait until the effects of earlier requests would be visible, and look then.

    So one look shows both: that something is there, and that nothing else is.

    Args:
        story: The scenario.
        look: The look, which is repeated until
        until: it satisfies this, which is waited for.
        traces: See `Story.settle`.

    Returns:
        The last result, whether it satisfies ``until`` or not.

    Raises:
        Inconclusive: The result satisfies ``until``, but there may be more to come.
    """
    unsettled: Inconclusive | None = None
    try:
        story.settle(*traces)
    except Inconclusive as error:
        unsettled = error
    seen = eventually(look, until, within_s=story.appear_s)
    if unsettled and until(seen):
        raise unsettled
    return seen
