"""Which shapes a network may take, guessed from its first layer."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

__all__ = ["input_shapes"]

SIDES = (32, 28, 64, 16, 8, 128, 4, 12, 256)
"""Sides of images, the usual ones first: the first that a network takes is used."""
LENGTHS = (64, 128, 1024, 4096, 8192)


def input_shapes(network: "nn.Module") -> Iterator[tuple[int, ...]]:
    """Shapes of one row: vectors, also as square images that a network flattens; images or signals of some sizes."""
    for layer in network.modules():
        words = type(layer).__name__.lower()
        fields = vars(layer)
        if "in_features" in fields:
            width = int(fields["in_features"])
            yield (width,)
            for channels in (1, 3):
                side = round((width / channels) ** 0.5)
                if channels * side * side == width:
                    yield (channels, side, side)
            return
        if "in_channels" in fields:
            channels = int(fields["in_channels"])
            if "1d" in words:
                yield from ((channels, length) for length in LENGTHS)
            elif "3d" in words:
                yield (channels, 16, 32, 32)
            elif "transpose" in words:
                yield (channels, 1, 1)
            else:
                yield from ((channels, side, side) for side in SIDES)
            return
