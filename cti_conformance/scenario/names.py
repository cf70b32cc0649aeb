"""Storing people under awkward names, on targets that may refuse them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from cti_conformance.phone_numbers import near
from cti_conformance.results.step_outcomes import Inconclusive, RuleViolated
from cti_conformance.scenario import hard_data
from cti_conformance.transport.answer import Answer
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.scenario.people import People

T = TypeVar("T")

INVALID = (400, 422)


def store_named(people: People, name: str, store: Callable[[str], T]) -> T:
    """Store somebody under an awkward name, or under a plain one if the target refuses that.

    Args:
        people: The people of the scenario; their run remembers whether plain names are needed.
        name: The name in the scenario, which is a part of both.
        store: Stores somebody under the name that it is given; returns the target's answer, or
            raises, if that is refused.

    Returns:
        The result of ``store`` for the name that was taken.
    """
    run = people.run
    awkward = hard_data.NAME.text.format(name=name, mark=people.mark)
    plain = hard_data.PLAIN_NAME.text.format(name=name, mark=people.mark)
    if run.learned.plain_names:
        return store(plain)
    try:
        stored = store(awkward)
    except NoAnswer:
        raise
    except (RuleViolated, Inconclusive):
        pass
    else:
        if not (isinstance(stored, Answer) and stored.status in INVALID):
            return stored
    stored = store(plain)
    run.learned.plain_names = not isinstance(stored, Answer)
    return stored


def store_near_contact(people: People, number: str, kind: str) -> None:
    """Store a contact whose number is near this one, unless the target refuses that number.

    Nothing waits for it to appear: only a target that mistakes one number for the other needs to
    find it.

    Args:
        people: The people of the scenario.
        number: The number in E.164.
        kind: One of the kinds of `hard_data.NEAR`.
    """
    run, other = people.run, near(number, kind)
    if other is None or kind in run.learned.refused_numbers or not people.target.has_records:
        return
    try:
        near_one = people.store_contact("Near", {"phone": other})
    except NoAnswer:
        raise
    except (RuleViolated, Inconclusive):  # no such number exists
        run.learned.refused_numbers.add(kind)
    else:
        people.created.bystanders.add(near_one.id)
