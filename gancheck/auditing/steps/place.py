"""Where in the target something happened: the innermost frame that is neither ours nor the machinery's."""

import sys
from pathlib import Path
from types import FrameType

from gancheck.auditing.finding import Place

__all__ = ["place"]

OURS = str(Path(__file__).resolve().parents[1])
MACHINERY = ("torch", "lightning", "pytorch_lightning", "lightning_fabric", "accelerate", "ignite")
"""Packages that call the target and are called by it; a place in one of them tells nothing."""


def place() -> Place | None:
    """The target's own line; None if no frame is its own."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        code = frame.f_code
        if _is_target(code.co_filename, str(frame.f_globals.get("__name__", ""))):
            return Place(code.co_filename, frame.f_lineno)
        frame = frame.f_back
    return None


def _is_target(file: str, module: str) -> bool:
    if file.startswith(("<", OURS)):
        return False
    return module.partition(".")[0] not in (*MACHINERY, "contextlib", "functools", "runpy")
