"""Hypothesis' entry point: ``st.from_type(Gaussian)`` and builds from annotated arguments find our strategies.

Hypothesis calls `register` whenever it is imported, in any project of the machine. So nothing is imported here until
the laws are: a watcher on ``sys.meta_path`` waits for `gancheck.distributions` and then takes itself off.
"""

import sys
from collections.abc import Callable, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType
from typing import Any

__all__ = ["register"]

LAWS = "gancheck.distributions"
STRATEGIES = {
    "Discrete": "discrete_laws",
    "Gaussian": "gaussians",
    "GaussianMixture": "mixtures",
    "MultivariateGaussian": "multivariate_gaussians",
    "MultivariateGaussianMixture": "multivariate_mixtures",
    "Empirical": "empirical_laws",
}


def register() -> None:
    """Register the strategies of the laws now, if they are imported, or else when they are."""
    if LAWS in sys.modules:
        _register(sys.modules[LAWS])
    elif not any(isinstance(finder, _Watcher) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Watcher())


def _register(laws: ModuleType) -> None:
    """Tell Hypothesis which strategy draws each law; the strategy itself is made when it is asked for."""
    from hypothesis import strategies as st

    import gancheck.strategies

    def drawn_by(strategy: str) -> Callable[[object], Any]:
        return lambda _: getattr(gancheck.strategies, strategy)()

    for law, strategy in STRATEGIES.items():
        st.register_type_strategy(getattr(laws, law), drawn_by(strategy))


class _Watcher(MetaPathFinder):
    """Finds `gancheck.distributions` once, for a loader that registers the strategies after loading it."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != LAWS:
            return None
        sys.meta_path.remove(self)
        spec = find_spec(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Registering(spec.loader)
        return spec


class _Registering(Loader):
    """Loads a module by its own loader, then registers."""

    def __init__(self, loader: Loader) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self.loader.exec_module(module)
        if module.__spec__ is not None:
            module.__spec__.loader = self.loader
        _register(module)
