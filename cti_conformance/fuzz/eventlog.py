"""Turns the events of schemathesis into findings and counts."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from schemathesis.engine import events
from schemathesis.engine.run import PhaseName
from schemathesis.openapi.checks import UseAfterFree

from cti_conformance.config.credentials import Login
from cti_conformance.fuzz import contract
from cti_conformance.fuzz.finding import Finding
from cti_conformance.ledger.attributes import DETAILS_PATH, POP_PATH
from cti_conformance.text.redaction import Clean
from cti_conformance.transport.recorder import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from schemathesis.core.failures import Failure
    from schemathesis.engine.recorder import Interaction, ScenarioRecorder

    from cti_conformance.fuzz.context import CampaignContext
    from cti_conformance.scenario.cleanup import Created

# A 5xx is a finding of "no server error" already.
REPORTED_TWICE = {
    name
    for checks in (contract.POP_CHECKS, contract.DETAILS_CHECKS)
    for check, (name, _) in checks.items()
    if check != "not_a_server_error"
}


class EventLog:
    """The findings and the counts of a run of schemathesis.

    Args:
        context: The context of the campaign.
        described: The description that the target is checked against.
        login: The login that the requests are sent with.
        made: Collects records that accepted pops may have created.
    """

    def __init__(
        self, context: CampaignContext, described: Mapping[str, Any], login: Login, made: Created
    ) -> None:
        self._context = context
        self._described = described
        self._login = login
        self._redactor = context.run.target.redactor
        self._reported_at = time.monotonic()
        self._let_in = self._turned_away = 0
        self._problems: list[str] = []
        self.created = made
        self.sequences = 0

    @property
    def has_found(self) -> bool:
        """Return whether anything was found."""
        return any(checked.findings for checked in self._context.log.properties.values())

    def expect_all(self) -> None:
        """Name the properties, so that one that finds nothing is listed as well."""
        for label in contract.labels(self._described):
            for check in contract.POP_CHECKS:
                name, rules = contract.property_of(self._described, label, check)
                if name:
                    self._context.log.property(name, *rules)

    def take(self, event: events.EngineEvent) -> None:
        """Process an event of schemathesis."""
        if isinstance(event, events.ScenarioFinished):
            self._count(event.recorder)
            self.sequences += event.phase is PhaseName.STATEFUL_TESTING
            for finding, name in self._findings(event.recorder):
                self._context.log.properties[name].found(finding)
            if event.label:
                self._context.report(f"{event.phase.value}, {event.label}")
            elif time.monotonic() > self._reported_at + 5:
                self._reported_at = time.monotonic()
                self._context.report(
                    f"{event.phase.value}, {sum(self._operations().values())} calls"
                )
        elif isinstance(event, events.NonFatalError):
            self._problems.append(f"{event.label}: {event.value}")
        elif isinstance(event, events.FatalError):
            self._problems.append(str(event.exception))

    def judge(self) -> None:
        """Record it if nothing could be judged."""
        log = self._context.log
        if self._turned_away and not self._let_in:
            log.unjudged = Clean(
                "every request was refused for its credentials, so nothing was tested"
            )
        elif self._problems:
            log.unjudged = self._redactor.clean("; ".join(dict.fromkeys(self._problems)))

    def _operations(self) -> dict[str, int]:
        return self._context.log.operations

    def _count(self, recorder: ScenarioRecorder) -> None:
        for case_id, node in recorder.cases.items():
            label = node.value.operation.label
            self._context.log.sent(label)
            interaction = recorder.interactions.get(case_id)
            if interaction is None or interaction.response is None:
                continue
            self._remember(interaction)
            # Requests of the credentials check have a parent, and should be refused.
            if node.parent_id is None or node.transition is not None:
                refused = interaction.response.status_code in (401, 403)
                self._turned_away += refused
                self._let_in += not refused
        for case_id, checks in recorder.checks.items():
            label = recorder.cases[case_id].value.operation.label
            names = {contract.property_of(self._described, label, c.name)[0] for c in checks}
            for name in names - {""}:
                self._context.log.properties[name].cases += 1

    def _remember(self, interaction: Interaction) -> None:
        """Remember the contact that an accepted pop may have created."""
        body = _json(interaction)
        if interaction.response is None or interaction.response.status_code >= 300:
            return
        if isinstance(body, dict) and interaction.request.uri.endswith(POP_PATH):
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
                read_id = failure.case_id or case_id
                if not name or is_excused(self._described, recorder, label, failure, read_id):
                    continue
                message = " ".join(str(failure).split())
                rule: str | None = rules[0]
                if label.endswith((POP_PATH, DETAILS_PATH)):
                    rule = contract.broken_rule(
                        label, check.name, shown.response.status_code, _json(shown), message
                    )
                if rule is None or (shown.response.status_code >= 500 and name in REPORTED_TWICE):
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
        """Return the earlier requests that a finding depends on."""
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
            base_url=self._context.run.target.config.url,
            content_type=headers.get("Content-Type"),
            body=request.body,
            login=self._login if ours else Login(sent or None, _header(sent), is_secret=False),
            status=response.status_code if response else None,
            answer=body,
            duration_s=round(response.elapsed, 4) if response else 0.0,
            redactor=self._redactor,
        )


def is_excused(
    described: Mapping[str, Any],
    recorder: ScenarioRecorder,
    label: str,
    failure: Failure,
    case_id: str,
) -> bool:
    """Return whether the use of a deleted resource is right after all.

    Args:
        described: The description that the target is checked against.
        recorder: The requests and answers, in their order.
        label: The operation that read the resource.
        failure: The failure of schemathesis; any other failure is not excused.
        case_id: The case that read the resource.
    """
    if not isinstance(failure, UseAfterFree) or failure.deleted_case_id is None:
        return False
    sent = recorder.interactions
    if failure.deleted_case_id not in sent or case_id not in sent:
        return False
    order = list(sent)
    between = order[order.index(failure.deleted_case_id) + 1 : order.index(case_id)]
    since = [
        (one.request.method, urlsplit(one.request.uri).path)
        for one in map(sent.__getitem__, between)
        if one.response and one.response.status_code < 300
    ]
    deleted = urlsplit(sent[failure.deleted_case_id].request.uri).path
    response = sent[case_id].response
    answer = _parsed(response.content if response else None)
    return contract.may_be_read(described, label, answer, deleted, since)


def _expected(check: str) -> str:
    return {
        "not_a_server_error": "no 5xx, whatever the request holds",
        "negative_data_rejection": "a 4xx for an unreadable request",
        "ignored_auth": "401 without valid credentials",
        "unsupported_method": "405 for a method that is not documented",
    }.get(check, "an answer that matches the OpenAPI description")


def _json(interaction: Interaction) -> object:
    return _parsed(interaction.request.body)


def _parsed(body: bytes | None) -> object:
    try:
        return json.loads(body or b"")
    except (ValueError, RecursionError):
        return None


def _header(sent: str) -> str:
    return f"-H 'Authorization: {sent}'" if sent else ""
