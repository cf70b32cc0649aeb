"""Certificates for the helpdesk that listens by https, made for one run."""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from cti_conformance.results.step_outcomes import not_tested

if TYPE_CHECKING:
    from pathlib import Path

HOST = "127.0.0.1"
OTHER_NAME = "helpdesk.example.com"


@dataclass(frozen=True)
class Certificates:
    """The certificates of one run.

    Attributes:
        bundle: A PEM file with the authority that the system under test trusts.
        trusted: What the helpdesk identifies itself with.
        unknown: The same by an authority that nobody trusts.
        misnamed: By the trusted authority, for another host.
    """

    bundle: Path
    trusted: ssl.SSLContext
    unknown: ssl.SSLContext
    misnamed: ssl.SSLContext


def make_certificates(folder: Path) -> Certificates:
    """Make the certificates of a run.

    Args:
        folder: Where to write the file with the authority.

    Raises:
        NotTestable: The library for it is not installed.
    """
    if find_spec("trustme") is None:
        not_tested("https needs trustme: pip install 'cti-conformance[telephony]'")
    # Imported here, so that other runs do not pay for it.
    import trustme

    authority, stranger = trustme.CA(), trustme.CA()
    bundle = folder / "ca.pem"
    authority.cert_pem.write_to_path(str(bundle))

    def context(by: trustme.CA, *names: str) -> ssl.SSLContext:
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        by.issue_cert(*names).configure_cert(made)
        return made

    names = (HOST, "localhost")
    return Certificates(
        bundle,
        trusted=context(authority, *names),
        unknown=context(stranger, *names),
        misnamed=context(authority, OTHER_NAME),
    )
