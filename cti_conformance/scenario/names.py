"""Storing people under awkward names, on targets that may refuse them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

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
    if run.plain_names:
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
    run.plain_names = not isinstance(stored, Answer)
    return stored
