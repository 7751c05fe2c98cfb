"""What a parameter of somebody's loss may stand for, guessed from its name, annotation and default."""

import re
from inspect import Parameter

__all__ = ["GUESSES", "is_sure", "roles_of", "words"]

REAL = {"real", "reals", "r", "true", "dx", "fx", "gt", "genuine", "authentic", "pos", "positive"}
FAKE = {
    "fake", "fakes", "f", "gen", "generated", "gz", "dgz", "fgz", "gx", "dg", "synthetic", "synth", "sampled", "neg",
    "negative", "generator", "hat",
}  # fmt: skip
LABEL = {"target", "targets", "label", "labels", "y", "gold"}
OUTPUT = {
    "input", "inputs", "output", "outputs", "pred", "preds", "prediction", "predictions", "logit", "logits", "score",
    "scores", "x", "out", "t", "validity",
}  # fmt: skip
CRITIC = {"d", "netd", "dnet", "disc", "dis", "discr", "discriminator", "critic", "crit"}
MAKER = {"g", "netg", "gnet", "gen", "generator"}
NOISE = {"z", "noise", "latent", "latents"}
NET = {"net", "model", "network", "module", "fn", "function"}

GUESSES = ("output", "real", "fake", "is_real", "target", "label")
"""What a parameter with a name that says nothing may stand for."""


def words(name: str) -> list[str]:
    """A name in words, lower case: ``"predReal_1"`` -> pred, real, 1.

    Example:
        >>> words("dis_fakeScore")
        ['dis', 'fake', 'score']
    """
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def roles_of(parameter: Parameter) -> tuple[str, ...]:
    """The roles that it may have, likeliest first; see `Convention` for the words."""
    name, found = parameter.name, words(parameter.name)
    if _is_flag(parameter):
        return _flag(found)
    whole = set(found)
    if whole <= CRITIC | NET and whole & CRITIC:
        return ("D", *(role for role in GUESSES if role in ("output", "fake", "real")))
    if (
        whole <= MAKER | NET
        and whole & MAKER
        and (len(name) == 1 or "net" in name.lower() or name == "generator")
    ):
        return ("G", "fake")
    if whole & NOISE and not whole & (REAL | FAKE):
        return ("z",)
    if whole & NET and whole <= NET:
        return ("D",)
    return _score(found, name.lower()) or _filler(found)


def is_sure(parameter: Parameter) -> bool:
    """Whether the name says by itself which side it is on."""
    return roles_of(parameter)[0] in ("real", "fake")


def _is_flag(parameter: Parameter) -> bool:
    return parameter.annotation in (bool, "bool") or isinstance(parameter.default, bool)


def _flag(found: list[str]) -> tuple[str, ...]:
    whole = set(found)
    if whole & (MAKER | {"g"}) and "real" not in whole:
        return ("for_generator",)
    if whole & CRITIC:
        return ("for_discriminator",)
    return ("is_real", "for_discriminator") if "real" in whole or whole & LABEL else ("default",)


def _score(found: list[str], name: str) -> tuple[str, ...]:
    whole = set(found)
    if "is" in whole and "real" in whole:
        return ("is_real", "label")
    if "true" in whole and whole & {"y", "label", "labels"}:
        return ("target", "label", "real")
    if "hat" in whole or "fake" in name or whole & FAKE:
        return ("fake", "output")
    if "real" in name or whole & REAL:
        return ("real", "is_real", "target", "label")
    if whole & LABEL and not whole & {"pred", "hat"}:
        return ("target", "label", "is_real")
    if whole & OUTPUT:
        return ("output", "real", "fake")
    return ()


FILLERS = (
    ({"device", "dev"}, "device"),
    ({"eps", "epsilon"}, "1e-8"),
    ({"penalty", "gp"}, "0.0"),
    ({"lambda", "weight", "lam", "coef", "scale"}, "10.0"),
    ({"alpha"}, "1.0"),
    ({"depth", "step", "epoch", "iter", "iteration", "height", "level", "it"}, "1"),
)
"""Parameters that a loss wants beside the outputs, and what they get."""


def _filler(found: list[str]) -> tuple[str, ...]:
    for names, value in FILLERS:
        if set(found) & names:
            return (value,)
    return GUESSES
