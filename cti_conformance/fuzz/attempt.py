"""One example of a property: what is sent, and how a difference becomes a finding."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, reject, seed, settings
from hypothesis.errors import Flaky

from cti_conformance.fuzz.context import TimeOver
from cti_conformance.fuzz.finding import Finding
from cti_conformance.results.step_outcomes import (
    Inconclusive,
    NotTestable,
    RuleViolated,
    eventually,
)
from cti_conformance.transport.failures import NoAnswer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from hypothesis.strategies import SearchStrategy

    from cti_conformance.fuzz.context import CampaignContext
    from cti_conformance.fuzz.finding import PropertyResult
    from cti_conformance.transport.answer import Answer

T = TypeVar("T")
SHRINK_LIMIT_S = 30.0


class Difference(AssertionError):  # noqa: N818 - a finding about the target, no error of ours
    """The target violates a rule. Each rule has a subclass of its own.

    So hypothesis separates faults of different rules, and minimizes each.
    """


class Enough(BaseException):
    """The finding is small enough, or will not get smaller soon."""


class Halt(BaseException):
    """Nothing can be judged any more; hypothesis does not catch it."""


@cache
def _difference(rule: str) -> type[Difference]:
    return type(f"Difference_{rule}", (Difference,), {})


@dataclass(frozen=True)
class Property:
    """A property that is checked with examples.

    Attributes:
        name: Its name in the summary.
        rules: The rules that it may find violated.
        examples: The strategy of hypothesis that generates them.
        judge: Takes an attempt, the subject of the campaign, and an example.
    """

    name: str
    rules: tuple[str, ...]
    examples: SearchStrategy[Any]
    judge: Callable[[Attempt, Any, Any], None]


class Attempt:
    """One example.

    Args:
        context: The context of the campaign.
        checked: The property that it is an example of.
    """

    def __init__(self, context: CampaignContext, checked: PropertyResult) -> None:
        if context.left_s == 0.0:
            raise context.stop(TimeOver())
        if context.found_at and time.monotonic() > context.found_at + SHRINK_LIMIT_S:
            raise context.stop(Enough())
        self.context = context
        self.over = False
        self.checked = checked
        self.target = context.run.target
        self.story: list[str] = []
        checked.cases += 1
        self.target.recorder.take()

    @property
    def appear_s(self) -> float:
        """Maximum time until the effects of a call can be seen; 0 for the reference."""
        return 0.0 if self.target.disposable else self.target.config.limits.appear_s

    def differs(self, rule: str, expected: str, observed: str) -> None:
        """Log a finding, and end the example.

        Raises:
            Difference: Always.
        """
        clean = self.target.redactor.clean
        finding = Finding(
            rule,
            clean(expected),
            clean(observed),
            tuple(self.target.recorder.exchanges),
            tuple(clean(step) for step in self.story),
        )
        self.checked.found(finding)
        self.over = True
        self.context.found_at = self.context.found_at or time.monotonic()
        raise _difference(rule)(f"expected {expected}; observed {observed}")

    def expect(self, met: object, rule: str, expected: str, observed: object) -> None:
        """End the example with a finding of this rule, unless ``met``."""
        if not met:
            self.differs(rule, expected, str(observed))

    def look(self, look: Callable[[], T], until: Callable[[T], object]) -> T:
        """Look until the result satisfies ``until``, for at most `appear_s`."""
        return eventually(look, until, within_s=self.appear_s)

    def answered(self, answer: Answer) -> Answer:
        """Return an answer; a 5xx is a finding."""
        if answer.status >= 500:
            self.target.cti.close()  # some hang up after it, while the next request is on its way
        self.expect(answer.status < 500, "CTI-POP-14", "no 5xx, whatever is sent", answer)
        return answer

    def accepted(self, answer: Answer, rule: str) -> Answer:
        """Return an answer; it is a finding of this rule unless it is 2xx."""
        self.answered(answer)
        self.expect(answer.accepted, rule, "the pop to be accepted", answer)
        call_id = answer.json.get("id") if isinstance(answer.json, dict) else None
        digits = isinstance(call_id, str) and call_id.isascii() and call_id.isdigit()
        self.expect(digits, "CTI-POP-01", "an id of decimal digits", answer)
        return answer

    def refused(self, answer: Answer, rule: str, expected: str) -> Answer:
        """Return an answer; it is a finding of this rule unless it is 4xx."""
        self.answered(answer)
        self.expect(answer.refused, rule, expected, answer)
        return answer


def quiet(context: CampaignContext, **more: Any) -> settings:
    """Return the settings of hypothesis: the number of examples, and no output."""
    more.setdefault("max_examples", context.examples)
    return settings(
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
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
        subject: An argument for their judges, with the example.

    Raises:
        TimeOver: The time of one of them was over.
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
    """Pass on exceptions that end an example; end the campaign if nothing can be judged."""
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
    """Run hypothesis; findings are logged already, and the reason for a stop is recorded."""
    context.stopped, context.found_at = None, 0.0
    try:
        yield
    except BaseException as error:
        match context.stopped or error:
            case Difference() | Enough():
                pass
            case Halt() as halt:
                context.log.unjudged = context.run.target.redactor.clean(str(halt))
            case Flaky() | BaseExceptionGroup() as error:
                _judge(context, list(_flat(error)))
            case other:
                raise other from error


def _judge(context: CampaignContext, errors: list[BaseException]) -> None:
    """Interpret the exception that hypothesis raises at the end."""
    for error in errors:
        if not isinstance(error, Difference | Flaky):
            raise error
    if not any(checked.findings for checked in context.log.properties.values()):
        text = " ".join(str(errors[0]).split())
        context.log.unjudged = context.run.target.redactor.clean(
            f"the target did not behave the same twice: {text}"
        )


def _flat(error: BaseException) -> Iterator[BaseException]:
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            yield from _flat(inner)
    else:
        yield error
