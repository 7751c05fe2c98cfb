"""Proposition 2 on the simplex: descent on q with the discriminator solved anew at every step."""

from gancheck.numerics.arrays import Array, namespace

__all__ = ["mirror_descent_step"]


def mirror_descent_step(p: Array, q: Array, rate: Array) -> Array:
    r"""One entropic mirror-descent step on q ↦ C(q), the discriminator at its optimum D*.

    .. math:: q^+(x) \propto q(x)\, e^{-\eta \log(1 - D^*(x))} = q(x) \left(1 + \frac{p(x)}{q(x)}\right)^{\eta}
              = q(x)^{1-\eta}\, (p(x) + q(x))^{\eta}

    C is 1-smooth relative to the entropy, because C(q′) − C(q) − ⟨∇C(q), q′−q⟩ = KL(q′‖q) − KL(p+q′‖p+q) ≤ KL(q′‖q);
    hence for η ≤ 1 every step lowers C, and C(q_T) + log 4 ≤ KL(p‖q₀)/(ηT) [lu2018, Theorem 3.1]. At η = 1 the step
    is q⁺ = (p+q)/2.

    Args:
        p: Masses of the data law, ``(B, n)``.
        q: Masses of the generator's law, positive wherever p is, ``(B, n)``.
        rate: η, ``(B,)``.

    Returns:
        q⁺, ``(B, n)``, summing to 1 up to rounding.

    References:
        [goodfellow2014] Proposition 2; [beck2003].
    """
    xp = namespace(p, q)
    eta = rate[:, None]
    present = q > 0
    held, pooled = (xp.where(present, mass, xp.ones_like(q)) for mass in (q, p + q))
    weights = xp.where(present, held ** (1.0 - eta) * pooled**eta, xp.zeros_like(q))
    return weights / xp.sum(weights, axis=-1, keepdims=True)
