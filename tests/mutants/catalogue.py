"""All mutants, in the order of the chapters whose rules they break."""

from . import acc, desk, det, dial, end, flt, fwd, ifr, off, onl, page, pop, rec, ref, req, rsp, tkt

CHAPTERS = (acc, pop, req, rsp, off, tkt, ref, rec, det, onl, end, fwd, ifr, dial, flt, desk, page)

MUTANTS = tuple(mutant for chapter in CHAPTERS for mutant in chapter.MUTANTS)
