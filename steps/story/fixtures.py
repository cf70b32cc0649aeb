"""The fixtures of a scenario's state."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from cti_conformance.oracle.watcher import ORACLE, watched
from cti_conformance.scenario.cleanup import clean_up, find_records
from cti_conformance.scenario.item import FAILED, JUDGED, RULE
from cti_conformance.scenario.people import People
from cti_conformance.scenario.shared_contacts import give_back as give_back_contacts
from cti_conformance.scenario.shared_contacts import give_up_changed
from cti_conformance.steps.story import Story
from cti_conformance.steps.story.desktops import give_back
from cti_conformance.waiting import run_time

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.oracle.watcher import Watcher
    from cti_conformance.scenario.run import Run
    from cti_conformance.steps.story import Tickets
    from cti_conformance.target.target import Target


@pytest.fixture
def story(request: pytest.FixtureRequest, run: Run, target: Target) -> Iterator[Story]:
    """Provide the state of a scenario, and clean up its records afterwards."""
    in_browser = request.node.stash[RULE].needs == "browser"
    people = People(run, target, run.numbers, mark=run.new_mark())
    story = Story(people, in_browser=in_browser)
    with watched(people, looks_at_desktops=not in_browser) as watcher:
        request.node.stash[ORACLE] = watcher
        yield story
    with run_time().restoring():
        _put_back(request, story, watcher)


def _put_back(request: pytest.FixtureRequest, story: Story, watcher: Watcher) -> None:
    """Leave the target as it was before the scenario."""
    people, run, target = story.people, story.people.run, story.target
    thorough = not (request.node.stash.get(JUDGED, False) and watcher.is_sure)
    failed = request.node.stash.get(FAILED, False)
    with suppress(Exception):  # else `clean_up` tries again
        find_records(target, people.created, thorough=thorough, failed=failed)
    try:
        story.settings.restore_account()
        give_back(story, watcher)
    except Exception as error:  # whatever a target answers
        run.tainted = f"an earlier scenario could not restore the settings: {error}"
    give_up_changed(people, {} if thorough or run.tainted else watcher.as_before())
    numbers = [] if thorough or run.tainted else [*people.created.numbers]
    deleted = [*people.created.tickets]
    keep = bool(request.config.getoption("cti_keep", default=False))
    left = clean_up(target, people.created, keep=keep and failed, failed=failed)
    run.leftovers += left
    people.created.kept = kept_by_name(people, request.node.stash[RULE].id)
    give_back_contacts(people, deleted, is_cleared=not left)
    if target.has_records and not (left or target.disposable or target.records.numbers.are_all):
        agents = {number for one in people.agents.values() for number in (one.phone, one.mobile)}
        free = {*numbers} - agents - {*people.helpdesk_numbers}
        run.spare.add(free, target.config.limits.appear_s)


def kept_by_name(people: People, rule_id: str) -> list[str]:
    """Return the records of a scenario that are kept, with the names of people and the rule."""
    names = {f"contact {one.id}": name for name, one in people.contacts.items()}
    names |= {f"agent {one.id}": name for name, one in people.agents.items()}
    return [
        f"{line} ({', '.join(filter(None, (names.get(line), rule_id)))})"
        for line in people.created.kept
    ]


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
