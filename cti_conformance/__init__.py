"""Conformance test suite and specification toolkit for the Freshdesk CTI framework."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    __version__: str
else:

    def __getattr__(name: str) -> str:
        """Look the version up when it is asked for: every pytest imports this package."""
        if name == "__version__":
            from importlib.metadata import version

            return version("cti-conformance")
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
