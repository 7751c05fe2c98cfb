"""Numbers by counter: the reference's words, the right laws, and rows that do not see each other."""

import numpy as np
import pytest
import scipy.stats
import torch

from gancheck.learned.philox import normals, philox, uniforms

ALPHA = 1e-6


@pytest.mark.parametrize(
    "counter, key, words",
    [
        ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
        ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
        (
            [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
            [0xA4093822, 0x299F31D0],
            [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
        ),
    ],
)
def test_the_words_are_the_reference_s(counter: list[int], key: list[int], words: list[int]) -> None:
    """The vectors of Random123 for philox4x32-10."""
    c0, c1, c2, c3 = (torch.tensor([word]) for word in counter)
    k0, k1 = (torch.tensor([word]) for word in key)
    assert [int(word) for word in philox((c0, c1, c2, c3), (k0, k1))] == words


def keys(rows: int, seed: int = 0) -> torch.Tensor:
    return torch.as_tensor(np.random.default_rng(seed).integers(0, 2**32, (rows, 2)))


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_numbers_have_their_laws(dtype: torch.dtype) -> None:
    """Kolmogorov's test at 1e-6; neighbours in a row and across rows are uncorrelated to 5σ."""
    u, z = (draw(keys(8), 0, 50_000, dtype).numpy() for draw in (uniforms, normals))
    assert u.min() > 0.0 and u.max() < 1.0  # noqa: PT018 (one interval)
    assert scipy.stats.kstest(u.ravel(), "uniform").pvalue > ALPHA
    assert scipy.stats.kstest(z.ravel(), "norm").pvalue > ALPHA
    for a, b in ((z[0, ::2], z[0, 1::2]), (z[0, :-1], z[0, 1:]), (z[0], z[1])):
        assert abs(np.corrcoef(a, b)[0, 1]) < 5.0 / np.sqrt(len(a))


def test_a_number_depends_on_its_row_and_place_alone() -> None:
    for draw in (uniforms, normals):
        whole = draw(keys(5), 0, 64, torch.float32)
        assert torch.equal(draw(keys(5)[3:4], 0, 64, torch.float32), whole[3:4])
        assert torch.equal(draw(keys(5), 16, 11, torch.float32), whole[:, 16:27])
    far = uniforms(keys(1), 2**40, 4, torch.float64)
    assert not torch.equal(far, uniforms(keys(1), 0, 4, torch.float64))
