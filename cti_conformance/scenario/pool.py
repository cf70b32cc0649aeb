"""What the scenarios of one process share on the target: the agents, and a witness."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import not_tested
from cti_conformance.scenario.people import People
from cti_conformance.target.ports.records import Agent

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.scenario.run import Run
    from cti_conformance.target.ports.records import Contact
    from cti_conformance.transport.answer import Answer
    from cti_conformance.transport.recorder import Exchange

AGENTS = "/api/v2/agents"
AGENTS_WITH_NUMBER = 2
"""Each further agent has an extension, which some rules need."""

ONLY_ONE_AGENT = (
    "the API makes no agents, so all calls were for the owner of the key: list [[agents]] in "
    "cti-target.toml to have the rules tested that need several agents"
)


@dataclass(frozen=True)
class Opened:
    """A desktop that is open.

    Attributes:
        by: The request that has opened it.
        close: Closes it.
        outage_counters: The counters of crashes and unanswered requests when it was opened.
    """

    by: Exchange
    close: Callable[[], None]
    outage_counters: object


@dataclass(repr=False)
class Pool:
    """The agents and the witness of one process; they are made at their first use.

    Attributes:
        run: The run of the process.
        witness_tickets: The tickets of the witness that were seen so far.
        changed: The ids of agents whom a scenario has changed or deleted: they are not used again.
        lent_again: Whether agents or contacts of earlier scenarios were lent since it was unset.
    """

    run: Run
    witness_tickets: set[int] = field(default_factory=set)
    changed: set[int] = field(default_factory=set)
    lent_again: bool = False
    _free: list[Agent] = field(default_factory=list)
    _in_use: set[int] = field(default_factory=set)
    _used: set[int] = field(default_factory=set)
    _extensions: set[int] = field(default_factory=set)
    _creation: dict[int, Exchange] = field(default_factory=dict)
    _made: int = 0
    _owner: Agent | None = None
    _open: dict[int, Opened] = field(default_factory=dict)

    @cached_property
    def people(self) -> People:
        """Makes the people, and keeps them for the cleanup at the end of the run."""
        run = self.run
        return People(run, run.target, run.numbers, run.new_mark())

    @cached_property
    def witness(self) -> Contact:
        """A contact whose calls show when the effects of earlier requests can be seen."""
        return self.people.make_contact("Witness", {})

    # -- agents ----------------------------------------------------------------------------

    def borrow(self, *, extension: bool, may_be_open: bool = False) -> Agent:
        """Return an agent whom no scenario has at the moment; one more is made if there is none.

        Args:
            extension: Whether an extension is required, if the target accepts one. Otherwise the
                agent may have either kind of number.
            may_be_open: Whether an agent whose desktop is open is preferred. `take_open` uses the
                desktop; if nobody calls it, the desktop is closed before the first call.

        Raises:
            NotTestable: The API makes no agents, and the owner of the key is taken or unknown.
        """
        recorder = self.run.target.recorder
        if found := self._free_agent(extension=extension, is_open=may_be_open):
            self.lent_again |= found.id in self._used and found is not self._owner
            if not may_be_open:
                self.close(found.id)
            if created := self._creation.get(found.id):
                recorder.recall(created)  # a script that reproduces a failure makes the agent anew
        else:
            found = self._new_agent(extension=extension or self._made >= AGENTS_WITH_NUMBER)
        self._in_use.add(found.id)
        return found

    def is_in_use(self, agent: Agent) -> bool:
        """Return whether an agent comes from the pool, and was not given back."""
        return agent.id in self._in_use

    def give_back(self, agent: Agent, opened_by: Exchange | None = None) -> None:
        """Take back an agent who is as before.

        Args:
            agent: The agent.
            opened_by: The request that has opened the desktop, if it stays open.
        """
        self._in_use.remove(agent.id)
        self._free.append(agent)
        self._used.add(agent.id)
        if opened_by:
            desktop = self.run.target.desktop
            close = partial(desktop.set_presence, agent.id, online=False)
            self._open[agent.id] = Opened(opened_by, close, self._outage_counters)

    def discard(self, agent: Agent) -> bool:
        """Stop using an agent; return whether the suite made the agent, and has to delete it."""
        self._in_use.remove(agent.id)
        if agent is self._owner:
            self._owner = None
            return False
        ids = self.people.created.agents
        is_ours = agent.id in ids
        if is_ours:
            ids.remove(agent.id)
            self._made -= agent.id not in self._extensions
        return is_ours

    def renew(self) -> None:
        """Use none of the free agents again, unless no others can be made."""
        if self._owner is None:
            with suppress(Exception):  # they are deleted at the end, whatever a target answers now
                self.close_all()
            self._free.clear()
            self._made = 0

    # -- desktops that stay open -----------------------------------------------------------

    def take_open(self, agent_id: int) -> Exchange | None:
        """Return the request that has opened the desktop of an agent in an earlier scenario.

        ``None`` means that it is not known to be open: it was not left so, or a crash or an outage
        may have closed it since.
        """
        opened = self._open.pop(agent_id, None)
        return opened.by if opened and opened.outage_counters == self._outage_counters else None

    def close(self, agent_id: int) -> None:
        """Close the desktop of an agent, if it was left open.

        The request is not recorded, so a script that reproduces a failure does not contain it.
        """
        if agent_id in self._open:
            with self.run.target.recorder.unrecorded():
                self._open[agent_id].close()
            del self._open[agent_id]

    def close_all(self) -> None:
        """Close all desktops that were left open."""
        for agent_id in [*self._open]:
            self.close(agent_id)

    @property
    def _outage_counters(self) -> object:
        """Counters of crashes and unanswered requests: once they differ, desktops may be closed."""
        run = self.run
        connection = run.target.connection
        others = run.lock.last_crash if run.lock else 0.0
        return connection.journal.crash_count, connection.liveness.unanswered, others

    # -- helpers ---------------------------------------------------------------------------

    def _free_agent(self, *, extension: bool, is_open: bool) -> Agent | None:
        """Take a free agent of this kind; one with an extension serves where no other is left.

        An agent is preferred whose desktop is open, or not, as ``is_open`` says.
        """
        kind = [agent for agent in self._free if (agent.id in self._extensions) == extension]
        if not kind and (extension or self._made < AGENTS_WITH_NUMBER):
            return None
        found = min(
            kind or self._free, key=lambda one: (one.id in self._open) != is_open, default=None
        )
        if found:
            self._free.remove(found)
        return found

    def _new_agent(self, *, extension: bool) -> Agent:
        made = self._create_recorded(extension=extension)
        if not isinstance(made, Agent):
            return self._the_owner(made)
        if self._made == 1 and not extension:
            # Their ids are adjacent, where a target gives ids in turn: a mix-up is seen then.
            with self.run.target.recorder.apart():
                other = self._create_recorded(extension=False)
            if isinstance(other, Agent):
                self._free.append(other)
        return made

    def _create_recorded(self, *, extension: bool) -> Agent | Answer:
        """Create an agent, or return the refusal; the request is kept to be recalled."""
        recorder = self.run.target.recorder
        before = len(recorder.exchanges)
        made = self._create_with_number(extension=extension)
        if isinstance(made, Agent):
            self._made += made.id not in self._extensions
            for exchange in recorder.exchanges[before:]:
                if exchange.url.endswith(AGENTS):
                    self._creation[made.id] = exchange
        return made

    def _create_with_number(self, *, extension: bool) -> Agent | Answer:
        people = self.people
        phone = str(random.randint(10_000, 99_999)) if extension else people.new_number()
        made = people.make_agent("Agent", phone)
        if extension and isinstance(made, Agent):
            self._extensions.add(made.id)
        elif extension:
            made = people.make_agent("Agent", people.new_number())
        return made

    def _the_owner(self, refusal: Answer) -> Agent:
        """Return the owner of the key, who can be the only agent."""
        owner = self.run.target.records.owner() if self._owner is None else None
        if owner is None:
            not_tested(
                f"the API makes no agents ({refusal.request} answered {refusal.status}): list "
                "agents as [[agents]] in cti-target.toml"
            )
        self._owner = owner
        self.run.remark(ONLY_ONE_AGENT)
        return owner
