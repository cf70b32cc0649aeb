"""All mutants, in the order of the chapters whose rules they break."""

from . import acc, desk, det, end, flt, fwd, ifr, off, onl, pop, rec, ref, req, rsp, tkt

CHAPTERS = (acc, pop, req, rsp, off, tkt, ref, rec, det, onl, end, fwd, ifr, flt, desk)

MUTANTS = tuple(mutant for chapter in CHAPTERS for mutant in chapter.MUTANTS)

BROWSER = "It is tested in a browser; its defects come with those tests."

FEWER = {
    "CTI-POP-04": (
        "What refuses one of the three attributes breaks the rules about calls that give it alone "
        "(CTI-REQ-01, CTI-REQ-04, CTI-REQ-12), and nearly every other rule with them."
    ),
    **{f"CTI-IFR-{number:02}": BROWSER for number in range(1, 7)},
    **{f"CTI-DIAL-{number:02}": BROWSER for number in range(1, 5)},
}
"""Why a MUST rule has fewer than two defects, by its full id."""
