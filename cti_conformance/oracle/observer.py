"""Observes a target, and reports each difference from the rules."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, NoReturn, TypeVar

from cti_conformance.results.step_outcomes import eventually
from cti_conformance.target import locate

if TYPE_CHECKING:
    from collections.abc import Callable

    from cti_conformance.results.locus import Locus
    from cti_conformance.target.target import Target
    from cti_conformance.transport.answer import Answer

T = TypeVar("T")


class Observer(ABC):
    """Looks at a target, and compares it with the expectations of the checks.

    Subclasses decide how a difference is reported, and count the requests.

    Args:
        target: The target.

    Attributes:
        target: The target.
    """

    def __init__(self, target: Target) -> None:
        self.target = target

    @abstractmethod
    def differs(self, rule: str, expected: str, observed: str, at: Locus | None = None) -> NoReturn:
        """Report a difference from a rule; ``at`` is the place in an answer that decides.

        Raises:
            Exception: Always; the subclass chooses the class.
        """
        raise NotImplementedError

    @abstractmethod
    def sent(self, operation: str, times: int = 1) -> None:
        """Count requests of an operation."""

    @property
    def appear_s(self) -> float:
        """Longest time until an effect can be seen, in seconds; 0 for the reference's APIs."""
        at_once = self.target.disposable and not self.target.is_in_browser
        return 0.0 if at_once else self.target.config.limits.appear_s

    def expect(
        self,
        met: object,
        rule: str,
        expected: str,
        observed: object,
        at: Locus | None = None,
    ) -> None:
        """Report a difference from this rule unless ``met``."""
        if not met:
            self.differs(rule, expected, str(observed), at)

    def look(self, look: Callable[[], T], until: Callable[[T], object]) -> T:
        """Return the first observation that satisfies ``until``, or the last within `appear_s`."""
        return eventually(look, until, within_s=self.appear_s)

    def answered(self, answer: Answer) -> Answer:
        """Check that an answer is not 5xx, and return it (CTI-POP-14)."""
        if answer.status >= 500:
            self.target.cti.close()  # some targets close the connection after a 5xx
        at = locate.no_server_error(answer)
        self.expect(answer.status < 500, "CTI-POP-14", "no 5xx, whatever is sent", answer, at)
        return answer

    def accepted(self, answer: Answer, rule: str) -> Answer:
        """Check that a pop was accepted under this rule, and return the answer (CTI-POP-01)."""
        self.answered(answer)
        at = locate.accepted(answer)
        self.expect(answer.accepted, rule, "the pop to be accepted", answer, at)
        call_id = answer.json.get("id") if isinstance(answer.json, dict) else None
        digits = isinstance(call_id, str) and call_id.isascii() and call_id.isdigit()
        at = locate.has_call_id(answer)
        self.expect(digits, "CTI-POP-01", "an id of decimal digits", answer, at)
        return answer

    def refused(self, answer: Answer, rule: str, expected: str) -> Answer:
        """Check that a request was refused under this rule, and return the answer."""
        self.answered(answer)
        self.expect(answer.refused, rule, expected, answer, locate.refused(answer))
        return answer
