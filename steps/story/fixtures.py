"""The fixtures of a scenario's state."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from cti_conformance.oracle.watcher import WATCHER, watched
from cti_conformance.scenario.cleanup import clean_up
from cti_conformance.scenario.item import FAILED, RULE
from cti_conformance.scenario.people import People
from cti_conformance.steps.story import Story

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.scenario.run import Run
    from cti_conformance.steps.story import Tickets
    from cti_conformance.target.target import Target


@pytest.fixture
def story(request: pytest.FixtureRequest, run: Run, target: Target) -> Iterator[Story]:
    """Provide the state of a scenario, and clean up its records afterwards."""
    in_browser = request.node.stash[RULE].needs == "browser"
    people = People(run, target, run.numbers, mark=run.new_mark())
    story = Story(people, in_browser=in_browser)
    with watched(people, looks_at_desks=not (in_browser or target.is_in_browser)) as watcher:
        request.node.stash[WATCHER] = watcher
        yield story
    try:
        story.restore()
    except Exception as error:  # whatever a target answers
        run.tainted = f"an earlier scenario could not restore the settings: {error}"
        run.leftovers.append(run.tainted)
    keep = bool(request.config.getoption("cti_keep", default=False))
    failed = request.node.stash.get(FAILED, False)
    run.leftovers += clean_up(target, people.created, keep=keep and failed, failed=failed)


@pytest.fixture
def tickets(story: Story) -> Tickets:
    """The tickets of the scenario."""
    return story.tickets


@dataclass
class Before:
    """The snapshots from before the `When`.

    Attributes:
        records: The snapshot of the records, and of call details where they belong to it.
    """

    records: list[object] = field(default_factory=list)


@pytest.fixture
def before() -> Before:
    """The snapshots of the scenario."""
    return Before()
