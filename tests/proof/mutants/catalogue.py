"""All mutants, in the order of the chapters whose rules they break."""

from . import acc, desk, det, dial, end, flt, fwd, ifr, off, onl, page, pop, rec, ref, req, rsp, tkt

CHAPTERS = (acc, pop, req, rsp, off, tkt, ref, rec, det, onl, end, fwd, ifr, dial, flt, desk, page)

MUTANTS = tuple(mutant for chapter in CHAPTERS for mutant in chapter.MUTANTS)

FEWER = {
    "CTI-POP-04": (
        "What refuses one of the three attributes breaks the rules about calls that give it alone "
        "(CTI-REQ-01, CTI-REQ-04, CTI-REQ-12), and nearly every other rule with them."
    ),
    "CTI-IFR-04": "The softphone is shown or it is not.",
    "CTI-DIAL-04": "The callback is called or it is not.",
}
"""Why a MUST rule has fewer than two defects, by its full id."""
