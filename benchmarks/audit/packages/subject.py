"""Something of a package that is audited, what it claims, and what a person read in its source."""

from dataclasses import dataclass

__all__ = ["HINGE", "LEAST_SQUARES", "LOGISTIC", "WASSERSTEIN", "Subject"]

WASSERSTEIN, LEAST_SQUARES, HINGE, LOGISTIC = "Wasserstein", "least-squares", "hinge", "non-saturating"
"""Pieces of the names that an audit gives to games."""


@dataclass(frozen=True)
class Subject:
    """Something to audit.

    Attributes:
        package: Its release.
        target: ``module:object``; a bare name is a function of ``losses.py``, or of ``gans.py``.
        claim: What it is said to be; empty if it says nothing.
        game: A piece of the name of that game, as an audit says it; empty where it has none.
        generator_loss: G's, if it is another object.
        convention: How the losses are called, where no signature says it.
        reading: What a person who reads the source finds; a code of a class of bugs first, where it is one.
    """

    package: str
    target: str
    claim: str
    game: str
    generator_loss: str = ""
    convention: str = ""
    reading: str = ""

    @property
    def file(self) -> str:
        """The file that makes a target with a bare name."""
        files = {"table": "tables.py", "series": "series.py", "gan": "gans.py", "penalty": "gans.py"}
        return files.get(self.target.rpartition("_")[2], "losses.py")

    @property
    def label(self) -> str:
        """The object's name in the table."""
        return self.target.rpartition(":")[2]
