"""The features have one form, and every sentence in them means one thing."""

from __future__ import annotations

import difflib
import importlib
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from pytest_bdd.steps import StepFunctionContext, step_function_context_registry

from cti_conformance.pytest_plugin.collecting import step_modules
from support import features
from support.form import formed
from support.suite import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FILES = sorted(ROOT.glob("features/*.feature"))
LONGEST_LINE = 100
MOST_STEPS = 10

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


def repeated(things: Iterator[object] | tuple[object, ...]) -> list[object]:
    return [thing for thing, times in Counter(things).items() if times > 1]


# -- the sentences ---------------------------------------------------------------------------


def definitions() -> list[StepFunctionContext]:
    for module in step_modules():
        importlib.import_module(module)
    known = step_function_context_registry.values()
    return [context for context in known if context.step_func.__module__ in step_modules()]


def told(definition: StepFunctionContext) -> str:
    return f"{definition.type} {definition.parser.name} ({definition.step_func.__name__})"


def test_every_sentence_has_one_meaning() -> None:
    # pytest-bdd takes the first definition that fits, and says nothing of the others.
    known = definitions()
    assert known
    sentences = {
        step
        for file in FILES
        for example in read(file).examples
        for run in example.runs
        for step in run
    }
    used: set[str] = set()
    unclear = {}
    for step in sentences:
        fitting = [
            told(definition)
            for definition in known
            if definition.type == step.kind and definition.parser.is_matching(step.text)
        ]
        used.update(fitting)
        if len(fitting) != 1:
            unclear[f"{step.kind} {step.text}"] = fitting
    assert unclear == {}
    assert sorted({told(definition) for definition in known} - used) == [], "used by no feature"
