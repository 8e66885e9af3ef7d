"""A figure: what was measured, beside its floor of the same run, and what it is to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """`ratio` is what counts; `most` and `stretch` bound it from above, or from below where `at_least`."""

    name: str
    ours: str
    floor: str
    ratio: float
    most: float | None = None
    stretch: float | None = None
    at_least: bool = False
    plain: bool = False  # not a ratio: a count that has a goal of its own

    @property
    def met(self) -> str:
        """Whether the goal was met."""
        if self.most is None:
            return ""
        if self.stretch is not None and self._within(self.stretch):
            return "stretch"
        return "yes" if self._within(self.most) else "no"

    def _within(self, bound: float) -> bool:
        return self.ratio >= bound if self.at_least else self.ratio <= bound

    @property
    def goal(self) -> str:
        """The goal in words."""
        if self.most is None:
            return ""
        sign, times = ("≥" if self.at_least else "≤"), ("" if self.plain else " ×")
        more = f" ({sign} {self.stretch:g}{times})" if self.stretch is not None else ""
        return f"{sign} {self.most:g}{times}{more}"

    @property
    def row(self) -> tuple[str, ...]:
        """As it stands in the table."""
        return (
            self.name,
            self.ours,
            self.floor,
            f"{self.ratio:.2f}" + ("" if self.plain else " ×"),
            self.goal,
            self.met,
        )


HEAD = ("what", "Ascolto", "the floor", "ratio", "goal (stretch)", "met")


def table(figures: Sequence[Figure]) -> str:
    """A table for people and for Markdown."""
    rows = [HEAD, tuple("-" * len(title) for title in HEAD), *(figure.row for figure in figures)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def of_pairs(ours: Sequence[float], floor: Sequence[float]) -> float:
    """The ratio of two things measured in turns: the median of the rounds' ratios, as each round had its own noise."""
    return median(one / other for one, other in zip(ours, floor, strict=True))


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]
