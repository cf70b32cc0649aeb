"""Holds a target to the OpenAPI descriptions, with schemathesis."""

from __future__ import annotations

import json
import math
import time
from base64 import b64decode
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

import schemathesis
from requests.utils import get_environ_proxies
from schemathesis import engine
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events
from schemathesis.engine.run import ELASTIC_PHASES, PhaseName

from cti_conformance.config.credentials import Login, logins, token_login
from cti_conformance.fuzz import contract
from cti_conformance.fuzz.finding import Finding
from cti_conformance.fuzz.setting import TimeOver
from cti_conformance.results.step_outcomes import NotTestable
from cti_conformance.scenario.cleanup import clean_up
from cti_conformance.scenario.people import People
from cti_conformance.text.redaction import Clean
from cti_conformance.transport.recorder import Exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from schemathesis.engine.recorder import Interaction, ScenarioRecorder

    from cti_conformance.config.target_config import ExistingRecord
    from cti_conformance.fuzz.setting import Setting
    from cti_conformance.scenario.cleanup import Created
    from cti_conformance.scenario.run import Run
    from cti_conformance.target.ports.records import Agent, Contact, Ticket
    from cti_conformance.target.target import Target

# What is valid and names nobody is refused all the same. The other two are about whole resources.
LEFT_OUT = ("positive_data_acceptance", "missing_required_header", "object_level_authorization")
# Two paths of REST v2 may be one another's, so a method that one lacks the other has.
OF_PATHS = ("unsupported_method", "allow_header_conformance")
ATTEMPTS = 5
OUT_OF_REACH = "only the bundled reference is held to it"
# A 5xx is a finding of "no server error" already.
TOLD_TWICE = {
    name
    for checks in (contract.POP_CHECKS, contract.DETAILS_CHECKS)
    for check, (name, _) in checks.items()
    if check != "not_a_server_error"
}


class ApiCampaign:
    """Sends what an OpenAPI description allows, and what it does not: all phases of schemathesis.

    Args:
        name: What it is called.
        describe: Returns the description to hold the run's target to.
        of_reference: Whether it is for the bundled reference only.
        control: Whether it is the control API that is described.
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

    def lacking(self, run: Run) -> str:
        """Say what the target lacks for it; empty if nothing."""
        return OUT_OF_REACH if self._of_reference and not run.target.disposable else ""

    def go(self, setting: Setting) -> None:
        """Try it, and keep what is found in the setting."""
        described = self._describe(setting.run)
        run, login = setting.run, self._login(setting.run.target)
        cast = People(run, run.target, run.numbers, run.new_mark())
        values = {} if self._of_reference else known_values(cast)
        config = self._config(setting, login, values)
        kept = _Keeper(setting, described, login, cast.created)
        kept.expect_all()
        try:
            with _kept_to_itself(run.target.config.url):
                self._all_phases(setting, described, config, kept)
        finally:
            run.leftovers += clean_up(run.target, cast.created)
        kept.judge()
        if setting.left_s == 0.0:
            raise TimeOver

    def _all_phases(
        self, setting: Setting, described: dict[str, Any], config: dict[str, Any], kept: _Keeper
    ) -> None:
        """Run all phases; and the sequences once more where they were broken off.

        They are where a target that goes on answers the same request otherwise than before, such
        as once there is a ticket of that number.
        """
        for attempt in range(ATTEMPTS):
            schema = schemathesis.openapi.from_dict(
                described, config=SchemathesisConfig.from_dict(config)
            )
            self._once(schema, kept)
            left = setting.examples - kept.sequences
            if left <= 0 or not kept.sequences or kept.has_found or setting.left_s == 0.0:
                break
            config = config | {
                "seed": setting.seed + attempt + 1,
                "generation": config["generation"] | {"max-examples": left},
                "phases": {
                    name: {"enabled": False} for name in ("examples", "coverage", "fuzzing")
                },
                **_time_left(setting),
            }

    def _once(self, schema: Any, kept: _Keeper) -> None:
        """Run all phases; with time to spare schemathesis would begin anew, until that is over."""
        begun, interrupted = set(), False
        stream = engine.from_schema(schema).execute()
        for event in stream:
            kept.take(event)
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
        self, setting: Setting, login: Login, values: Mapping[str, list[Any]]
    ) -> dict[str, Any]:
        config = setting.run.target.config
        kind, _, secret = (login.header or "").partition(" ")
        if kind == "Basic":
            user, _, password = b64decode(secret).decode().partition(":")
            auth: dict[str, Any] = {"auth": {"basic": {"username": user, "password": password}}}
        else:
            auth = {"headers": {"Authorization": login.header}}
        return {
            "seed": setting.seed,
            "base-url": config.control_url if self._control else config.url,
            "request-timeout": config.limits.answer_s,
            "max-redirects": 0,
            "rate-limit": "auto",
            "tls-verify": config.ca_bundle or True,
            "continue-on-failure": True,
            "warnings": False,
            "cache": {"enabled": False},
            "generation": {
                "max-examples": setting.examples,
                "database": "none",
                "with-security-parameters": False,
            },
            "checks": {name: {"enabled": False} for name in self._left_out},
            **drawn_from(values),
            **auth,
            **_time_left(setting),
        }


def drawn_from(values: Mapping[str, list[Any]]) -> dict[str, Any]:
    """Return the configuration by which half of the pops name somebody whom the target knows.

    Args:
        values: Whom and what a pop may name, by attribute.
    """
    return {
        "dictionaries": {name: {"values": list(known)} for name, known in values.items()},
        "parameters": {f"body.{name}": {"dictionary": name, "probability": 0.5} for name in values},
    }


def _time_left(setting: Setting) -> dict[str, int]:
    return {} if setting.left_s is None else {"max-time": max(1, math.ceil(setting.left_s))}


class _Keeper:
    """Makes findings of what schemathesis tells, and counts."""

    def __init__(
        self, setting: Setting, described: Mapping[str, Any], login: Login, created: Created
    ) -> None:
        self._setting = setting
        self._described = described
        self._login = login
        self._redactor = setting.run.target.redactor
        self._told_at = time.monotonic()
        self._let_in = self._turned_away = 0
        self._problems: list[str] = []
        self.created = created
        self.sequences = 0

    @property
    def has_found(self) -> bool:
        """Whether anything was found."""
        return any(checked.findings for checked in self._setting.kept.properties.values())

    def expect_all(self) -> None:
        """Name the properties, so that one that finds nothing is told as well."""
        for label in contract.labels(self._described):
            for check in contract.POP_CHECKS:
                name, rules = contract.property_of(self._described, label, check)
                if name:
                    self._setting.kept.property(name, *rules)

    def take(self, event: events.EngineEvent) -> None:
        """Take what schemathesis has done."""
        if isinstance(event, events.ScenarioFinished):
            self._count(event.recorder)
            self.sequences += event.phase is PhaseName.STATEFUL_TESTING
            for finding, name in self._findings(event.recorder):
                self._setting.kept.properties[name].found(finding)
            if event.label:
                self._setting.tell(f"{event.phase.value}, {event.label}")
            elif time.monotonic() > self._told_at + 5:
                self._told_at = time.monotonic()
                self._setting.tell(f"{event.phase.value}, {sum(self._operations().values())} calls")
        elif isinstance(event, events.NonFatalError):
            self._problems.append(f"{event.label}: {event.value}")
        elif isinstance(event, events.FatalError):
            self._problems.append(str(event.exception))

    def judge(self) -> None:
        """Say so if nothing could be judged."""
        kept = self._setting.kept
        if self._turned_away and not self._let_in:
            kept.unjudged = Clean(
                "every request was refused for its credentials, so nothing was tested"
            )
        elif self._problems:
            kept.unjudged = self._redactor.clean("; ".join(dict.fromkeys(self._problems)))

    def _operations(self) -> dict[str, int]:
        return self._setting.kept.operations

    def _count(self, recorder: ScenarioRecorder) -> None:
        for case_id, node in recorder.cases.items():
            label = node.value.operation.label
            self._setting.kept.sent(label)
            interaction = recorder.interactions.get(case_id)
            if interaction is None or interaction.response is None:
                continue
            self._remember(interaction)
            # What the check of credentials sends has a parent, and is to be turned away.
            if node.parent_id is None or node.transition is not None:
                refused = interaction.response.status_code in (401, 403)
                self._turned_away += refused
                self._let_in += not refused
        for case_id, checks in recorder.checks.items():
            label = recorder.cases[case_id].value.operation.label
            names = {contract.property_of(self._described, label, c.name)[0] for c in checks}
            for name in names - {""}:
                self._setting.kept.properties[name].cases += 1

    def _remember(self, interaction: Interaction) -> None:
        """Remember whom an accepted pop may have made."""
        body = _json(interaction)
        if interaction.response is None or interaction.response.status_code >= 300:
            return
        if isinstance(body, dict) and interaction.request.uri.endswith(contract.POP):
            for name, made in (
                ("requester_phone", self.created.numbers),
                ("requester_email", self.created.emails),
                ("call_reference_id", self.created.references),
            ):
                if isinstance(body.get(name), str) and body[name] not in made:
                    made.append(body[name])

    def _findings(self, recorder: ScenarioRecorder) -> Iterator[tuple[Finding, str]]:
        for case_id, checks in recorder.checks.items():
            for check in checks:
                if check.failure_info is None:
                    continue
                failure = check.failure_info.failure
                shown = recorder.interactions.get(failure.case_id or case_id)
                if shown is None or shown.response is None:
                    continue
                label = recorder.cases[case_id].value.operation.label
                name, rules = contract.property_of(self._described, label, check.name)
                if not name:
                    continue
                message = " ".join(str(failure).split())
                rule: str | None = rules[0]
                if label.endswith((contract.POP, contract.DETAILS)):
                    rule = contract.broken_rule(
                        label, check.name, shown.response.status_code, _json(shown), message
                    )
                if rule is None or (shown.response.status_code >= 500 and name in TOLD_TWICE):
                    continue
                chain = [*self._before(recorder, failure.case_id or case_id), shown]
                yield (
                    Finding(
                        rule=rule,
                        expected=Clean(_expected(check.name)),
                        observed=self._redactor.clean(message, 400),
                        exchanges=tuple(self._exchange(one) for one in chain),
                    ),
                    name,
                )

    def _before(self, recorder: ScenarioRecorder, case_id: str) -> list[Interaction]:
        """Return what was sent before, where a finding needs it."""
        chain = []
        parent = recorder.cases[case_id].parent_id if case_id in recorder.cases else None
        while parent is not None:
            if parent in recorder.interactions:
                chain.append(recorder.interactions[parent])
            parent = recorder.cases[parent].parent_id if parent in recorder.cases else None
        return chain[::-1]

    def _exchange(self, interaction: Interaction) -> Exchange:
        request, response = interaction.request, interaction.response
        headers = {name.title(): values[0] for name, values in request.headers.items() if values}
        sent = headers.get("Authorization", "")
        ours = sent == self._login.header
        body = response.content.decode("utf-8", "replace") if response and response.content else ""
        return Exchange(
            method=request.method,
            url=request.uri,
            base_url=self._setting.run.target.config.url,
            content_type=headers.get("Content-Type"),
            body=request.body,
            login=self._login if ours else Login(sent or None, _header(sent), is_secret=False),
            status=response.status_code if response else None,
            answer=body,
            duration_s=round(response.elapsed, 4) if response else 0.0,
            redactor=self._redactor,
        )


@contextmanager
def _kept_to_itself(url: str) -> Iterator[None]:
    """Let neither ~/.netrc nor a variable of the environment change who asks, nor slow it down."""
    proxies = get_environ_proxies(url)

    @schemathesis.hook
    def before_call(_: object, __: object, kwargs: dict[str, Any]) -> None:
        if session := kwargs.get("session"):
            session.trust_env = False
            session.proxies.update(proxies)

    try:
        yield
    finally:
        schemathesis.hooks.unregister(before_call)


def known_values(cast: People) -> dict[str, list[Any]]:
    """Return whom and what a pop may name on the target, by attribute."""
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


def _expected(check: str) -> str:
    return {
        "not_a_server_error": "no 5xx, whatever the request holds",
        "negative_data_rejection": "a 4xx for what cannot be read",
        "ignored_auth": "401 without valid credentials",
        "unsupported_method": "405 for a method that is not documented",
    }.get(check, "an answer as the OpenAPI description has it")


def _json(interaction: Interaction) -> object:
    try:
        return json.loads(interaction.request.body or b"")
    except (ValueError, RecursionError):
        return None


def _header(sent: str) -> str:
    return f"-H 'Authorization: {sent}'" if sent else ""
