"""The atoms of two laws on the line, on common locations."""

from typing import Any

from gancheck.numerics.arrays import Array, namespace

__all__ = ["atoms_of", "common_atoms"]


def atoms_of(law: Any) -> tuple[Array, Array] | None:
    """Locations and masses ``(..., K)`` of a law's atoms, or None where its family has none."""
    return (law.atom_locations, law.atom_masses) if law.family == "pushforward" else None


def common_atoms(p: Any, q: Any) -> tuple[Array, Array] | None:
    """The masses of two laws at every location where one of them has an atom, ``(..., N)`` each; None without atoms.

    Atoms at the same location are one atom. A density gives no mass to a point, so an atom of one law alone is
    singular to the other: JSD gains half its mass times log 2, KL from it is infinite.
    """
    found = [atoms_of(p), atoms_of(q)]
    present = [pair for pair in found if pair is not None]
    if not present:
        return None
    xp = namespace(present[0][0])
    location = xp.concat([pair[0] for pair in present], axis=-1)
    masses = []
    for pair in found:
        zeros = [xp.zeros_like(other[1]) if other is not pair else other[1] for other in present]
        masses.append(xp.concat(zeros, axis=-1))
    return _merged(location, masses[0]), _merged(location, masses[1])


def _merged(location: Array, mass: Array) -> Array:
    """The mass at each location, given to its first occurrence and 0 at the repeats."""
    xp = namespace(location, mass)
    equal = location[..., :, None] == location[..., None, :]
    n = location.shape[-1]
    index = xp.arange(n, device=location.device)
    earlier = xp.any(equal & (index[None, :] < index[:, None]), axis=-1)
    gathered = xp.sum(xp.where(equal, mass[..., None, :], 0.0), axis=-1)
    return xp.where(earlier, 0.0, gathered)
