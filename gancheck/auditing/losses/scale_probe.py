"""Lists of scales: whether every scale that is handed in is trained."""

from dataclasses import dataclass

from gancheck.auditing.losses.pair import LossPair

__all__ = ["ScaleProbe", "probe_scales"]

COUNT = 3


@dataclass(frozen=True)
class ScaleProbe:
    """Sizes of the gradients of one player's loss by the outputs of each scale, in order; 0 for a scale left out."""

    player: str
    real: tuple[float, ...]
    fake: tuple[float, ...]


def probe_scales(pair: LossPair) -> tuple[ScaleProbe, ...]:
    """One probe for each loss that takes lists of scales (depth 1)."""
    found = []
    for player in ("d", "g"):
        packing = pair.packing if player == "d" else pair.g_packing
        if packing.depth == 0 or (player == "g" and pair.generator is None):
            continue
        try:
            found.append(_probe(pair, player))
        except Exception:
            continue
    return tuple(found)


def _probe(pair: LossPair, player: str) -> ScaleProbe:
    import torch

    loss = pair.d_parts[0] if player == "d" else pair.generator
    assert loss is not None
    packing = loss.packing
    rows = ((0.25, 0.5, 0.75), (0.7, 0.3, 0.45))
    real, fake = ([packing.batch(row, grad=True) for _ in range(COUNT)] for row in rows)
    answer = loss.on_scales(real, fake)
    total = answer if isinstance(answer, torch.Tensor) else torch.as_tensor(answer)
    sizes = torch.autograd.grad(total.sum(), [*real, *fake], allow_unused=True)
    norms = [0.0 if each is None else float(each.norm()) for each in sizes]
    return ScaleProbe(player, tuple(norms[:COUNT]), tuple(norms[COUNT:]))
