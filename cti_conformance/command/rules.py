"""``cti-conformance rules``: the ledger on the terminal."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from cti_conformance.ledger.examples import examples, feature_file
from cti_conformance.ledger.rules import RULE_ID, chapter_of, load_ledger
from cti_conformance.text.excerpts import terminal_width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from click.shell_completion import CompletionItem

    from cti_conformance.ledger.rules import Ledger, Rule

WIDEST = 100


def complete(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001
    """Return the ids that begin like a word, with their titles."""
    from click.shell_completion import CompletionItem

    found = (rule for rule in load_ledger() if rule.id.startswith(incomplete.upper()))
    return [CompletionItem(rule.id, help=rule.title) for rule in found]


HELP = """List the rules, or explain some: statement, source, examples.

\b
  cti-conformance rules               every rule, by chapter
  cti-conformance rules REQ           the rules of chapter REQ, also as 'CTI-REQ-*'
  cti-conformance rules CTI-REQ-06    all about one rule
"""


@click.command(help=HELP)
@click.argument("patterns", nargs=-1, metavar="[ID|GLOB|CHAPTER]…", shell_complete=complete)
def rules(patterns: tuple[str, ...]) -> None:
    """List the rules, or explain some."""
    ledger = load_ledger()
    known = {chapter.code for chapter in ledger.chapters}
    found: dict[str, Rule] = {}
    for pattern in patterns or ("*",):
        upper = pattern.upper()
        matching = ledger.matching(f"CTI-{upper}-*" if upper in known else pattern)
        if not matching:
            raise click.UsageError(
                f"{pattern}: no such rule or chapter; chapters are {', '.join(sorted(known))}"
            )
        found |= {rule.id: rule for rule in matching}
    is_explained = all(RULE_ID.fullmatch(pattern.upper()) for pattern in patterns) and patterns
    lines = _explained(ledger, found) if is_explained else _listed(ledger, found)
    click.echo("\n".join(lines))


def _listed(ledger: Ledger, found: dict[str, Rule]) -> Iterator[str]:
    is_first = True
    for chapter in ledger.chapters:
        own = [rule for rule in chapter.rules if rule.id in found]
        if own:
            yield from [] if is_first else [""]
            is_first = False
            yield f"{chapter.code}  {chapter.title}"
            yield from (f"  {rule.id}  {rule.level:<6}  {rule.title}" for rule in own)


def _explained(ledger: Ledger, found: dict[str, Rule]) -> Iterator[str]:
    texts = examples()
    width = min(terminal_width(), WIDEST)
    for number, rule in enumerate(found.values()):
        yield from [] if number == 0 else ["", "-" * width, ""]
        yield f"{rule.id} ({rule.level}) {rule.title}"
        yield ""
        yield from textwrap.wrap(rule.statement, width, initial_indent="  ", subsequent_indent="  ")
        yield ""
        yield f"  Source:    {ledger.where(rule)}"
        yield f"  Evidence:  {rule.evidence}"
        yield f"  Needs:     {rule.needs}"
        yield f"  Since:     {rule.since}"
        for branch in rule.branches:
            about = f"  Allowed:   {branch.name}: {branch.meaning}"
            yield from textwrap.wrap(about, width, subsequent_indent=" " * 13)
        yield f"  Examples:  features/{feature_file(chapter_of(rule.id))}"
        for text in texts.get(rule.id, []):
            yield ""
            yield textwrap.indent(text.rstrip(), "    ")
        yield ""
        command = "telephony --client=COMMAND" if rule.needs == "telephony" else "test URL"
        yield f"  Test it:   cti-conformance {command} --rule={rule.id}"
