"""The arguments of a `Trainer`, in short."""

from typing import Any

Arguments = dict[str, Any]
Table = dict[str, tuple[dict[str, Arguments], dict[str, Arguments]]]


def bug(*bugs: str, **others: Any) -> Arguments:
    return {"bugs": frozenset(bugs), **others}


def way(*ways: str, **others: Any) -> Arguments:
    return {"ways": frozenset(ways), **others}


PLAIN: Arguments = {}
CRITIC: Arguments = {"loss": "wasserstein"}
CLIPPED: Arguments = {**CRITIC, "clip": 0.01}
GP: Arguments = {**CRITIC, "gp": {}}
BATCH_NORM: Arguments = {"norm": True}


def punished(**how: Any) -> Arguments:
    return {**CRITIC, "gp": how}
