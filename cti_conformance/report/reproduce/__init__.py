"""Scripts that reproduce a failure: POSIX sh, curl and jq, made from the exchanges of a scenario.

`flow` chooses the exchanges and finds where their values come from, `values` makes the unique ones
anew, `material` writes a request, `steps` and `judgement` all of them and the end, and `script` the
whole program around ``prelude.sh``.
"""

from cti_conformance.report.reproduce.flow import find_decider
from cti_conformance.report.reproduce.material import Failure
from cti_conformance.report.reproduce.script import make_script

__all__ = ["Failure", "find_decider", "make_script"]
