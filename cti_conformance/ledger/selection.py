"""Selects the rules of a run: those of a version, then those that were asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cti_conformance.errors import ConfigError
from cti_conformance.ledger.rules import CAPABILITIES, load_ledger

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from cti_conformance.ledger.rules import Ledger


@dataclass(frozen=True)
class Selection:
    """The rules of one version of the suite, and those that are to run.

    Attributes:
        ledger: All rules that apply to what is under test.
        ids: The ids of those that are to run.
        tag: The tag of the examples that are to run; empty for all.
        is_quick: Whether only the first and the last example of each outline are to run, and none
            that is `THOROUGH`.
    """

    ledger: Ledger
    ids: frozenset[str]
    tag: str = ""
    is_quick: bool = False

    @property
    def version(self) -> str:
        """The version whose rules these are."""
        return self.ledger.versions[-1]

    def has(self, rule_id: str, tags: Iterable[str]) -> bool:
        """Return whether an example of this rule with these tags is to run."""
        return rule_id in self.ids and self.holds(rule_id, tags)

    def holds(self, rule_id: str, tags: Iterable[str]) -> bool:
        """Return whether an example with these tags belongs to the rule, in such a run."""
        tags = set(tags)
        is_wanted = (not self.tag or self.tag in tags) and not (self.is_quick and THOROUGH in tags)
        return is_wanted and self.ledger.holds(rule_id, tags)


QUICK_RUN = (
    "of each outline only the first and the last example are run, and none that is tagged "
    "@thorough (--quick)"
)

THOROUGH = "thorough"
"""The tag of an example with a long or rare history, which a quick run leaves out."""

OBSERVED = "observed"
"""The tag of an example that can be judged by what is seen, with nobody driving."""

HOW_TO_TEST = {
    "softphone": "rules of a softphone are tested with --softphone-url",
    "callback": "rules of a callback are tested with --dial-url",
    "telephony": "rules of a telephone system are tested with --telephony-client",
} | dict.fromkeys(CAPABILITIES, "it applies to a helpdesk, not to a partner of one")


def select(
    needs: Collection[str], version: str | None, rules: Sequence[str], profiles: Sequence[str]
) -> Selection:
    """Return the rules that ``--rules``, ``--rule`` and ``--profile`` select.

    Args:
        needs: The capabilities of a helpdesk, or the partners under test.
        version: The version of the rules; by default the newest.
        rules: Ids or globs; by default all rules.
        profiles: Names of profiles; by default all.

    Raises:
        ConfigError: A version, rule or profile is unknown, or the ledger has a rule of a version
        that it does not list.
    """
    newest = load_ledger()
    for rule in newest.unlisted():
        raise ConfigError(
            f"{rule.id}: since {rule.since}, but spec/versions.yaml does not list that version"
        )
    if version and version not in newest.versions:
        raise ConfigError(
            f"--rules {version}: unknown version; expected one of {', '.join(newest.versions)}"
        )
    ledger = newest.at(version or newest.versions[-1]).about(needs)
    if not ledger.chapters:
        raise ConfigError(f"--rules {version}: that version has no rules for {' or '.join(needs)}")
    for profile in profiles:
        if profile not in needs:
            known = ", ".join(needs)
            raise ConfigError(f"--profile {profile}: unknown profile; expected one of {known}")
    for pattern in rules:
        if ledger.matching(pattern):
            continue
        if others := newest.at(ledger.versions[-1]).matching(pattern):
            raise ConfigError(f"--rule {pattern}: {HOW_TO_TEST[others[0].needs]}")
        if later := newest.matching(pattern):
            raise ConfigError(
                f"--rule {pattern}: added in version {later[0].since}, which is later than "
                f"--rules={version}"
            )
        raise ConfigError(
            f"--rule {pattern}: unknown rule; ids look like CTI-REQ-06, a glob like "
            "'CTI-REQ-*', and spec/rules lists them"
        )
    named = {rule.id for pattern in rules for rule in ledger.matching(pattern)}
    ids = frozenset(
        rule.id
        for rule in ledger
        if (not rules or rule.id in named) and (not profiles or rule.needs in profiles)
    )
    if not ids:
        raise ConfigError(
            f"--rule {' '.join(rules)}: needs no {' or '.join(profiles)}, which --profile asks for"
        )
    return Selection(ledger, ids)
