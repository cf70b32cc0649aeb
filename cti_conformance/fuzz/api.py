"""Checks a target against the OpenAPI descriptions, with schemathesis."""

from __future__ import annotations

import math
from base64 import b64decode
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import schemathesis
from requests.utils import get_environ_proxies
from schemathesis import engine, hooks
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events
from schemathesis.engine.run import ELASTIC_PHASES

from cti_conformance.config.credentials import Login, logins, token_login
from cti_conformance.fuzz.context import TimeOver
from cti_conformance.fuzz.eventlog import EventLog
from cti_conformance.results.step_outcomes import NotTestable
from cti_conformance.scenario.cleanup import clean_up
from cti_conformance.scenario.people import People
from cti_conformance.transport.deadline import BoundedAdapter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from cti_conformance.config.target_config import ExistingRecord
    from cti_conformance.fuzz.context import CampaignContext
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.ports.records import Agent, Contact, Ticket
    from cti_conformance.target.target import Target

# A valid request that names an unknown id is refused. The other two concern whole resources.
LEFT_OUT = ("positive_data_acceptance", "missing_required_header", "object_level_authorization")
# Two paths of REST v2 may match one URL, so a method that one lacks may exist on the other.
OF_PATHS = ("unsupported_method", "allow_header_conformance")
ATTEMPTS = 5
OUT_OF_REACH = "it applies to the bundled reference only"


class ApiCampaign:
    """Sends requests that an OpenAPI description allows or forbids: all phases of schemathesis.

    Args:
        name: Its name.
        describe: Returns the description to check the run's target against.
        of_reference: Whether it is for the bundled reference only.
        control: Whether the description is that of the control API.
    """

    def __init__(
        self,
        name: str,
        describe: Callable[[Run], dict[str, Any]],
        *,
        of_reference: bool = False,
        control: bool = False,
    ) -> None:
        self.name = name
        self._describe = describe
        self._of_reference = of_reference
        self._control = control
        self._left_out = (*LEFT_OUT, *(OF_PATHS if of_reference else ()))

    def missing_requirement(self, run: Run) -> str:
        """Return the capability that the target lacks for it; empty if none."""
        return OUT_OF_REACH if self._of_reference and not run.target.disposable else ""

    def go(self, context: CampaignContext) -> None:
        """Run it, and log the findings in the context."""
        described = self._describe(context.run)
        run, login = context.run, self._login(context.run.target)
        cast = People(run, run.target, run.numbers, run.new_mark())
        values = {} if self._of_reference else known_values(cast)
        config = self._config(context, login, values)
        log = EventLog(context, described, login, cast.created)
        log.expect_all()
        try:
            with _isolated(run.target.config.url):
                self._all_phases(context, described, config, log)
        finally:
            run.leftovers += clean_up(run.target, cast.created)
        log.judge()
        if context.left_s == 0.0:
            raise TimeOver

    def _all_phases(
        self,
        context: CampaignContext,
        described: dict[str, Any],
        config: dict[str, Any],
        log: EventLog,
    ) -> None:
        """Run all phases, and repeat the sequences if they were broken off.

        They break off if a target answers a repeated request differently, such as once a ticket
        with that number exists.
        """
        for attempt in range(ATTEMPTS):
            schema = schemathesis.openapi.from_dict(
                described, config=SchemathesisConfig.from_dict(config)
            )
            self._once(schema, log)
            left = context.examples - log.sequences
            if left <= 0 or not log.sequences or log.has_found or context.left_s == 0.0:
                break
            config = config | {
                "seed": context.seed + attempt + 1,
                "generation": config["generation"] | {"max-examples": left},
                "phases": {
                    name: {"enabled": False} for name in ("examples", "coverage", "fuzzing")
                },
                **_time_left(context),
            }

    def _once(self, schema: Any, log: EventLog) -> None:
        """Run all phases once; schemathesis alone would start again until the time is over."""
        begun, interrupted = set(), False
        stream = engine.from_schema(schema).execute()
        for event in stream:
            log.take(event)
            if isinstance(event, events.Interrupted) and not stream.stop_event.is_set():
                interrupted = True
            if isinstance(event, events.PhaseStarted) and event.phase.name in ELASTIC_PHASES:
                if event.phase.name in begun:
                    stream.stop()
                begun.add(event.phase.name)
        if interrupted:
            raise KeyboardInterrupt

    def _login(self, target: Target) -> Login:
        credentials = target.config.credentials
        if self._control:
            return token_login(credentials.control_token or "")["best"]
        return logins(credentials)["best"]

    def _config(
        self, context: CampaignContext, login: Login, values: Mapping[str, list[Any]]
    ) -> dict[str, Any]:
        config = context.run.target.config
        kind, _, secret = (login.header or "").partition(" ")
        if kind == "Basic":
            user, _, password = b64decode(secret).decode().partition(":")
            auth: dict[str, Any] = {"auth": {"basic": {"username": user, "password": password}}}
        else:
            auth = {"headers": {"Authorization": login.header}}
        return {
            "seed": context.seed,
            "base-url": config.control_url if self._control else config.url,
            "request-timeout": config.limits.answer_s,
            "max-redirects": 0,
            "rate-limit": "auto",
            "tls-verify": config.ca_bundle or True,
            "continue-on-failure": True,
            "warnings": False,
            "cache": {"enabled": False},
            "generation": {
                "max-examples": context.examples,
                "database": "none",
                "with-security-parameters": False,
            },
            "checks": {name: {"enabled": False} for name in self._left_out},
            **drawn_from(values),
            **auth,
            **_time_left(context),
        }


def drawn_from(values: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return a configuration with which half of the pops name known people.

    Args:
        values: Valid values of a pop, by attribute.
    """
    return {
        "dictionaries": {name: {"values": list(known)} for name, known in values.items()},
        "parameters": {f"body.{name}": {"dictionary": name, "probability": 0.5} for name in values},
    }


def _time_left(context: CampaignContext) -> dict[str, int]:
    return {} if context.left_s is None else {"max-time": max(1, math.ceil(context.left_s))}


@contextmanager
def _isolated(url: str) -> Iterator[None]:
    """Ignore ~/.netrc and the environment, and bound the time of a whole answer.

    The former could change the login or slow requests down.
    """
    proxies = get_environ_proxies(url)

    @schemathesis.hook
    def before_call(_: object, __: object, kwargs: dict[str, Any]) -> None:
        if session := kwargs.get("session"):
            session.trust_env = False
            if not isinstance(session.get_adapter(url), BoundedAdapter):
                for scheme in ("http://", "https://"):
                    session.mount(scheme, BoundedAdapter())
            session.proxies.update(proxies)

    try:
        yield
    finally:
        hooks.unregister(before_call)


def known_values(cast: People) -> dict[str, list[Any]]:
    """Return valid values of a pop on the target, by attribute."""
    config = cast.target.config
    agents: list[Agent | ExistingRecord] = [*config.existing.agents]
    contacts: list[Contact | ExistingRecord] = [*config.existing.contacts]
    tickets: list[Ticket | ExistingRecord] = [*config.existing.tickets]
    if cast.target.has_records:
        with suppress(NotTestable):
            agents = [cast.agent("Ines"), cast.agent("Tom")]
        contacts = [cast.contact("Omar", phone=cast.new_number()), cast.contact("Priya")]
        tickets = [cast.records.make_ticket(contacts[0].id, f"A ticket ({cast.mark})")]
    found: dict[str, list[Any]] = {
        "requester_id": [contact.id for contact in contacts],
        "requester_email": [contact.email for contact in contacts],
        "requester_phone": [*(contact.phone for contact in contacts), cast.new_number()],
        "responder_id": [agent.id for agent in agents],
        "responder_email": [agent.email for agent in agents],
        "responder_phone": [agent.phone for agent in agents],
        "ticket_id": [ticket.id for ticket in tickets],
    }
    known = {name: [value for value in values if value] for name, values in found.items()}
    return {
        name: [*values, *map(str, values)] if name.endswith("_id") else values
        for name, values in known.items()
        if values
    }
