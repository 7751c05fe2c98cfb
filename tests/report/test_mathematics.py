import xml.etree.ElementTree as ET

import pytest

from gancheck.claims.registry import all_claims
from gancheck.report.mathematics import mathml

STATEMENTS = {
    "fraction": r"D^*(x)=\frac{p(x)}{p(x)+q(x)}",
    "sum": r"-\frac1m\sum_{i=1}^m\log p_\theta(x_i)",
    "arg max": r"\arg\max_{\theta} \prod_i p_\theta(x_i)",
    "not absolutely continuous": r"p \not\ll q",
    "less than": r"0 < \mathrm{KL}(p\Vert q) \le \infty",
}


@pytest.mark.parametrize("latex", STATEMENTS.values(), ids=STATEMENTS)
def test_mathml_is_well_formed_and_carries_its_latex(latex):
    tree = ET.fromstring(mathml(latex))
    assert tree.tag == "math"
    assert tree.find(".//annotation").text == latex


def test_a_statement_breaks_where_its_parts_end():
    parts = str(mathml(r"a = b, \quad \text{if \quad x} \qquad c")).split("</math>")
    assert [ET.fromstring(part + "</math>").find(".//annotation").text for part in parts[:-1]] == [
        "a = b,",
        r"\text{if \quad x}",
        "c",
    ]


def test_a_name_of_upright_letters_is_one_identifier():
    assert "<mi>JSD</mi>" in mathml(r"\mathrm{JSD}(p, q)")


def test_every_statement_of_the_registry_is_understood():
    for claim in all_claims():
        tree = ET.fromstring(f"<all>{mathml(claim.statement)}</all>")
        left = [
            part.text for part in tree.iter() if part.tag != "annotation" and part.text and "\\" in part.text
        ]
        assert not left, f"{claim.id}: {left} was not converted"
