"""Statements as MathML, which browsers draw and screen readers speak without a script or a font."""

import re

from latex2mathml.converter import convert
from markupsafe import Markup

__all__ = ["mathml"]

_UPRIGHT = re.compile(r'<mrow>((?:<mi mathvariant="normal">\w</mi>){2,})</mrow>')
_OPERAND = r"(?=<m(?:i|n|sub|sup|subsup|under|over|row|frac)\b)"
_TIGHT = re.compile(rf"(<m[io]>(?:log|exp|det|max|min|cosh)</m[io]>|</munder>){_OPERAND}")


def mathml(latex: str) -> Markup:
    r"""The LaTeX statement as MathML: one block for each part between ``\quad``, so that a line can break there.

    The LaTeX of each part rides along as its annotation, for copying.
    """
    return Markup("").join(_block(part) for part in _parts(latex))


def _parts(latex: str) -> list[str]:
    r"""Cut at every ``\quad`` and ``\qquad`` that stands outside of all braces."""
    parts, depth, start = [], 0, 0
    for token in re.finditer(r"\\q?quad\b|\\.|[{}]", latex):
        depth += {"{": 1, "}": -1}.get(token[0], 0)
        if "quad" in token[0] and depth == 0:
            parts.append(latex[start : token.start()])
            start = token.end()
    return [part.strip() for part in (*parts, latex[start:]) if part.strip()]


def _block(latex: str) -> Markup:
    markup = re.sub(r"&#x([0-9A-Fa-f]+);", _character, convert(_understood(latex), display="block"))
    markup = markup.replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "").replace(r"\|", "‖")
    markup = _UPRIGHT.sub(_word, markup)
    markup = _TIGHT.sub(r'\1<mspace width="0.167em"></mspace>', markup)
    opening, rest = markup.split(">", 1)
    body = rest.rsplit("</math>", 1)[0]
    annotation = Markup('<annotation encoding="application/x-tex">{}</annotation>').format(latex)
    return Markup(f"{opening}><semantics><mrow>{body}</mrow>{annotation}</semantics></math>")


def _understood(latex: str) -> str:
    r"""Say otherwise what the converter does not know: ``\arg``, limits below ``\max``, a stroke through ``\ll``."""
    subscript = r"_(\{[^{}]*\}|\\\w+|\w)"
    latex = re.sub(r"\\arg\s*\\(max|min)" + subscript, r"\\underset{\2}{\\mathrm{arg\\,\1}}", latex)
    latex = re.sub(r"\\(max|min|sup|inf)" + subscript, r"\\underset{\2}{\\mathrm{\1}}", latex)
    return latex.replace(r"\not\ll", "\u226a\u0338")


def _word(letters: re.Match[str]) -> str:
    """Upright letters that stand for one name, as one identifier: KL, not K times L."""
    name = "".join(re.findall(r">(\w)<", letters[1]))
    return f"<mi>{name}</mi>"


def _character(reference: re.Match[str]) -> str:
    """The character of a numeric reference, unless HTML needs it escaped."""
    character = chr(int(reference[1], 16))
    return reference[0] if character in "<>&\"'" else character
