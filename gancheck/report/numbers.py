"""How numbers are written: in full for machines, to three figures for readers.

Machines get the shortest text that reads back as the same float64, and ``inf``, ``-inf`` and ``nan`` for what JSON
and CSV have no number for. Readers get three significant figures and powers of ten.
"""

from math import floor, isfinite, log10

from markupsafe import Markup

__all__ = ["exact", "json_number", "plain", "typeset"]

_RAISED = str.maketrans("−0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SPECIAL = {"inf": "∞", "-inf": "−∞", "nan": "undefined"}


def exact(x: float) -> str:
    """The shortest text that reads back as ``x``; ``inf``, ``-inf`` or ``nan`` where it is not finite."""
    return repr(float(x))


def json_number(x: float) -> float | str:
    """``x`` itself if it is finite, its name as a string otherwise: JSON has no infinities."""
    return float(x) if isfinite(x) else exact(x)


def plain(x: float, figures: int = 3) -> str:
    """``x`` in running text: ``0.693``, ``2.2×10⁻¹⁶``, ``∞``."""
    if _is_plain(x):
        return _fixed(x, figures)
    mantissa, exponent = _scientific(x, figures)
    return f"{mantissa}×10{exponent.translate(_RAISED)}"


def typeset(x: float, figures: int = 3) -> Markup:
    """``x`` for the page: ``0.693``, ``2.2 × 10⁻¹⁶`` with a true superscript, ``∞``."""
    if _is_plain(x):
        return Markup(_fixed(x, figures))
    return Markup("{}\u202f×\u202f10<sup>{}</sup>").format(*_scientific(x, figures))


def _is_plain(x: float) -> bool:
    """Whether no power of ten is needed to read it."""
    return not isfinite(x) or x == 0.0 or -3 <= floor(log10(abs(x))) < 6


def _scientific(x: float, figures: int) -> tuple[str, str]:
    """Mantissa and exponent, with true minus signs."""
    mantissa, exponent = f"{x:.{figures - 1}e}".split("e")
    return mantissa.replace("-", "−"), str(int(exponent)).replace("-", "−")


def _fixed(x: float, figures: int = 3) -> str:
    """``x`` without an exponent, to ``figures`` significant figures; whole numbers as they are."""
    if not isfinite(x):
        return _SPECIAL[exact(x)]
    if x == 0.0:
        return "0"
    if x == round(x) and abs(x) < 1e6:
        return f"{int(x)}".replace("-", "−")
    decimals = max(figures - 1 - floor(log10(abs(x))), 0)
    return f"{x:.{decimals}f}".replace("-", "−")
