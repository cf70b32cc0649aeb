"""Ctrl-C at any moment while a browser is open: it is raised once, and breaks nothing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from cti_conformance.target.browser import chromium

LIMIT_S = 120.0
TIMES = 60
# In a process of its own: a signal that goes astray would end these tests.
USING_A_BROWSER = f"""
import random, signal, threading
from cti_conformance.target.browser.engine import Engine
from cti_conformance.config.target_config import Limits

engine = Engine(Limits(), trusts_all=False)
page = engine.open_window("https://helpdesk.example/").page
draw = random.Random(1)
main = threading.main_thread().ident
for _ in range({TIMES}):
    wait_s = draw.uniform(0.01, 0.05)
    try:
        threading.Timer(wait_s, signal.pthread_kill, [main, signal.SIGINT]).start()
        while True:
            page.evaluate("0")
    except KeyboardInterrupt:
        print("interrupted", page.evaluate("6 * 7"))
engine.close()
print("given back", signal.getsignal(signal.SIGINT) is signal.default_int_handler)
"""


@pytest.mark.skipif(
    chromium.find().path is None,
    reason=f"a browser is what this is about: {chromium.find().reason}",
)
def test_ctrl_c_is_raised_outside_playwright() -> None:
    done = subprocess.run(
        [sys.executable, "-c", USING_A_BROWSER],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["interrupted 42"] * TIMES + ["given back True"]
