"""What a play showed: the only thing that its rules judge."""

from dataclasses import dataclass

from gancheck.auditing.play.discriminator_play import DiscriminatorPlay
from gancheck.auditing.play.whole_play import WholePlay

__all__ = ["Observed"]


@dataclass(frozen=True)
class Observed:
    """Both parts of a play.

    Attributes:
        source: Where the shape of the data came from.
        discriminator: D against the oracle.
        whole: Both players on the oracle's data.
    """

    source: str
    discriminator: DiscriminatorPlay
    whole: WholePlay

    def sentences(self) -> tuple[str, ...]:
        """What was done, in words."""
        d, whole = self.discriminator, self.whole
        found = [
            f"The oracle played on {len(d.laws.p)} prototypes in the space of {self.source}, "
            f"{d.tally.updates} updates of D and {whole.steps} of both players."
        ]
        if d.game is not None and d.game.interior:
            best = ", ".join(
                f"{t:.3g} at p/q = {r:.3g}" for r, t in sorted(zip(d.laws.r, d.game.optimum, strict=True))
            )
            found.append(f"By the target's own losses D's best output is {best}.")
        return tuple(found)
