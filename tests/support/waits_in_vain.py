"""Checks that no wait of a run on the bundled reference ended at its limit.

Usage: python tests/support/waits_in_vain.py REPORT.JSON
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

if __name__ == "__main__":
    in_vain = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["waits_in_vain"]
    if in_vain:
        sys.exit(
            f"{in_vain} waits ended at their limit, on a helpdesk that satisfies every rule: a "
            "step waits for something that does not come. `--durations=5` names the scenario."
        )
