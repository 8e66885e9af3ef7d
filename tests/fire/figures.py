"""What came of something that was killed again and again."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field


@dataclass
class Figures(ABC):
    """Said as one line; `findings` are sentences on what was wrong, and are to be empty."""

    seed: int
    kills: int = 0
    findings: list[str] = field(default_factory=list)

    @abstractmethod
    def counted(self) -> str:
        """What was counted besides the kills."""

    def expect(self, holds: bool, otherwise: str) -> None:
        """Keep `otherwise` as a finding where something does not hold."""
        if not holds:
            self.findings.append(otherwise)

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.kills} kills, {self.counted()}, {len(self.findings)} findings"
