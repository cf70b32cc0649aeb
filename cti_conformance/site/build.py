"""Builds the site: the data of each rule, the pages, and the shared files."""

from __future__ import annotations

import shutil
import sys
from dataclasses import dataclass
from importlib.resources import as_file, files
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from cti_conformance import __version__
from cti_conformance.ledger.examples import examples, feature_file
from cti_conformance.ledger.rules import CHAPTERS, Rule, load_ledger, load_yaml, spec_file
from cti_conformance.site.api import Api, Operation, read_api
from cti_conformance.site.call import PARTIES, record
from cti_conformance.site.diagram import diagram
from cti_conformance.site.markdown import Markdown, code, rule_link, rule_url
from cti_conformance.site.outcomes import Outcomes, Result, read_outcomes
from cti_conformance.site.search import Entry, as_script, section_entries

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

GUIDES = (
    ("index.html", "Start"),
    ("use.html", "Test your helpdesk"),
    ("ci.html", "In your CI"),
    ("testable.html", "The control API"),
    ("fuzzing.html", "Fuzzing"),
    ("telephony.html", "Build the telephony side"),
    ("telephony-client.html", "Test a telephone system"),
    ("walkthrough.html", "One call, step by step"),
)
ABOUT = (
    ("rules.html", "All rules"),
    ("reading.html", "How to read the rules"),
    ("decisions.html", "Decisions and errata"),
    ("search.html", "Search"),
)
APIS = (
    ("api-cti.html", "CTI API", "openapi.yaml"),
    ("api-records.html", "REST v2, a part of it", "helpdesk.yaml"),
    ("api-control.html", "Control API", "control.yaml"),
)

INDEX = "search-index.js"  # also marks a folder that was built by this module

CLIENTS = ("cti_client.py", "cti-client.sh")
"""The examples of a telephone system's client; the first one makes the recorded call."""

# Where files of the project are on the site, for links in the documents.
PLACES = {
    "README.md": "index.html",
    "docs/use.md": "use.html",
    "docs/ci.md": "ci.html",
    "docs/control-api.md": "testable.html",
    "docs/fuzzing.md": "fuzzing.html",
    "docs/telephony.md": "telephony.html",
    "docs/telephony-client.md": "telephony-client.html",
    "features/tel.feature": "tel.html",
    "spec/rules/tel.yaml": "tel.html",
    "examples/telephony": "telephony-client.html#the-client-in-python",
    **{f"examples/telephony/{name}": f"files/{name}" for name in CLIENTS},
    "features": "rules.html",
    "spec": "reading.html",
    "spec/README.md": "reading.html",
    "spec/exclusions.yaml": "decisions.html#exclusions",
    **{f"spec/{file}": page for page, _, file in APIS},
}

# The sections of spec/README.md that are on other pages than reading.html.
TESTABLE = ("The control API",)
DECISIONS = (
    "Decisions where the source is silent",
    "Deliberate tolerances",
    "Errata in the source",
)


class DocumentChanged(Exception):  # noqa: N818 - says what happened
    """A document lacks a section that a page needs; the message names both."""


class NotASite(Exception):  # noqa: N818 - says what is wrong with the folder
    """The output folder is not a site; the message names it."""


@dataclass(frozen=True)
class RuleView:
    """A rule with the data that is shown with it.

    Attributes:
        where: Where the source states it.
        examples: Its examples, highlighted.
        names: Their names.
        calls: The operations that carry it, each with its API.
        result: Its result in the run, if a report was given that has it.
    """

    rule: Rule
    where: str
    examples: tuple[Markup, ...]
    names: tuple[str, ...]
    calls: tuple[tuple[Api, Operation], ...]
    result: Result | None


@dataclass(frozen=True)
class ChapterView:
    """A chapter of the ledger, for one page."""

    page: str
    code: str
    title: str
    story: str
    rules: tuple[RuleView, ...]
    sources: tuple[str, ...]

    @property
    def levels(self) -> dict[str, int]:
        """How many rules have each level."""
        levels = [view.rule.level for view in self.rules]
        return {level: levels.count(level) for level in ("MUST", "SHOULD", "MAY")}

    @property
    def passed(self) -> int:
        """How many rules passed in the run."""
        return sum(view.result.outcome == "passed" for view in self.rules if view.result)


def build(checkout: Path, out: Path, report: Path | None = None) -> int:
    """Build the site.

    Args:
        checkout: The project's folder.
        out: The output folder; its content is deleted.
        report: A ``report.json`` whose outcomes are shown with the rules.

    Returns:
        How many pages were written.

    Raises:
        DocumentChanged: A document lacks a section that a page needs.
        NotASite: The output folder is not a site.
        RecordingFailed: The reference behaved differently from the page of the call.
        ReportUnusable: The report cannot be read.
    """
    outcomes = read_outcomes(report) if report else None
    if out.exists() and any(out.iterdir()) and not (out / INDEX).exists():
        raise NotASite(f"{out} is not a site: give an empty folder as --out")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    site = _Site(checkout, out, outcomes)
    site.write_files()
    site.write_pages()
    return site.pages


class _Site:
    def __init__(self, checkout: Path, out: Path, outcomes: Outcomes | None) -> None:
        self.pages = 0
        self._checkout = checkout
        self._out = out
        self._ledger = load_ledger()
        self._entries: list[Entry] = []
        self._apis = tuple(read_api(*api) for api in APIS)
        self._chapters = tuple(self._chapter_views(outcomes))
        places = PLACES | {f"spec/{file.name}": f"files/{file.name}" for file in _spec_files()}
        places |= PLACES  # a page wins over a file
        self._markdown = Markdown(places, {rule.id for rule in self._ledger})
        self._environment = Environment(
            loader=PackageLoader("cti_conformance.site"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "inline": self._markdown.inline,
            "block": self._markdown.block,
        }
        self._environment.globals |= {
            "version": __version__,
            "guides": GUIDES,
            "about": ABOUT,
            "apis": self._apis,
            "chapters": self._chapters,
            "outcomes": outcomes,
            "code": code,
            "rule_link": rule_link,
            "rule_url": rule_url,
        }

    # -- data of the pages -----------------------------------------------------------------------

    def _chapter_views(self, outcomes: Outcomes | None) -> Iterable[ChapterView]:
        texts = examples()
        results = outcomes.results if outcomes else {}
        for name, chapter in zip(CHAPTERS, self._ledger.chapters, strict=True):
            sources = [file.name for file in _chapter_files(name)]
            yield ChapterView(
                page=f"{name}.html",
                code=chapter.code,
                title=chapter.title,
                story=chapter.story,
                rules=tuple(
                    RuleView(
                        rule=rule,
                        where=self._ledger.where(rule) if rule.source else "",
                        examples=tuple(code(one, "gherkin") for one in texts.get(rule.id, [])),
                        names=tuple(map(_name, texts.get(rule.id, []))),
                        calls=tuple(self._calls(rule.id)),
                        result=results.get(rule.id),
                    )
                    for rule in chapter.rules
                ),
                sources=tuple(sources),
            )

    def _calls(self, rule_id: str) -> Iterable[tuple[Api, Operation]]:
        for api in self._apis:
            for operation in api.operations:
                if rule_id in operation.all_rules:
                    yield api, operation

    def _document(self, name: str) -> dict[str, Markup]:
        """Return the sections of a document, with links relative to its folder."""
        folder = name.rpartition("/")[0]
        text = (self._checkout / name).read_text(encoding="utf-8")
        return self._markdown.sections(text, folder)

    # -- writing ---------------------------------------------------------------------------------

    def write_files(self) -> None:
        """Write the shared files of the pages, and the source files for download."""
        with as_file(files("cti_conformance.site").joinpath("static")) as static:
            shutil.copytree(static, self._out, dirs_exist_ok=True)
        folder = self._out / "files"
        folder.mkdir()
        chapters = [file for name in CHAPTERS for file in _chapter_files(name)]
        for file in (*_spec_files(), *chapters):
            (folder / file.name).write_text(file.read_text(encoding="utf-8"), encoding="utf-8")

    def write_pages(self) -> None:
        """Write every page, and the search index."""
        spec = self._document("spec/README.md")
        if missing := [name for name in (*TESTABLE, *DECISIONS) if name not in spec]:
            raise DocumentChanged(f"spec/README.md no longer has a section {missing[0]!r}")
        placed = {*TESTABLE, *DECISIONS}

        self._write("index.html", "Start", "index.html")
        for name in ("use", "ci", "fuzzing", "telephony"):
            self._write_document(f"{name}.html", self._document(f"docs/{name}.md").values())
        self._write_testable(spec)
        self._write_client()
        self._write_call()
        for number, chapter in enumerate(self._chapters):
            around = (
                self._chapters[number - 1] if number else None,
                self._chapters[number + 1] if number + 1 < len(self._chapters) else None,
            )
            self._write(chapter.page, chapter.title, "chapter.html", chapter=chapter, around=around)
            self._entries += [
                Entry(
                    rule_url(view.rule.id),
                    view.rule.id,
                    view.rule.title,
                    " ".join((self._markdown.inline(view.rule.statement).striptags(), *view.names)),
                )
                for view in chapter.rules
            ]
        for api in self._apis:
            self._write(api.page, api.title, "api.html", api=api)
            self._entries += [
                Entry(
                    f"{api.page}#{operation.id}",
                    f"{operation.method} {operation.path}",
                    operation.summary,
                    f"{operation.id} {self._markdown.block(operation.about).striptags()}",
                )
                for operation in api.operations
            ]
        self._write("rules.html", "All rules", "rules.html")
        reading = [content for heading, content in spec.items() if heading not in placed]
        self._write_document("reading.html", reading)
        self._write_decisions(spec)
        self._write("search.html", "Search", "search.html")
        (self._out / INDEX).write_text(as_script(self._entries), encoding="utf-8")

    def _write_testable(self, spec: Mapping[str, Markup]) -> None:
        guide = self._document("docs/control-api.md")
        content = [*guide.values(), *(spec[name] for name in TESTABLE)]
        self._write_document("testable.html", content, "testable.html", api=self._apis[-1])

    def _write_client(self) -> None:
        """Write the guide to testing a telephone system, with the example client."""
        texts = [
            (self._checkout / "examples/telephony" / name).read_text(encoding="utf-8")
            for name in CLIENTS
        ]
        for name, text in zip(CLIENTS, texts, strict=True):
            (self._out / "files" / name).write_text(text, encoding="utf-8")
        content = [
            *self._document("docs/telephony-client.md").values(),
            Markup('<h2 id="the-client-in-python">The client in Python</h2>'),
            code(texts[0], "python"),
        ]
        self._write_document("telephony-client.html", content)

    def _write_call(self) -> None:
        client = self._checkout / "examples/telephony" / CLIENTS[0]
        call = record([sys.executable, str(client.resolve())])
        picture = diagram(
            PARTIES, call.steps, "Sequence of the call; the steps are described below"
        )
        self._write(
            "walkthrough.html", "One call, step by step", "call.html", call=call, diagram=picture
        )

    def _write_decisions(self, spec: Mapping[str, Markup]) -> None:
        exclusions = load_yaml(spec_file("exclusions.yaml"))["exclusions"]
        content = [spec[name] for name in DECISIONS]
        self._write_document("decisions.html", content, "decisions.html", exclusions=exclusions)

    def _write_document(
        self,
        page: str,
        sections: Iterable[Markup],
        template: str = "document.html",
        **values: Any,
    ) -> None:
        title = dict((*GUIDES, *ABOUT))[page]
        content = Markup("\n").join(sections)
        self._entries += section_entries(page, title, content)
        self._write(page, title, template, content=content, **values)

    def _write(self, page: str, title: str, template: str, **values: Any) -> None:
        self._entries.append(Entry(page, "Page", title))
        html = self._environment.get_template(template).render(page=page, title=title, **values)
        (self._out / page).write_text(html, encoding="utf-8")
        self.pages += 1


def _name(example: str) -> str:
    """Return the name of an example, which follows its tags."""
    line = next(one for one in example.splitlines() if not one.startswith("@"))
    return line.partition(": ")[2]


def _spec_files() -> list[Traversable]:
    folder = files("cti_conformance.spec")
    return sorted(
        (file for file in folder.iterdir() if file.name.endswith((".yaml", ".json"))),
        key=lambda file: file.name,
    )


def _chapter_files(chapter: str) -> list[Traversable]:
    """Return the ledger file of a chapter, and its feature if it has one."""
    feature = files("cti_conformance.features").joinpath(feature_file(chapter))
    ledger = spec_file(f"rules/{chapter}.yaml")
    return [file for file in (ledger, feature) if file.is_file()]
