"""The people of a scenario, their numbers, and its other records."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from typing import TYPE_CHECKING, Any

from cti_conformance.phone_numbers import same_number
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    eventually,
    not_tested,
)
from cti_conformance.results.waits import WAITS
from cti_conformance.scenario import hard_data
from cti_conformance.scenario.cleanup import Created
from cti_conformance.scenario.names import store_named
from cti_conformance.target.ports.records import Agent, Contact

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from cti_conformance.phone_numbers import Numbers
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.ports.records import Records
    from cti_conformance.target.target import Target
    from cti_conformance.transport.answer import Answer


@dataclass(repr=False)  # it holds text of the target, which may contain secrets
class People:
    """Creates the people of one scenario at their first mention.

    Attributes:
        mark: Text unique to the scenario; all its records contain it.
        contacts: The contacts, by name.
        agents: The agents, by name.
        created: What is to be cleaned up.
        number: The scenario's "that number", in E.164.
        email: The scenario's "that email".
        helpdesk_numbers: The numbers that the admin added.
        holders: The ids of contacts who already had the phone number of a call.
    """

    run: Run
    target: Target
    numbers: Numbers
    mark: str
    contacts: dict[str, Contact] = field(default_factory=dict)
    agents: dict[str, Agent] = field(default_factory=dict)
    created: Created = field(default_factory=Created)
    number: str = ""
    email: str = ""
    helpdesk_numbers: list[str] = field(default_factory=list)
    holders: set[int] = field(default_factory=set)
    _counter: Iterator[int] = field(default_factory=lambda: count(1))

    @property
    def records(self) -> Records:
        """The port `records`."""
        return self.target.records

    @property
    def appear_s(self) -> float:
        """Maximum time until a new record can be found, in seconds."""
        return self.target.config.limits.appear_s

    def __post_init__(self) -> None:
        self.run.created.append(self.created)

    # -- names, numbers, ids ---------------------------------------------------------------

    def new_number(self) -> str:
        """Return a number reserved for fiction that nobody on the target has.

        Raises:
            Inconclusive: No such number was found.
        """
        for _ in range(20):
            spare = self.run.spare.take()
            number = spare or self.numbers.allocate()
            if spare or self.is_free(number):
                self.created.numbers.append(number)
                return number
        raise Inconclusive("no free fictitious number was found on the target")

    def is_free(self, number: str) -> bool:
        """Return whether no contact, known agent or listed person has the number."""
        config, listed = self.target.config, self.target.config.existing
        known = [one.phone for one in (*listed.agents, *listed.contacts) if one.phone]
        if any(same_number(phone, number, config.country) for phone in known):
            return False
        if not self.target.has_records:
            return True
        taken = self.records.numbers.is_taken(number)
        return not (self.records.contacts_by_number(number) if taken is None else taken)

    def new_email(self, name: str) -> str:
        """Return an unused email address, in a domain reserved for documentation."""
        email = hard_data.email(name, f"{self.mark}-{next(self._counter)}")
        self.created.emails.append(email)
        return email

    def new_reference(self, *, long: bool = False) -> str:
        """Return a call reference that no call ever had, and nearly that of an earlier call.

        Args:
            long: Whether it has 100 characters.
        """
        reference = next(self._references)
        return hard_data.long_reference(reference) if long else reference

    @cached_property
    def _references(self) -> Iterator[str]:
        return hard_data.references(self.run.new_reference)

    def unknown_id(self) -> int:
        """Return an unused id: large, random, and exact as a JSON number."""
        return random.randint(10**14, 9 * 10**14)

    def describe(self, value: object) -> str:
        """Return a value as a failure text shows it: people of the scenario by their names."""
        if value is None:
            return "nobody"
        for name, person in (self.contacts | self.agents).items():
            if value == person.id:
                return f"{name} ({value})"
        return self.target.redactor.clean(repr(value), 300)

    # -- people ----------------------------------------------------------------------------

    def contact(self, name: str = "Casey", **fields: str) -> Contact:
        """Return the contact of that name, created at the first mention.

        Args:
            name: The contact's name in the scenario.
            fields: ``phone``, ``mobile``; an email is given to every contact.
        """
        if name not in self.contacts:
            self.contacts[name] = self.make_contact(name, fields)
        return self.contacts[name]

    def make_contact(self, name: str, fields: dict[str, str]) -> Contact:
        """Return one more contact, who need not be one of the scenario's people."""
        if self.target.has_records:
            contact = self.store_contact(name, fields)
            self.wait_for(fields, contact)
            return contact
        listed = self.target.config.existing.contacts
        if len(listed) <= len(self.contacts) or fields:
            not_tested(
                "no contact to call as: the target has no REST v2, and cti-target.toml lists no "
                "further [[contacts]]"
            )
        known = listed[len(self.contacts)]
        return Contact(known.id, name, known.email, known.phone, None)

    def wait_until_there(self, kind: str, record_id: int) -> None:
        """Wait until a new record of ``agents`` or ``tickets`` can be read."""
        before = WAITS.looks_again
        eventually(lambda: self.records.has(kind, record_id), bool, within_s=self.appear_s)
        self.run.learned.shows_late |= WAITS.looks_again > before

    def wait_for(self, fields: Mapping[str, str], *contacts: Contact) -> None:
        """Wait until contacts can be found by the number that they have in one of the fields."""
        number = fields.get("phone") or fields.get("mobile")
        if not number:
            return
        ids = {contact.id for contact in contacts}  # a helpdesk may change the names
        by = ("phone",) if fields.get("phone") else ("mobile",)
        eventually(
            lambda: self.records.contacts_by_number(number, by),
            lambda found: ids <= {contact.id for contact in found},
            within_s=self.appear_s,
        )

    def store_contact(self, name: str, fields: Mapping[str, str]) -> Contact:
        """Store one more contact, and do not wait until it can be found."""
        fields = {"email": self.new_email(name), **fields}
        self.created.owned |= {value for value in fields.values() if value}
        with self.created.sending(f"the contact {name} ({self.mark})"):
            contact = store_named(
                self,
                name,
                lambda whole: self.records.make_contact({"name": whole, **fields}),
            )
            self.created.contacts.append(contact.id)
        return contact

    def agent(
        self, name: str = "Alex", *, extension: bool = False, may_be_open: bool = False
    ) -> Agent:
        """Return the agent of that name, taken from the pool or the list at the first mention.

        Args:
            name: The agent's name in the scenario.
            extension: Whether the agent's number is an extension, unless the target refuses that.
            may_be_open: Whether the desktop may be open, with nothing on it; see `Pool.borrow`.
        """
        if name not in self.agents:
            self.agents[name] = self._make_agent(extension=extension, may_be_open=may_be_open)
        return self.agents[name]

    def _make_agent(self, *, extension: bool, may_be_open: bool) -> Agent:
        listed = self.target.config.existing.agents
        if len(listed) > len(self.agents):
            known = listed[len(self.agents)]
            return Agent(known.id, known.email, known.phone)
        if listed or not self.target.has_records:
            not_tested(
                f"{len(self.agents) + 1} agent(s) needed, {len(listed)} listed as [[agents]] in "
                "cti-target.toml"
            )
        return self.run.pool.borrow(extension=extension, may_be_open=may_be_open)

    def make_agent(self, name: str, phone: str) -> Agent | Answer:
        """Create an agent and wait until it is there, or return the refusal of the target."""
        numbers = {"phone": phone, "mobile": self.new_number()}
        fields: dict[str, Any] = {"email": self.new_email(name), "ticket_scope": 1, **numbers}
        with self.created.sending(f"the agent {name} ({self.mark})"):
            agent = store_named(
                self,
                name,
                lambda whole: self.records.try_make_agent({"name": whole, **fields}),
            )
            if isinstance(agent, Agent):
                self.created.agents.append(agent.id)
                self.wait_until_there("agents", agent.id)
        self.created.owned |= {fields["email"], *numbers.values()}
        return agent
