"""JAX: `vmap` over problems, `lax.scan` over steps, one `jit`; data and noise drawn inside, from keys of each problem.

On a CPU each core is a JAX device of its own and trains its share of the problems (`shard_map`), ``CHUNK`` at a time
(`lax.map`), so that what a step reads and writes stays in the core's cache. On a GPU all problems are one chunk.
"""

import functools
import math
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeAlias

import jax
import numpy as np
import torch
from jax import numpy as jnp

from benchmarks.training_rows.contest import MINIBATCH, SLOPE, WIDTHS, Contest
from benchmarks.training_rows.played import Played

__all__ = ["JaxScan", "advance"]

CHUNK = 16
"""Problems that a core trains at once."""

Tree: TypeAlias = Any
"""JAX arrays, or tuples of them."""


class JaxScan:
    """The row; compiled when it is made. ``whole`` leaves all problems in one `vmap` on one device."""

    def __init__(self, contest: Contest, whole: bool = False) -> None:
        self.contest = contest
        devices = np.array(jax.devices("cpu" if contest.device == "cpu" else "gpu"))
        if whole or contest.device == "cuda" or len(contest.law) % len(devices):
            devices = devices[:1]
        mesh = jax.sharding.Mesh(devices, ("core",))
        rows = jax.sharding.PartitionSpec("core")
        share = len(contest.law) // len(devices)
        chunk = share if whole or contest.device == "cuda" else math.gcd(share, CHUNK)
        train = jax.shard_map(
            functools.partial(_train_chunks, contest, chunk),
            mesh=mesh,
            in_specs=(rows, rows),
            out_specs=rows,
        )
        weights, loc, scale = contest.parameters()
        law = (np.cumsum(weights, axis=1)[:, :-1], loc, scale)
        arguments = (
            jax.random.split(jax.random.key(contest.seed), len(contest.law)),
            tuple(np.asarray(part, dtype=np.float32) for part in law),
        )
        self.arguments = jax.device_put(arguments, jax.sharding.NamedSharding(mesh, rows))
        self.train: Callable[..., Tree] = jax.jit(train).lower(*self.arguments).compile()

    def play(self, timing: bool) -> Played:
        """Train the whole batch."""
        begin = time.perf_counter()
        g = jax.block_until_ready(self.train(*self.arguments))
        seconds = time.perf_counter() - begin
        flat = np.concatenate([np.asarray(part).reshape(len(part), -1) for part in g], axis=1)
        return Played(seconds, len(self.contest.law) * self.contest.steps, torch.as_tensor(flat))


def _train_chunks(contest: Contest, chunk: int, keys: Tree, law: Tree) -> Tree:
    """The generators of all problems that a device has, one chunk after another."""
    size = len(keys)
    split = jax.tree.map(lambda a: a.reshape(size // chunk, chunk, *a.shape[1:]), (keys, law))
    g = jax.lax.map(lambda part: _train(contest, *part), split)
    return jax.tree.map(lambda a: a.reshape(size, *a.shape[2:]), g)


def _train(contest: Contest, keys: Tree, law: Tree) -> Tree:
    """The generators of a chunk after all steps."""
    step = jax.vmap(functools.partial(advance, contest))
    start_keys, keys = jnp.moveaxis(jax.vmap(jax.random.split)(keys), 1, 0)

    def body(state: Tree, index: Tree) -> tuple[Tree, None]:
        step_keys = jax.vmap(lambda key: jax.random.fold_in(key, index))(keys)
        return step(state, *jax.vmap(_draw)(step_keys, law)), None

    final, _ = jax.lax.scan(body, jax.vmap(_start)(start_keys), jnp.arange(contest.steps))
    return final[1]


def _start(key: Tree) -> Tree:
    """D, G and their velocities, as `Network.random` has them."""
    d, g = (_random(half) for half in jax.random.split(key))
    return (d, g, *jax.tree.map(jnp.zeros_like, (d, g)))


def _random(key: Tree) -> Tree:
    """W_1, b_1, …, W_L, b_L."""
    parts = []
    for layer, (fan_in, fan_out) in enumerate(pairwise(WIDTHS)):
        for_weight, for_bias = jax.random.split(jax.random.fold_in(key, layer))
        deviation = math.sqrt(2 / ((1 + SLOPE**2) * fan_in))
        parts.append(deviation * jax.random.normal(for_weight, (fan_in, fan_out)))
        parts.append(jax.random.uniform(for_bias, (fan_out,), minval=-1, maxval=1) / math.sqrt(fan_in))
    return tuple(parts)


def _draw(key: Tree, law: Tree) -> tuple[Tree, Tree, Tree]:
    """A minibatch of data and two of noise, (m, 1) each."""
    for_component, for_normal = jax.random.split(key)
    cumulative, loc, scale = law
    u = jax.random.uniform(for_component, (MINIBATCH, 1))
    component = (u > cumulative).sum(axis=1)
    z = jax.random.normal(for_normal, (3, MINIBATCH))
    return (loc[component] + scale[component] * z[0])[:, None], z[1][:, None], z[2][:, None]


def _network(parameters: Tree, x: Tree) -> Tree:
    """The outputs at points (m, 1): (m,)."""
    w1, b1, w2, b2, w3, b3 = parameters
    for weight, bias in ((w1, b1), (w2, b2)):
        u = x @ weight + bias
        x = jnp.maximum(u, SLOPE * u)
    return x @ w3 + b3


def advance(contest: Contest, state: Tree, real: Tree, noise: Tree, fresh_noise: Tree) -> Tree:
    """One round of Algorithm 1 on one problem."""
    softplus = jax.nn.softplus

    def d_loss(d: Tree) -> Tree:
        t = _network(d, jnp.concatenate([real, _network(g, noise)]))
        return softplus(-t[:MINIBATCH]).mean() + softplus(t[MINIBATCH:]).mean()

    def g_loss(g: Tree) -> Tree:
        return -softplus(_network(d, _network(g, fresh_noise))).mean()

    def descend(player: Tree, velocity: Tree, gradient: Tree, rate: float) -> tuple[Tree, Tree]:
        velocity = jax.tree.map(lambda v, h: contest.momentum * v + h, velocity, gradient)
        return jax.tree.map(lambda p, v: p - rate * v, player, velocity), velocity

    d, g, d_velocity, g_velocity = state
    d, d_velocity = descend(d, d_velocity, jax.grad(d_loss)(d), contest.discriminator_rate)
    g, g_velocity = descend(g, g_velocity, jax.grad(g_loss)(g), contest.generator_rate)
    return d, g, d_velocity, g_velocity
