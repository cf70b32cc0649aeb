"""What a mutant is: the reference implementation with one defect in it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Edit:
    """One replacement of text in a file of the reference implementation.

    Attributes:
        file: Path of the file in `reference_impl/`.
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
        in_browser: Whether the defect is in the page alone, so that every desktop is looked at in a
            browser.
        blinds: Whether so little works that most rules cannot be judged, and any may tell it.
        appear_s: The time that it is given. What the reference does is seen at once, so what is not
            seen at once will never be. A page takes its time; unless another is given, so does it.
        left: Why no scenario tells it, and none should; empty if one should.
        config: What its vendor writes into ``cti-target.toml``, before its first table.
    """

    name: str
    why: str
    kills: tuple[str, ...]
    edits: tuple[Edit, ...]
    also: tuple[str, ...] = ()
    beside: str = ""
    fixed: bool = False
    in_browser: bool = False
    blinds: bool = False
    appear_s: float | None = None
    left: str = ""
    config: str = ""

    @property
    def on_page(self) -> bool:
        """Whether a browser is needed to tell the defect."""
        rules = {*self.kills, *self.also} - {"IFR-10", "IFR-11"}
        return self.in_browser or any(rule.startswith(("IFR", "DIAL")) for rule in rules)

    @property
    def limits(self) -> tuple[float, float]:
        """How long an answer, and what is to appear, may take, in seconds."""
        if self.on_page and self.appear_s is None:
            return 4.0, 2.0
        return 10.0, self.appear_s or 0.25

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
