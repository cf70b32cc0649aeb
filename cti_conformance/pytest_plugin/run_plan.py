"""The plan of a run: its options and settings, checked before anything runs."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from cti_conformance.config.partners import read_partners
from cti_conformance.config.reading import read_config, read_deviations
from cti_conformance.config.target_config import Limits
from cti_conformance.errors import ConfigError
from cti_conformance.ledger.rules import CAPABILITIES, load_ledger
from cti_conformance.ledger.selection import OBSERVED, select
from cti_conformance.pytest_plugin.options import check_fuzz_options, check_rate
from cti_conformance.report.files import check_directory
from cti_conformance.report.har import HarFile
from cti_conformance.results.baseline import baseline_of
from cti_conformance.target.preflight import check_reachable, check_usable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cti_conformance.config.partners import Partners
    from cti_conformance.config.target_config import TargetConfig
    from cti_conformance.ledger.rules import Ledger
    from cti_conformance.ledger.selection import Selection
    from cti_conformance.pytest_plugin.options import Options
    from cti_conformance.results.verdict import Deviation
    from cti_conformance.transport.wire import Wire


@dataclass(frozen=True)
class RunPlan:
    """A run as requested.

    Attributes:
        options: The values of the options.
        selection: The rules.
        target_config: The target; ``None`` means the bundled reference.
        partners: The partners under test in place of a helpdesk.
        baseline: The report of an earlier run to compare with, if any.
        deviations: The rules that are known to be broken.
    """

    options: Options
    selection: Selection
    target_config: TargetConfig | None
    partners: Partners
    baseline: Mapping[str, Any] | None
    deviations: tuple[Deviation, ...]

    @property
    def ledger(self) -> Ledger:
        """The rules of the requested version."""
        return self.selection.ledger

    @property
    def target_name(self) -> str:
        """The name of the target or of the partners under test."""
        if self.target_config:
            return self.target_config.url
        return self.partners.target_name or "the bundled reference"

    @property
    def limits(self) -> Limits:
        """The limits of the target, or those by default."""
        return self.target_config.limits if self.target_config else Limits()

    def check_target(self, wire: Wire) -> None:
        """Check, before the first scenario, that what is under test can be tested.

        Args:
            wire: What the clients of the target share.

        Raises:
            TargetUnusable: It cannot.
        """
        if self.target_config:
            check_usable(self.target_config, wire)
        for address in self.partners.addresses:
            check_reachable(address)


def make_run_plan(options: Options, *, will_connect: bool, is_worker: bool) -> RunPlan:
    """Read and check all settings of a run.

    Args:
        options: The values of the options.
        will_connect: Whether requests will be sent to the target, which needs credentials.
        is_worker: Whether another process has checked the files of reports.

    Raises:
        ConfigError: A setting cannot be used; the message names it and how to fix it.
    """
    check_fuzz_options(options)
    check_rate(options)
    partners = read_partners(options)
    needs = partners.names or CAPABILITIES
    selection = select(needs, options.rules, options.rule, options.profile)
    selection = replace(selection, is_quick=options.quick)
    if partners.are_observed:
        selection = replace(selection, tag=OBSERVED)
    if not is_worker:
        check_directory(options.report_dir)
        if options.har:
            HarFile(options.har).check()
    baseline = None if is_worker else baseline_of(options.baseline, options.fail_on)
    target_config = None
    if partners.telephony:
        deviations = read_deviations(options.target_config) if options.target_config else ()
    else:
        target_config = read_config(
            options.target_url, options.target_config, os.environ, will_connect=will_connect
        )
        deviations = tuple(target_config.deviations) if target_config else ()
    if options.keep and target_config is None:
        raise ConfigError(
            "--keep needs --target-url: the bundled reference is discarded after the run"
        )
    for known in deviations:
        if not load_ledger().matching(known.pattern):
            raise ConfigError(f"deviations.rule {known.pattern!r}: unknown rule")
    return RunPlan(options, selection, target_config, partners, baseline, deviations)
