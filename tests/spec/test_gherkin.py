"""The features have one form, and every sentence in them means one thing."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from functools import cache
from itertools import chain, product, zip_longest
from typing import TYPE_CHECKING

import pytest

from cti_conformance.pytest_plugin.writes import writes_of_function
from cti_conformance.steps.phrases import ACTIONS, EXTRAS, NUMBERS, PARTIES
from support import features
from support.form import formed
from support.glossary import FILE, definitions, glossary, template
from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_bdd.steps import StepFunctionContext

FILES = sorted(ROOT.glob("features/*.feature"))
LONGEST_LINE = 100
MOST_STEPS = 10
SAMPLES = {
    "extras": "",
    "number": "a number",
    "do": "take notes",
    "does": "takes notes",
    "done": "taken notes",
    "status": "401",
    "width": "300",
    "height": "400",
}
"""What to put in the place of a placeholder; a name for any other."""

each_feature = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def read(file: Path) -> features.Feature:
    return features.read(file.read_text(encoding="utf-8"))


@each_feature
def test_a_feature_has_the_one_form(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    wanted = formed(text)
    changes = difflib.unified_diff(text.splitlines(), wanted.splitlines(), "is", "wanted", n=0)
    mended = "\n".join(changes)
    assert not mended, f"tests/support/form.py mends it:\n{mended}"
    assert [line for line in text.splitlines() if len(line) > LONGEST_LINE] == []


def test_the_one_form_is_found_from_any_other() -> None:
    for file in FILES:
        text = formed(file.read_text(encoding="utf-8"))
        flat = "\n".join(f"{' '.join(line.split())}  " for line in text.splitlines() if line)
        assert formed(flat) == text, file.name
        assert formed(text.replace("\n\n", "\n\n\n").replace("|", " | ")) == text, file.name


@each_feature
def test_an_example_has_one_when_and_few_steps(file: Path) -> None:
    for example in read(file).examples:
        kinds = [step.kind for step in example.runs[0]]
        where = f"{file.name}:{example.line}"
        assert kinds.count("when") == 1, where
        assert kinds == sorted(kinds, key=["given", "when", "then"].index), where
        assert "then" in kinds, where
        assert len(kinds) <= MOST_STEPS, where


@each_feature
def test_examples_are_told_apart(file: Path) -> None:
    # Of two examples with one name in a feature, only the last would be run, without a word.
    examples = list(read(file).examples)
    assert repeated(example.name for example in examples) == []
    for example in examples:
        assert repeated(example.runs) == [], f"{file.name}:{example.line} has the same row twice"


@each_feature
def test_an_example_that_changes_settings_runs_alone(file: Path) -> None:
    # A scenario of another process would see the changed settings, or change them as well.
    feature = read(file)
    beside = [
        f"{file.name}:{example.line}"
        for rule in feature.rules
        for example in rule.examples
        if not {"exclusive", "exclusive_pages"} & {*feature.tags, *rule.tags, *example.tags}
        and any(map(changes_settings, example.runs[0]))
    ]
    assert beside == []


@cache
def changing_settings() -> list[StepFunctionContext]:
    return [one for one in definitions() if "settings" in writes_of_function(one.step_func)]


def changes_settings(step: features.Step) -> bool:
    return any(
        one.type == step.kind and one.parser.is_matching(step.text) for one in changing_settings()
    )


def repeated(things: Iterator[object] | tuple[object, ...]) -> list[object]:
    return [thing for thing, times in Counter(things).items() if times > 1]


# -- the sentences ---------------------------------------------------------------------------


def shown(definition: StepFunctionContext) -> str:
    return f"{definition.type} {template(definition)} ({definition.step_func.__name__})"


def steps() -> set[features.Step]:
    return {
        step
        for file in FILES
        for example in read(file).examples
        for run in example.runs
        for step in run
    }


def test_every_sentence_has_one_meaning() -> None:
    # pytest-bdd takes the first definition that fits, and does not mention the others.
    known = definitions()
    assert known
    used: set[str] = set()
    unclear = {}
    for step in steps():
        fitting = [
            shown(definition)
            for definition in known
            if definition.type == step.kind and definition.parser.is_matching(step.text)
        ]
        used.update(fitting)
        if len(fitting) != 1:
            unclear[f"{step.kind} {step.text}"] = fitting
    assert unclear == {}
    assert sorted({shown(definition) for definition in known} - used) == [], "used by no feature"


def sentences_of(definition: StepFunctionContext) -> Iterator[str]:
    """Yield a sentence of a pattern for each combination of its choices."""
    parts = re.split(r"\{(\w+)(?::\w)?\}", definition.parser.name)
    choices = getattr(definition.parser, "choices", {})
    texts = [choices.get(name, (SAMPLES.get(name, "Tom"),)) for name in parts[1::2]]
    for chosen in product(*texts):
        yield "".join(chain.from_iterable(zip_longest(parts[::2], chosen, fillvalue="")))


def test_no_two_patterns_match_one_sentence() -> None:
    known = definitions()
    unclear = {}
    for definition in known:
        for text in sentences_of(definition):
            fitting = [
                shown(other)
                for other in known
                if other.type == definition.type and other.parser.is_matching(text)
            ]
            if fitting != [shown(definition)]:
                unclear[text] = fitting
    assert unclear == {}


def test_every_phrase_is_used() -> None:
    text = "\n".join(step.text for step in steps())
    rows = [*EXTRAS, *("|".join(action.phrases) for action in ACTIONS)]
    rows += [f"(?:from |for |and ){row}" for row in PARTIES]
    rows += [f" is {row}" for row in NUMBERS]
    assert [row for row in rows if not re.search(row, text)] == [], "used by no feature"


def test_the_glossary_is_current() -> None:
    # A step without a docstring has no entry; ruff asks for one.
    assert FILE.read_text(encoding="utf-8") == glossary(), "make format writes it"
