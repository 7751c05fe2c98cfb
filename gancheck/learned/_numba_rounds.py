r"""Rounds of Algorithm 1 for two perceptrons, compiled: one problem after another, each in the cache of one core.

The same arithmetic as `gancheck.learned.steps` on `gancheck.learned.network`, in another order: where torch runs one
operation over all problems, this runs all operations of a round over one problem. Its parameters, activations and
cotangents, some 200 kB, never leave the second-level cache, and nothing is spent on dispatch; matrix products are
BLAS calls. Problems share nothing, so that a problem's bits do not depend on its neighbours.

Guarantees: agrees with the steps in torch to rounding (tested); releases the interpreter's lock, so that threads
run side by side. Refuses nothing: it is called with arrays that were checked.

References:
    [G14] Algorithm 1.
"""

from typing import Any, TypeAlias

import numpy as np
from numba import njit

__all__ = ["play_rounds"]

Floats: TypeAlias = np.ndarray[Any, np.dtype[np.float32]]
Whole: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

# Sums may be reordered (a rounding), but NaN and infinity keep their meaning: a diverged player must stay diverged.
_compiled = njit(nogil=True, cache=True, error_model="numpy", fastmath={"reassoc", "contract", "nsz"})


@_compiled  # type: ignore[untyped-decorator]  # numba has no annotations
def _forward(parameters: Floats, widths: Whole, slope: float, activations: Floats, n: int) -> None:
    """All layers at the n points that lie at the start of ``activations``; each layer's output follows its input."""
    at, read = 0, 0
    for layer in range(len(widths) - 1):
        fan_in, fan_out = widths[layer], widths[layer + 1]
        weight = parameters[at : at + fan_in * fan_out].reshape(fan_in, fan_out)
        bias = parameters[at + fan_in * fan_out : at + fan_in * fan_out + fan_out]
        x = activations[read : read + n * fan_in].reshape(n, fan_in)
        out = activations[read + n * fan_in : read + n * (fan_in + fan_out)].reshape(n, fan_out)
        bend = slope if layer < len(widths) - 2 else np.float32(1.0)
        if fan_out == 1:
            # A column of a matrix whose width is known only at run time would be gathered; a row is read in order.
            row = parameters[at : at + fan_in]
            for i in range(n):
                total = bias[0]
                for j in range(fan_in):
                    total += x[i, j] * row[j]
                out[i, 0] = total if total > 0 else bend * total
        elif fan_in == 1:
            for i in range(n):
                for j in range(fan_out):
                    total = bias[j] + x[i, 0] * weight[0, j]
                    out[i, j] = total if total > 0 else bend * total
        else:
            np.dot(x, weight, out)
            for i in range(n):
                for j in range(fan_out):
                    total = out[i, j] + bias[j]
                    out[i, j] = total if total > 0 else bend * total
        at += (fan_in + 1) * fan_out
        read += n * fan_in


@_compiled  # type: ignore[untyped-decorator]  # numba has no annotations
def _backward(
    parameters: Floats,
    widths: Whole,
    slope: float,
    activations: Floats,
    n: int,
    cotangent: Floats,
    other: Floats,
    transposed: Floats,
    gradient: Floats,
    to_parameters: bool,
    to_inputs: bool,
) -> None:
    """Pull ``cotangent`` (n · outputs) back to ``gradient`` and to the inputs.

    ``cotangent`` and ``other`` hold n times the greatest width and are overwritten in turns: what reaches the inputs
    lies in ``cotangent`` after an even number of layers, in ``other`` after an odd one. ``transposed`` is scratch.
    """
    at, read, layers = len(parameters), 0, len(widths) - 1
    for layer in range(layers):
        read += n * widths[layer]
    for layer in range(layers - 1, -1, -1):
        fan_in, fan_out = widths[layer], widths[layer + 1]
        at -= (fan_in + 1) * fan_out
        read -= n * fan_in
        weight = parameters[at : at + fan_in * fan_out].reshape(fan_in, fan_out)
        x = activations[read : read + n * fan_in].reshape(n, fan_in)
        c = cotangent[: n * fan_out].reshape(n, fan_out)
        if to_parameters:
            by_weight = gradient[at : at + fan_in * fan_out].reshape(fan_in, fan_out)
            by_bias = gradient[at + fan_in * fan_out : at + (fan_in + 1) * fan_out]
            if layer == layers - 1:
                by_bias[:] = 0
                for i in range(n):
                    for j in range(fan_out):
                        by_bias[j] += c[i, j]
            if fan_in == 1:
                by_weight[:] = 0
                for i in range(n):
                    for j in range(fan_out):
                        by_weight[0, j] += x[i, 0] * c[i, j]
            elif fan_out == 1:
                flat = gradient[at : at + fan_in]
                flat[:] = 0
                for i in range(n):
                    for j in range(fan_in):
                        flat[j] += x[i, j] * c[i, 0]
            else:
                np.dot(x.T, c, by_weight)
        if layer == 0 and not to_inputs:
            return
        before = other[: n * fan_in].reshape(n, fan_in)
        if fan_out == 1:
            row = parameters[at : at + fan_in]
            for i in range(n):
                for j in range(fan_in):
                    before[i, j] = c[i, 0] * row[j]
        elif fan_in == 1:
            for i in range(n):
                total = c[i, 0] * weight[0, 0]
                for j in range(1, fan_out):
                    total += c[i, j] * weight[0, j]
                before[i, 0] = total
        else:
            # BLAS multiplies by a matrix twice as fast as by a transposed one of this size.
            turned = transposed[: fan_in * fan_out].reshape(fan_out, fan_in)
            for i in range(fan_in):
                for j in range(fan_out):
                    turned[j, i] = weight[i, j]
            np.dot(c, turned, before)
        if layer > 0:
            if to_parameters:
                sums = gradient[at - fan_in : at]
                sums[:] = 0
                for i in range(n):
                    for j in range(fan_in):
                        value = before[i, j] if x[i, j] > 0 else slope * before[i, j]
                        before[i, j] = value
                        sums[j] += value
            else:
                for i in range(n):
                    for j in range(fan_in):
                        before[i, j] = before[i, j] if x[i, j] > 0 else slope * before[i, j]
        cotangent, other = other, cotangent


@_compiled  # type: ignore[untyped-decorator]  # numba has no annotations
def _sigmoid(t: float) -> float:
    return np.float32(1.0) / (np.float32(1.0) + np.exp(-t))  # type: ignore[no-any-return]  # a float32


@_compiled  # type: ignore[untyped-decorator]  # numba has no annotations
def _step(
    player: Floats,
    gradient: Floats,
    first: Floats,
    second: Floats,
    rate: float,
    beta: float,
    adam: bool,
    corrections: Floats,
) -> None:
    """Add ``rate`` times the direction of momentum SGD, or of Adam, to the parameters; the memory is updated."""
    if adam:
        for i in range(len(player)):
            first[i] += (np.float32(1.0) - beta) * (gradient[i] - first[i])
            second[i] += np.float32(1e-3) * (gradient[i] * gradient[i] - second[i])
            root = np.sqrt(second[i]) / corrections[1] + np.float32(1e-8)
            player[i] += rate * (first[i] / root / corrections[0])
    else:
        for i in range(len(player)):
            first[i] = gradient[i] + beta * first[i]
            player[i] += rate * first[i]


@_compiled  # type: ignore[untyped-decorator]  # numba has no annotations
def play_rounds(
    d: Floats,
    d_first: Floats,
    d_second: Floats,
    d_widths: Whole,
    g: Floats,
    g_first: Floats,
    g_second: Floats,
    g_widths: Whole,
    slope: float,
    real: Floats,
    noise: Floats,
    k: int,
    d_rates: Floats,
    g_rates: Floats,
    ridges: Floats,
    sign: float,
    beta: float,
    adam: bool,
    d_corrections: Floats,
    g_corrections: Floats,
) -> None:
    """Play S rounds of B problems, in place.

    Args:
        d: discriminators, (B, P).
        d_first: first moments of D's optimiser, (B, P).
        d_second: its second moments, (B, P); unused by SGD.
        d_widths: (inputs, …, 1).
        g: generators, (B, Q).
        g_first: as ``d_first``.
        g_second: as ``d_second``.
        g_widths: (z, …, inputs); empty if they are fixed, and ``noise`` is the fakes themselves.
        slope: of the leaky rectifier, for both.
        real: minibatches of data, (S k, B, m, inputs).
        noise: of noise in the order of use, (S (k + 1), B, m, z), or of fakes, (S k, B, m, inputs).
        k: discriminator steps a round.
        d_rates: η_D of each problem in each round, (B, S).
        g_rates: η_G, (B, S).
        ridges: λ, (B,).
        sign: +1 for the minimax loss, −1 for the non-saturating one.
        beta: momentum, or Adam's first β.
        adam: Adam, or momentum SGD.
        d_corrections: 1 − β₁ᵗ and √(1 − β₂ᵗ) of every step of D, (S k, 2).
        g_corrections: of G, (S, 2).
    """
    m, inputs, learns = real.shape[2], real.shape[3], len(g_widths) > 0
    widest, d_size, g_size = inputs, 0, 0
    for width in d_widths:
        d_size, widest = d_size + width, max(width, widest)
    for width in g_widths:
        g_size, widest = g_size + width, max(width, widest)
    d_activations, g_activations = np.empty(2 * m * d_size, d.dtype), np.empty(m * g_size, d.dtype)
    one, two = np.empty(2 * m * widest, d.dtype), np.empty(2 * m * widest, d.dtype)
    turned = np.empty(widest * widest, d.dtype)
    by_d, by_g = np.empty(d.shape[1], d.dtype), np.empty(g.shape[1], d.dtype)
    each, minibatch = np.float32(1.0 / m), m * inputs
    for b in range(len(d)):
        drawn = 0
        for s in range(d_rates.shape[1]):
            for j in range(k):
                fakes = noise[drawn, b].reshape(-1)
                drawn += 1
                if learns:
                    g_activations[: len(fakes)] = fakes
                    _forward(g[b], g_widths, slope, g_activations, m)
                    fakes = g_activations[m * g_size - minibatch :]
                d_activations[:minibatch] = real[s * k + j, b].reshape(-1)
                d_activations[minibatch : 2 * minibatch] = fakes
                _forward(d[b], d_widths, slope, d_activations, 2 * m)
                logits = d_activations[2 * m * (d_size - 1) :]
                for i in range(m):
                    one[i] = each * _sigmoid(-logits[i])
                for i in range(m, 2 * m):
                    one[i] = -each * _sigmoid(logits[i])
                _backward(d[b], d_widths, slope, d_activations, 2 * m, one, two, turned, by_d, True, False)
                if ridges[b] > 0:
                    for i in range(len(by_d)):
                        by_d[i] -= ridges[b] * d[b, i]
                _step(
                    d[b], by_d, d_first[b], d_second[b], d_rates[b, s], beta, adam, d_corrections[s * k + j]
                )
            if learns:
                z = noise[drawn, b].reshape(-1)
                drawn += 1
                g_activations[: len(z)] = z
                _forward(g[b], g_widths, slope, g_activations, m)
                d_activations[:minibatch] = g_activations[m * g_size - minibatch :]
                _forward(d[b], d_widths, slope, d_activations, m)
                logits = d_activations[m * (d_size - 1) :]
                for i in range(m):
                    one[i] = -each * _sigmoid(sign * logits[i])
                _backward(d[b], d_widths, slope, d_activations, m, one, two, turned, by_d, False, True)
                if len(d_widths) % 2 == 1:
                    _backward(g[b], g_widths, slope, g_activations, m, one, two, turned, by_g, True, False)
                else:
                    _backward(g[b], g_widths, slope, g_activations, m, two, one, turned, by_g, True, False)
                _step(g[b], by_g, g_first[b], g_second[b], -g_rates[b, s], beta, adam, g_corrections[s])
