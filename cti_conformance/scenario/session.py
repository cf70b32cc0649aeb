"""The target of one process: prepared when it is first needed, stopped at the end."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from cti_conformance.config.target_config import CONTROL_PATH, TargetConfig
from cti_conformance.phone_numbers import Numbers
from cti_conformance.scenario.run import Run
from cti_conformance.target.embedded import EmbeddedReference
from cti_conformance.target.target import Target

if TYPE_CHECKING:
    from collections.abc import Mapping


class Session:
    """What a process needs to run scenarios.

    Args:
        config: The target; ``None`` means the bundled reference, started for this process.
        share: Which share of the phone numbers to deal from: ``(index, of)``.
        in_browser: Whether every desktop is a page in a browser.
        headed: Whether a person sees the browser.
    """

    def __init__(
        self,
        config: TargetConfig | None,
        share: tuple[int, int],
        *,
        in_browser: bool,
        headed: bool = False,
    ) -> None:
        self._config = config
        self._share = share
        self._in_browser = in_browser
        self._headed = headed
        self._reference: EmbeddedReference | None = None
        self._run: Run | None = None

    def begin(self) -> None:
        """Start what takes time to start, without waiting for it."""
        if self._config is None and self._reference is None:
            self._reference = EmbeddedReference()

    @property
    def running(self) -> Run | None:
        """The run, if a scenario has needed it yet."""
        return self._run

    @property
    def run(self) -> Run:
        """The run, its target reached and asked what it can do."""
        if self._run is None:
            self._target.discover()
            self._run = Run(self._target, Numbers(self._target.config.country, self._share))
        return self._run

    @cached_property
    def _target(self) -> Target:
        if self._config:
            return Target(self._config, in_browser=self._in_browser)
        self.begin()
        assert self._reference is not None
        url = self._reference.url
        config = TargetConfig(url, self._reference.credentials, control_url=url + CONTROL_PATH)
        return Target(config, disposable=True, in_browser=self._in_browser, headed=self._headed)

    def missing(self) -> Mapping[str, str]:
        """For each capability why the target lacks it; empty where it is there."""
        capabilities = self._run.target.capabilities if self._run else {}
        return {name: c.reason if not c.available else "" for name, c in capabilities.items()}

    def end(self) -> None:
        """Stop whatever was started."""
        if self._run:
            self._run.target.close()
        if self._reference:
            self._reference.stop()
