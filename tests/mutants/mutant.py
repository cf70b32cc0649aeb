"""What a mutant is: the reference implementation with one defect in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """One replacement of text in a file of the reference implementation.

    Attributes:
        file: Name of the file in `reference_impl/`.
        old: Text that occurs exactly once in it.
        new: What stands there instead.
    """

    file: str
    old: str
    new: str


@dataclass(frozen=True)
class Mutant:
    """A defect of the kind that vendors make, and what a run of the suite says of it.

    Attributes:
        name: Short, and the same in every report.
        why: What the vendor did wrong, in one sentence.
        kills: Ids, without `CTI-`, of the rules that must be `failed` or `warning`. The first is
            the rule that the defect is made to break.
        edits: The replacements that make the defect.
        also: Ids of rules that may be so beside them.
        beside: Why other rules than the first tell the defect, too.
        fixed: Whether it is of the fixed part that is tried with all other tests.
        blinds: Whether so little works that most rules cannot be judged, and any may tell it.
        appear_s: The time that it is given. What the reference does is seen at once, so what is not
            seen at once will never be.
        options: Further arguments of pytest that it takes to see the defect.
    """

    name: str
    why: str
    kills: tuple[str, ...]
    edits: tuple[Edit, ...]
    also: tuple[str, ...] = ()
    beside: str = ""
    fixed: bool = False
    blinds: bool = False
    appear_s: float = 0.25
    options: tuple[str, ...] = ()

    @property
    def own(self) -> str:
        """The full id of the rule that it is made to break."""
        return f"CTI-{self.kills[0]}"

    @property
    def killers(self) -> frozenset[str]:
        """The full ids of the rules that must tell the defect."""
        return frozenset(f"CTI-{rule}" for rule in self.kills)

    @property
    def bystanders(self) -> frozenset[str]:
        """The full ids of the rules that may tell it too."""
        return frozenset(f"CTI-{rule}" for rule in self.also)
