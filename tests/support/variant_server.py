"""Runs a variant as any target is run: a process with its choices made, and its wire before it."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from variants.wire import wired

from cti_conformance.target.embedded import EmbeddedReference
from support.servers import Reference
from support.suite import PATHS
from support.warm_reference import warm_command

if TYPE_CHECKING:
    from collections.abc import Iterator

    from variants.catalogue import Variant

LAUNCH = """\
import os, runpy, sys
sys.path[:0] = sys.argv.pop(1).split(os.pathsep)
from variants.catalogue import VARIANTS
chosen = {variant.name: variant for variant in VARIANTS}[sys.argv.pop(1)]
for choose in chosen.slow[0] if sys.argv.pop(1) == "slow" else chosen.choices:
    choose()
runpy.run_module("cti_conformance.reference_impl", run_name="__main__", alter_sys=True)
"""


@contextmanager
def variant_server(variant: Variant, *, slow: bool) -> Iterator[Reference]:
    """Serve a variant, with its delays or without."""
    pace = "slow" if slow else "fast"
    command = [*warm_command(), "-c", LAUNCH, os.pathsep.join(PATHS), variant.name, pace]
    embedded = EmbeddedReference(command)
    try:
        with wired(embedded.url, variant.slow[1] if slow else variant.wire) as server:
            known = embedded.credentials
            auth = f"{known.email}:{known.password}"
            yield Reference(
                server.url,
                env={"CTI_API_KEY": str(known.api_key), "CTI_AUTH": auth},
                token_env={"CTI_CONTROL_TOKEN": str(known.control_token)},
            )
    finally:
        embedded.stop()
