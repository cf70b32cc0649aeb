"""Watches a scenario, and checks the results of its calls against all rules."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NoReturn, Protocol

import pytest

from cti_conformance.oracle.answer_checks import check_answer
from cti_conformance.oracle.desktop_look import DesktopLook
from cti_conformance.oracle.model import Model
from cti_conformance.oracle.narration import Narration
from cti_conformance.oracle.observer import Observer
from cti_conformance.oracle.replay import Replay
from cti_conformance.oracle.result_check import ResultCheck
from cti_conformance.oracle.world import World
from cti_conformance.results.locus import Locus
from cti_conformance.results.step_outcomes import Inconclusive, NotTestable, RuleViolated
from cti_conformance.target import locate
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping

    from cti_conformance.oracle.model import DesktopState
    from cti_conformance.scenario.people import People
    from cti_conformance.target.journal import Event
    from cti_conformance.target.ports.records import Contact


class Oracle(Protocol):
    """Returns the differences that were found in a scenario."""

    def conclude(self, *, all_done: bool) -> list[Difference]:
        """Return the differences at the end of the scenario, or where it broke off."""
        ...


ORACLE: pytest.StashKey[Oracle] = pytest.StashKey()
"""The oracle of a scenario."""


@dataclass(frozen=True)
class Difference:
    """A difference between target and model, and the rule that it violates.

    Attributes:
        rule: The rule's id.
        expected: What the rule asks for, in words.
        observed: What the target did, in words.
        at: The place in an answer that decides, if it is in an answer.
    """

    rule: str
    expected: str
    observed: str
    at: Locus | None = None


class _Differs(Exception):  # noqa: N818 - a finding about the target, no error of ours
    """Ends a check."""


class Watcher(Observer):
    """Receives the events of a scenario and compares the target with the model.

    Nothing that it finds stops the scenario. It finds nothing where the rules are open, or where
    the target cannot be read.

    Args:
        people: The people of the scenario.
        looks_at_desktops: Whether to look at the agents' widgets as well.

    Attributes:
        found: The first difference for each violated rule so far.
    """

    def __init__(self, people: People, *, looks_at_desktops: bool) -> None:
        super().__init__(people.target)
        self._people = people
        self._model = Model(country=people.target.config.country)
        self._replay = Replay(self._model)
        self._world = World(self, self._model)
        self._world.bystanders = people.created.bystanders
        self._desktop_look = DesktopLook(self._world, self._replay) if looks_at_desktops else None
        self._narration = Narration()
        self._error: Exception | None = None
        self._is_unreadable = False
        self.found: dict[str, Difference] = {}

    @property
    def people(self) -> People:
        """The people of the scenario."""
        return self._people

    # -- while the scenario runs -----------------------------------------------------------

    def on_event(self, event: Event) -> None:
        """Apply an event to the model, and check the answer that it has."""
        try:
            self._narration.add(event, self._people.agents)
            self._attempt(lambda: check_answer(self, event))
            self._attempt(lambda: self._check_action(event))
            self._know_people()
            self._replay.apply(event)
        except Exception as error:
            self._error = self._error or error

    def check_widgets(self, *, all_desktops: bool = False, later: Container[int] = ()) -> None:
        """Check the widgets of agents who are online, by default those whom events concern."""
        self._look_at_desktops(only_touched=not all_desktops, later=later)

    def check_all(self) -> None:
        """Check all results of the calls so far."""
        if not self._replay.lost and self._error is None:
            self._look_at_desktops(only_touched=False)
            ResultCheck(self._world, self._replay, self._attempt).check()

    def _check_action(self, event: Event) -> None:
        """Check that an action which the rules exclude was not done (CTI-END-04)."""
        if call := self._replay.had_its_ticket(event):
            expected = f"the action to be refused, since {self._world.call_name(call)} has a ticket"
            at = locate.action("$status >= 400 and $status < 500")
            self.differs("CTI-END-04", expected, "it was done", at)

    def _look_at_desktops(self, *, only_touched: bool, later: Container[int] = ()) -> None:
        if self._desktop_look and not self._replay.lost:
            self._desktop_look.look(self._attempt, only_touched=only_touched, later=later)

    # -- afterwards ------------------------------------------------------------------------

    def conclude(self, *, all_done: bool) -> list[Difference]:
        """Return the differences.

        Args:
            all_done: Whether all steps that act were done; only then are all results checked. A
                scenario that broke off has the differences that were seen on the way.

        Raises:
            Exception: The suite itself failed, in a scenario of which all was done.
        """
        if all_done:
            self.check_all()
            if self._error:
                raise self._error
        return list(self.found.values())

    @property
    def is_sure(self) -> bool:
        """Whether everything could be read, and no rule is violated."""
        return not (self.found or self._error or self._is_unreadable or self._replay.lost)

    def desktops(self) -> Mapping[int, DesktopState]:
        """Return the agents' desktops by the agent's id, if the target was not found to be wrong.

        If the desktops are pages in a browser, this is what is expected there, and was not seen.
        """
        return self._model.desktops if self.is_sure else {}

    def as_before(self) -> dict[int, Contact]:
        """Return the shared contacts that are unchanged but for the name.

        Without those whose calls the oracle is unsure about: a ticket of theirs may still appear.
        """
        lent = self._people.created.lent if self.is_sure else {}
        unsure = [call for call in self._model.calls if call.unsure]
        people = {
            person.id: person
            for person in self._model.people
            if not (person.deleted or any(self._model.may_be_requester(person, c) for c in unsure))
        }
        return {
            id_: replace(one.contact, name=people[id_].stored_name)
            for id_, one in lent.items()
            if id_ in people and people[id_].is_reached_as(one.contact)
        }

    # -- as an observer --------------------------------------------------------------------

    def differs(self, rule: str, expected: str, observed: str, at: Locus | None = None) -> NoReturn:
        """Keep the first difference of each rule, and end the check.

        Raises:
            _Differs: Always.
        """
        if events := self._narration.text():
            observed += f", after: {events}"
        at = replace(at or Locus(), upto=len(self.target.recorder.exchanges))
        self.found.setdefault(rule, Difference(rule, expected, observed, at))
        raise _Differs(rule)

    def sent(self, operation: str, times: int = 1) -> None:
        """Count nothing: the recorder has all requests."""

    # -- helpers ---------------------------------------------------------------------------

    def _attempt(self, check: Callable[[], None]) -> bool:
        """Run a check; return whether nothing differs."""
        if self._is_unreadable:
            return False
        try:
            with self.target.journal.paused():
                check()
        except _Differs:
            return False
        except (RuleViolated, Inconclusive, NotTestable, NoAnswer):
            # The target does not let the watcher look. The rules about that have scenarios.
            self._is_unreadable = True
            return False
        except Exception as error:
            self._error = self._error or error
            return False
        return True

    def _know_people(self) -> None:
        """Add the people of the scenario to the model, with their names."""
        people = self._people
        self._replay.callers.know_agents(people.agents.values())
        self._replay.callers.know_contacts(people.contacts.values())
        self._world.agent_names = {agent.id: name for name, agent in people.agents.items()}
        names = {contact.id: name for name, contact in people.contacts.items()}
        for person in self._model.people:
            person.name = names.get(person.id, person.name)


@contextmanager
def watched(people: People, *, looks_at_desktops: bool) -> Iterator[Watcher]:
    """Let a watcher receive the events of a scenario, until the scenario is over."""
    watcher = Watcher(people, looks_at_desktops=looks_at_desktops)
    people.target.journal.listener = watcher
    try:
        yield watcher
    finally:
        people.target.journal.listener = None
