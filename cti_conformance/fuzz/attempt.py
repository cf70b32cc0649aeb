"""One example of a property: what is sent, and how a difference becomes a finding."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, NoReturn, cast

from hypothesis import HealthCheck, Phase, Verbosity, given, reject, seed, settings
from hypothesis.errors import Flaky

from cti_conformance.fuzz.context import TimeOver
from cti_conformance.fuzz.finding import Finding
from cti_conformance.oracle.observer import Observer
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    NotTestable,
    RuleViolated,
)
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hypothesis.strategies import SearchStrategy

    from cti_conformance.fuzz.context import CampaignContext
    from cti_conformance.fuzz.finding import PropertyResult
    from cti_conformance.results.locus import Locus

SHRINK_LIMIT_S = 30.0


class Difference(AssertionError):  # noqa: N818 - a finding about the target, no error of ours
    """The target differs from what is right. Each rule has a class of its own below this one.

    So hypothesis takes the same difference for the same fault, and makes each of them small.
    """


class Enough(BaseException):
    """What was found is small enough, or will not get smaller soon."""


class Halt(BaseException):
    """Nothing can be judged any more; hypothesis lets it through."""


@cache
def _difference(rule: str) -> type[Difference]:
    return type(f"Difference_{rule}", (Difference,), {})


@dataclass(frozen=True)
class Property:
    """A property that is tried with examples.

    Attributes:
        name: What it is called in the summary.
        rules: The rules that it may find broken.
        examples: What hypothesis draws them from.
        judge: Takes an attempt, what the campaign has set up, and an example.
    """

    name: str
    rules: tuple[str, ...]
    examples: SearchStrategy[Any]
    judge: Callable[[Attempt, Any, Any], None]


class Attempt(Observer):
    """One example of a property, whose differences become findings.

    Args:
        context: The context of the campaign.
        checked: The property.

    Attributes:
        steps: The steps so far, in words.
        over: Whether a difference ended the example.
    """

    def __init__(self, context: CampaignContext, checked: PropertyResult) -> None:
        if context.left_s == 0.0:
            raise context.stop(TimeOver())
        if context.found_at and time.monotonic() > context.found_at + SHRINK_LIMIT_S:
            raise context.stop(Enough())
        super().__init__(context.run.target)
        self.context = context
        self.checked = checked
        self.steps: list[str] = []
        self.over = False
        checked.cases += 1
        self.target.recorder.take()

    def differs(
        self,
        rule: str,
        expected: str,
        observed: str,
        at: Locus | None = None,  # noqa: ARG002
    ) -> NoReturn:
        """Keep a finding, and end the example; ``at`` is not kept.

        Raises:
            Difference: Always.
        """
        clean = self.target.redactor.clean
        finding = Finding(
            rule,
            clean(expected),
            clean(observed),
            tuple(self.target.recorder.exchanges),
            tuple(clean(step) for step in self.steps),
        )
        self.checked.found(finding)
        self.over = True
        self.context.found_at = self.context.found_at or time.monotonic()
        raise _difference(rule)(f"expected {expected}; observed {observed}")

    def sent(self, operation: str, times: int = 1) -> None:
        """Count requests of an operation in the campaign's log."""
        self.context.log.sent(operation, times)


def quiet(context: CampaignContext, **more: Any) -> settings:
    """Return how hypothesis is to run: as often as asked for, and with nothing to say itself."""
    more.setdefault("max_examples", context.examples)
    return settings(
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=cast("list[HealthCheck]", [*HealthCheck]),
        verbosity=Verbosity.quiet,
        print_blob=False,
        report_multiple_bugs=True,
        **more,
    )


def announce(context: CampaignContext, properties: Sequence[Property]) -> None:
    """Name the properties of a campaign, so that all of them are listed if it breaks down."""
    for tried in properties:
        context.log.property(tried.name, *tried.rules)


def try_each(context: CampaignContext, properties: Sequence[Property], subject: Any) -> None:
    """Try several properties, each within an even share of the time that is left.

    Args:
        context: The context of the campaign.
        properties: The properties.
        subject: What their judges need beside the example.

    Raises:
        TimeOver: the time of one of them was over.
    """
    is_cut = False
    for n, tried in enumerate(properties):
        part = context.part(of=len(properties) - n)
        checked = context.log.property(tried.name, *tried.rules)
        try:
            with campaigning(part):
                _try(part, checked, tried, subject)
        except TimeOver:
            is_cut = True
        context.report(f"{tried.name}, {checked.cases} cases")
    if is_cut:
        raise TimeOver


def _try(context: CampaignContext, checked: PropertyResult, tried: Property, subject: Any) -> None:
    @seed(context.seed)
    @quiet(context)
    @given(tried.examples)
    def holds(drawn: Any) -> None:
        with judging(context):
            tried.judge(Attempt(context, checked), subject, drawn)

    holds()


@contextmanager
def judging(context: CampaignContext) -> Iterator[None]:
    """Let through what ends an example, and end the campaign at what cannot be judged."""
    try:
        yield
    except NoAnswer as error:
        if context.run.target.connection.liveness.gave_up_reason:
            raise context.stop(Halt(str(error))) from error
        reject()
    except (RuleViolated, Inconclusive, NotTestable) as error:
        raise context.stop(Halt(str(error))) from error
    except KeyboardInterrupt as error:
        context.stop(error)
        raise


@contextmanager
def campaigning(context: CampaignContext) -> Iterator[None]:
    """Run hypothesis: what it found is logged already, and what stopped it is said."""
    context.stopped, context.found_at = None, 0.0
    try:
        yield
    except BaseException as error:
        match context.stopped or error:
            case Difference() | Enough():
                pass
            case Halt() as halt:
                context.log.unjudged = context.run.target.redactor.clean(str(halt))
            case Flaky() | BaseExceptionGroup() as errors:
                _judge(context, list(_flat(errors)))
            case other:
                raise other from error


def _judge(context: CampaignContext, errors: list[BaseException]) -> None:
    """Make sense of what hypothesis says in the end."""
    for error in errors:
        if not isinstance(error, Difference | Flaky):
            raise error
    if not any(checked.findings for checked in context.log.properties.values()):
        reason = " ".join(str(errors[0]).split())
        context.log.unjudged = context.run.target.redactor.clean(
            f"the target did not do the same twice: {reason}"
        )


def _flat(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _flat(inner)
    else:
        yield error
