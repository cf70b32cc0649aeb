"""``python -m cti_conformance``: the same as the command ``cti-conformance``."""

import sys
from pathlib import Path

# Python puts the current folder first. A file there must not replace a library of the suite; in a
# checkout it has the suite itself.
HERE = {"", str(Path.cwd())} - {str(Path(__file__).parents[1])}
sys.path[:] = [entry for entry in sys.path if entry not in HERE]

from cti_conformance.command.main import main  # noqa: E402

if __name__ == "__main__":
    main()
