"""Lets a torchvision that was built for another torch be imported: before it is, its operators' schemas are declared.

Python imports this by its name, from a folder on its path, before anything else. None of the operators can be called.
A module of torchvision that older packages import is found under its old name as well.
"""

import re
import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import find_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

REGISTERED = re.compile(r'register_(?:meta|fake)\("(?:torchvision::)?(\w+)"\)')
kept = []
"""The declarations end with the object that made them."""


class Declaring(MetaPathFinder):
    """Looks on while torchvision is imported for the first time."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """Declare the schemas, then let others find the module."""
        if name != "torchvision":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path)
        if spec is not None and spec.origin is not None:
            import torch

            registrations = Path(spec.origin).parent / "_meta_registrations.py"
            names = set(REGISTERED.findall(registrations.read_text(encoding="utf-8")))
            library = torch.library.Library("torchvision", "FRAGMENT")
            for each in sorted(names | {"nms", "qnms"}):
                library.define(f"{each}(Tensor[] x) -> Tensor")
            kept.append(library)
        return spec


class Renamed(MetaPathFinder):
    """Finds ``torchvision.transforms._functional_tensor`` under the name without the underscore."""

    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The same file."""
        if name != "torchvision.transforms.functional_tensor":
            return None
        found = find_spec("torchvision.transforms._functional_tensor")
        return spec_from_file_location(name, found.origin) if found is not None else None


sys.meta_path[:0] = [Declaring(), Renamed()]
