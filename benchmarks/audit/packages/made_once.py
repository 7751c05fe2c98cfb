"""Networks that a loop makes anew each time, made once, so that they can be watched."""

from typing import Any

from torch import nn

__all__ = ["made_once"]


def made_once(module: Any, *names: str) -> dict[str, nn.Module]:
    """The networks of these classes that a module's functions make: each is made once and then given again."""
    made: dict[str, nn.Module] = {}

    def keep(name: str, network: Any) -> None:
        def make(*sizes: Any, **more: Any) -> nn.Module:
            if name not in made:
                setattr(module, name, network)  # its constructor asks for its own name
                made[name] = network(*sizes, **more)
                setattr(module, name, make)
            return made[name]

        setattr(module, name, make)

    for name in names:
        keep(name, getattr(module, name))
    return made
