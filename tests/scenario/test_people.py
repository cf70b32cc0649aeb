"""The numbers of a scenario belong to no contact and no agent of the target."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from cti_conformance.config.credentials import Credentials
from cti_conformance.config.target_config import (
    CONTROL_PATH,
    ExistingRecord,
    ExistingRecords,
    TargetConfig,
)
from cti_conformance.phone_numbers import Numbers
from cti_conformance.results.step_outcomes import NotTestable
from cti_conformance.scenario.people import People
from cti_conformance.scenario.run import Run
from cti_conformance.scenario.shared_contacts import (
    give_back,
    give_up_changed,
    shared_contact,
    shared_contacts,
)
from cti_conformance.steps.agents import a_deleted_agent
from cti_conformance.steps.story import Story
from cti_conformance.steps.story.tickets import Tickets
from cti_conformance.target.connection import Connection
from cti_conformance.target.discovery import discover
from cti_conformance.target.journal import Crashed
from cti_conformance.target.target import Target
from support.proxy import changing, pass_on, send
from support.servers import Reference, reference, serving
from support.suite import run_suite

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from support.proxy import Reply
    from support.servers import Exchange


@pytest.fixture(scope="module")
def helpdesk() -> Iterator[Reference]:
    with reference() as one:
        yield one


@contextmanager
def cast_on(
    helpdesk: Reference, seed: int, url: str = "", listed: tuple[ExistingRecord, ...] = ()
) -> Iterator[People]:
    """Begin a run on a helpdesk, in which the numbers of a seed are dealt."""
    token = helpdesk.token_env["CTI_CONTROL_TOKEN"]
    credentials = Credentials(helpdesk.env["CTI_API_KEY"], control_token=token)
    url = url or helpdesk.url
    connection = Connection(
        TargetConfig(
            url,
            credentials,
            existing=ExistingRecords(agents=listed),
            control_url=url + CONTROL_PATH,
        )
    )
    try:
        target = Target(connection, discover(connection))
        target.prepare()
        run = Run(target, Numbers("US", seed=seed))
        yield People(run, target, run.numbers, run.new_mark())
    finally:
        connection.close()


def first_numbers(seed: int, count: int = 2) -> list[str]:
    numbers = Numbers("US", seed=seed)
    return [numbers.allocate() for _ in range(count)]


def written(number: str) -> str:
    """Return a number as an admin may write it."""
    return f"({number[2:5]}) {number[5:8]}-{number[8:]}"


@pytest.mark.parametrize(
    ("seed", "kind", "field"),
    [
        (1, "agents", "phone"),
        (2, "agents", "mobile"),
        (3, "contacts", "phone"),
        (4, "contacts", "mobile"),
    ],
)
def test_a_number_that_somebody_has_is_not_drawn(
    helpdesk: Reference, seed: int, kind: str, field: str
) -> None:
    taken, free = first_numbers(seed)
    person = {"name": "Tom", "email": f"tom.{seed}@example.com", field: written(taken)}
    helpdesk.call("POST", kind, person)
    with cast_on(helpdesk, seed) as cast:
        assert cast.new_number() == free


def test_a_number_of_an_agent_on_a_later_page_is_not_drawn(helpdesk: Reference) -> None:
    for n in range(100):
        helpdesk.call("POST", "agents", {"name": "Ines", "email": f"ines.{n}@example.com"})
    taken, free = first_numbers(5)
    helpdesk.call("POST", "agents", {"name": "Tom", "email": "tom.5@example.com", "phone": taken})
    with cast_on(helpdesk, 5) as cast:
        assert cast.new_number() == free


def test_what_a_scenario_makes_is_known_at_once(helpdesk: Reference) -> None:
    """An interrupt may keep the cleanup from finding it by its contact."""
    with cast_on(helpdesk, 6) as cast:
        ticket = Tickets(cast, lambda *_: None).make("Omar")
        created = cast.created.left()
        assert f"ticket {ticket.id}" in created
        assert not [line for line in created if line.startswith("perhaps ")]


def test_a_number_of_a_listed_agent_is_not_drawn(helpdesk: Reference) -> None:
    taken, free = first_numbers(6)
    listed = (ExistingRecord(1, "tom@example.com", written(taken)),)
    with cast_on(helpdesk, 6, listed=listed) as cast:
        assert cast.new_number() == free


def test_only_an_agent_whom_the_suite_has_made_is_deleted(helpdesk: Reference) -> None:
    person = {"name": "Tom", "email": "tom.listed@example.com"}
    tom = helpdesk.call("POST", "agents", person)["id"]
    with cast_on(helpdesk, 8, listed=(ExistingRecord(tom, person["email"]),)) as cast:
        with pytest.raises(NotTestable, match="may be changed or deleted"):
            a_deleted_agent(Story(cast), "Tom")
        assert helpdesk.call("GET", f"agents/{tom}")["id"] == tom
    with cast_on(helpdesk, 8) as cast:
        a_deleted_agent(Story(cast), "Tom")
        assert not cast.records.has("agents", cast.agent("Tom").id)


@pytest.mark.parametrize(
    ("status", "said"),
    [(403, {"code": "access_denied"}), (200, {"agents": []}), (200, [{"id": "1"}])],
    ids=["refuses", "answers otherwise", "names no id"],
)
def test_a_target_that_lists_no_agents_is_tested_all_the_same(
    helpdesk: Reference, status: int, said: object
) -> None:
    """Then the numbers of the agents that the run made are known, and no others."""

    def keep_agents_secret(reply: Reply) -> Reply:
        if (reply.method, reply.path) == ("GET", "/api/v2/agents"):
            asked.append(reply.path)
            return reply.saying(said).with_status(status)
        return reply

    asked: list[str] = []
    first, second, *_of_the_second_agent, free = first_numbers(7, 5)
    with (
        serving(changing(helpdesk.url, keep_agents_secret)) as server,
        cast_on(helpdesk, 7, server.url) as cast,
    ):
        ines = cast.agent("Ines")
        assert ines.phone == first
        assert helpdesk.call("GET", f"agents/{ines.id}")["contact"]["mobile"] == second
        cast.numbers = Numbers("US", seed=7)  # as a campaign that fuzzes deals its own
        assert cast.new_number() == free
    assert asked == ["/api/v2/agents"]


def refusing(helpdesk: Reference) -> Callable[[Exchange], None]:
    """Return a handler that passes everything on but the creation of agents."""

    def handle(exchange: Exchange) -> None:
        if (exchange.command, exchange.path) == ("POST", "/api/v2/agents"):
            exchange.body()
            exchange.answer(403, b'{"code": "access_denied"}', {"Content-Type": "application/json"})
            return
        send(exchange, pass_on(exchange, helpdesk.url))

    return handle


def test_where_no_agents_can_be_made_the_owner_of_the_key_is_one(helpdesk: Reference) -> None:
    owner = helpdesk.call("GET", "agents/me")["id"]
    with serving(refusing(helpdesk)) as server, cast_on(helpdesk, 8, server.url) as cast:
        assert cast.agent("Ines").id == owner
        with pytest.raises(NotTestable, match="the API makes no agents"):
            cast.agent("Tom")
        assert any("the owner of the key" in remark for remark in cast.run.remarks)


def test_agents_who_are_given_back_are_used_again(helpdesk: Reference) -> None:
    with cast_on(helpdesk, 9) as cast:
        pool = cast.run.pool
        first, second = pool.borrow(extension=False), pool.borrow(extension=False)
        third = pool.borrow(extension=True)
        assert [len(one.phone or "") for one in (first, second, third)] == [12, 12, 5]
        for agent in (third, second):
            pool.give_back(agent)
        assert pool.borrow(extension=False) == second
        assert pool.borrow(extension=False) == third, "it serves where no other is left"
        assert pool.discard(first)
        assert pool.borrow(extension=False).id not in {first.id, second.id, third.id}


def test_an_agent_whose_widget_may_come_back_is_used_again(
    helpdesk: Reference, tmp_path: Path
) -> None:
    # These end while the agent is away, and a widget may be shown when the agent is back.
    paths = ("--rule=CTI-LIFE-01", "-k", "away]", f"--target-url={helpdesk.url}")
    ran = run_suite(tmp_path, *paths, env={**helpdesk.env, **helpdesk.token_env})
    assert ran.status == 0, ran.output
    [scenarios] = [rule["scenarios"] for rule in ran.report["rules"] if rule["scenarios"]]
    assert len(scenarios) >= 5
    assert ran.report["requests"]["by_kind"]["POST /api/v2/agents"] <= 3


def test_no_number_is_looked_up_where_all_contacts_are_known(helpdesk: Reference) -> None:
    with cast_on(helpdesk, 10) as cast:
        before = cast.target.connection.wire.traffic.sent
        assert len({cast.new_number() for _ in range(5)}) == 5
        assert cast.target.connection.wire.traffic.sent == before


def test_a_desktop_that_stays_open_is_preferred_where_it_may_be_open(helpdesk: Reference) -> None:
    with cast_on(helpdesk, 11) as cast:
        pool, desktop = cast.run.pool, cast.target.desktop
        first, second = pool.borrow(extension=False), pool.borrow(extension=False)
        desktop.set_presence(second.id, online=True)
        opening = cast.target.recorder.exchanges[-1]
        pool.give_back(first)
        pool.give_back(second, opening)
        assert pool.borrow(extension=False, may_be_open=True) == second
        assert pool.take_open(second.id) is opening
        pool.give_back(second, opening)
        assert pool.borrow(extension=False) == first
        assert pool.borrow(extension=False) == second, "it is closed where no other is left"
        assert not desktop.is_online(second.id)
        assert pool.take_open(second.id) is None


def test_after_a_crash_no_desktop_is_taken_to_be_open(helpdesk: Reference) -> None:
    with cast_on(helpdesk, 12) as cast:
        pool = cast.run.pool
        agent = pool.borrow(extension=False)
        cast.target.desktop.set_presence(agent.id, online=True)
        pool.give_back(agent, cast.target.recorder.exchanges[-1])
        cast.target.journal.add(Crashed())
        assert pool.borrow(extension=False, may_be_open=True) == agent
        assert pool.take_open(agent.id) is None


def test_a_contact_who_is_as_before_is_used_again(helpdesk: Reference) -> None:
    with cast_on(helpdesk, 13) as cast:
        omar = shared_contact(cast, "Omar", "phone")
        ticket = cast.records.make_ticket(omar.contact.id, "A ticket")
        give_up_changed(cast, {omar.contact.id: omar.contact})
        give_back(cast, [ticket.id], is_cleared=True)
        later = People(cast.run, cast.target, cast.numbers, cast.run.new_mark())
        before = cast.target.connection.wire.traffic.sent
        assert shared_contact(later, "Omar", "phone") is omar
        assert cast.target.connection.wire.traffic.sent == before
        assert cast.records.tickets_of(omar.contact.id) == [], "those of before are not of it"
        assert shared_contact(later, "Priya", "phone") is not omar


def test_contacts_are_used_again_together_or_not_at_all(helpdesk: Reference) -> None:
    with cast_on(helpdesk, 14) as cast:
        names = ("Omar", "Priya")
        omar, priya = shared_contacts(cast, names, "phone")
        assert omar.numbers == priya.numbers
        give_up_changed(cast, {omar.contact.id: omar.contact})
        give_back(cast, [], is_cleared=True)
        assert cast.created.contacts == [omar.contact.id, priya.contact.id], "it deletes both"
        later = People(cast.run, cast.target, cast.numbers, cast.run.new_mark())
        assert shared_contacts(later, names, "phone")[0] is not omar
