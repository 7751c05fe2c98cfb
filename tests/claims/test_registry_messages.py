"""A claim that is not there is refused with the nearest ones."""

import pytest

from gancheck.claims.registry import all_claims, get_claim
from gancheck.errors import InvalidInput


@pytest.mark.parametrize(
    "wrong, hint",
    [
        ("gen.jds", "gen.jsd"),
        ("disc.optimun", "disc.optimum"),
        ("alg.inner_loop", "alg.inner-loop"),
        ("learned-optimum", "alg.learned-optimum"),
    ],
)
def test_a_misspelt_id_names_what_was_meant(wrong: str, hint: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        get_claim(wrong)
    assert str(caught.value).startswith(f"`claim` is {wrong!r}, which no claim has as its id; did you mean ")
    assert hint in str(caught.value)


def test_an_id_like_nothing_points_to_the_list() -> None:
    sentence = r"^`claim` is 'zzzz', which no claim has as its id; `gancheck claims` lists all ids\.$"
    with pytest.raises(InvalidInput, match=sentence):
        get_claim("zzzz")


def test_ids_and_claims_are_found() -> None:
    for claim in all_claims():
        assert get_claim(claim.id) is claim
        assert get_claim(claim) is claim
