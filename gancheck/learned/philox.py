r"""Philox4x32-10: random numbers as a function of a key and a counter, for every row of a batch at once.

Each row has a key; number j of the row is a function of the key and of j alone. So a row's numbers do not depend on
the other rows, need no state but a position, and are drawn where the players are: on a GPU a loop over thousands of
generators would take longer than the training.

.. math:: (L, H) = M \cdot c, \qquad
          (c_0, c_1, c_2, c_3) \leftarrow (H_1 \oplus c_1 \oplus k_0,\; L_1,\; H_0 \oplus c_3 \oplus k_1,\; L_0)

ten times over, the key stepping by the Weyl constants. 32-bit words are held in int64.

Guarantees: the words of the reference implementation (its test vectors are tests here). Refuses nothing.

References:
    Salmon, Moraes, Dror and Shaw, *Parallel Random Numbers: As Easy as 1, 2, 3*, SC 2011, §3.3.
"""

import math

import torch
from torch import Tensor

__all__ = ["normals", "philox", "uniforms"]

MULTIPLIERS = 0xD2511F53, 0xCD9E8D57
WEYL = 0x9E3779B9, 0xBB67AE85
WORD = 0xFFFFFFFF


def philox(counter: tuple[Tensor, Tensor, Tensor, Tensor], key: tuple[Tensor, Tensor]) -> tuple[Tensor, ...]:
    """Four 32-bit words for each counter and key; all are int64 and broadcast."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        # The product of two 32-bit words wraps in int64, but its 64 bits are right; >> is arithmetic, hence the mask.
        first, second = MULTIPLIERS[0] * c0, MULTIPLIERS[1] * c2
        c0, c1, c2, c3 = (
            ((second >> 32) & WORD) ^ c1 ^ k0,
            second & WORD,
            ((first >> 32) & WORD) ^ c3 ^ k1,
            first & WORD,
        )
        k0, k1 = (k0 + WEYL[0]) & WORD, (k1 + WEYL[1]) & WORD
    return c0, c1, c2, c3


def uniforms(keys: Tensor, start: int, count: int, dtype: torch.dtype) -> Tensor:
    """Numbers ``start`` to ``start + count`` of each row, uniform on (0, 1): (B, count).

    Args:
        keys: (B, 2), 32-bit words in int64.
        start: a multiple of 4.
        count: how many numbers.
        dtype: float32, whose 2^24 values are the centres of equal cells, or float64, of 2^32 cells.
    """
    index = torch.arange(start // 4, (start + count + 3) // 4, device=keys.device)
    zero = torch.zeros_like(index)
    words = philox((index & WORD, index >> 32, zero, zero), (keys[:, :1], keys[:, 1:]))
    bits = 24 if dtype == torch.float32 else 32
    cells = torch.stack(words, dim=2).flatten(1)[:, :count] >> (32 - bits)
    return (cells.to(dtype) + 0.5) * 2.0**-bits


def normals(keys: Tensor, start: int, count: int, dtype: torch.dtype) -> Tensor:
    """Numbers ``start`` to ``start + count`` of each row, standard normal, by Box and Muller's transform: (B, count).

    ``start`` is a multiple of 4. The largest that float32 can give is √(50 log 2) = 5.9; beyond it a normal number lies
    with a probability of 4e-9.
    """
    even = count + count % 2
    u, v = uniforms(keys, start, even, dtype).unflatten(1, (-1, 2)).unbind(2)  # type: ignore[no-untyped-call]
    radius, angle = torch.sqrt(-2.0 * torch.log(u)), 2.0 * math.pi * v
    both = torch.stack([radius * torch.cos(angle), radius * torch.sin(angle)], dim=2)
    return both.flatten(1)[:, :count]
