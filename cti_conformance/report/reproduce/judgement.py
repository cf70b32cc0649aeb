"""The end of a script: it looks at the place that decides, and judges it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from cti_conformance.report.reproduce.flow import body_of
from cti_conformance.report.reproduce.material import address
from cti_conformance.report.reproduce.values import quoted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from cti_conformance.report.reproduce.material import Material

BY_HAND = "a person has to do the steps at the desktop, and to look: run it in a terminal"


def judge(material: Material, *, of_answer: bool = False) -> Iterator[str]:
    """Yield the judgement; ``of_answer`` is that of the last answer, without a further look."""
    yield ""
    if not material.condition:
        yield from _compare(material)
        return
    words = "" if of_answer else f" {_deciding_words(material)}"
    if not of_answer and not words.strip():
        yield "unclear 'the suite made no request that decides'"
        return
    yield f"judge {quoted(material.condition)} {shlex.quote(material.place)}{words}"


def _deciding_words(material: Material) -> str:
    if material.decides is not None:
        return material.words(material.decides).removeprefix("request ")
    look = material.failure.at.look
    if not look or "*" in look:  # an action, which the scenario did not do
        return ""
    is_control = look.startswith("control:")
    base, login = ("$control", "controls") if is_control else ("$url", "records")
    path = material.fresh.variables(material.flow.path(look.removeprefix("control:")))
    return f'GET {address(base, path)} -K "$({login})"'


def _compare(material: Material) -> Iterator[str]:
    """Yield the comparison with the recorded answer: the rule gives no condition."""
    recorded = None if material.decides is None else body_of(material.exchanges[material.decides])
    if material.decides is None or recorded is None:
        yield "unclear 'this rule cannot be judged from a single answer'"
        return
    text = material.flow.answer(material.decides)
    yield material.words(material.decides)
    yield f"if is_so {quoted(f'. == {material.fresh.variables(text)}')}; then"
    yield "    place=."
    yield "    show"
    yield "    say 'THE FAULT IS STILL THERE: the answer is the same as in the run'"
    yield "    exit 1"
    yield "fi"
    yield "unclear 'the answer differs from that in the run, and this rule gives no condition'"


def ask(material: Material) -> Iterator[str]:
    """Yield the question to a person, who looks at the page."""
    yield ""
    for picture in material.failure.pictures:
        yield f"say {shlex.quote(f'Picture of the page in the run: {picture}')}"
    yield 'say "" "Rule:      $rule" "Expected:  $expected" "Observed:  $observed"'
    yield f"[ -t 0 ] || unclear {shlex.quote(BY_HAND)}"
    yield 'printf "Is it as expected now? [y/n] "'
    yield "read -r answer"
    yield "case $answer in [yY]*) say 'THE FAULT IS GONE'; exit 0 ;; esac"
    yield "case $answer in [nN]*) say 'THE FAULT IS STILL THERE'; exit 1 ;; esac"
    yield "unclear 'no answer'"
