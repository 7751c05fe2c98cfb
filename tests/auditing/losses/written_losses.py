"""Losses and penalties from the lines in which the rules write their examples."""

import torch
import torch.nn.functional as F


def bce(t, label):
    return F.binary_cross_entropy_with_logits(t, torch.ones_like(t) * label)


def bce_p(t, label):
    return F.binary_cross_entropy(t, torch.ones_like(t) * label)


def between(share, a, b):
    """At points of the segments from b to a."""
    return (share * a + (1 - share) * b).mean()


WORDS = {
    "between": between,
    "bce": bce,
    "bce_p": bce_p,
    "bce_to": F.binary_cross_entropy_with_logits,
    "mse_to": F.mse_loss,
    "relu": F.relu,
    "softplus": F.softplus,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "log": torch.log,
    "exp": torch.exp,
    "logsigmoid": F.logsigmoid,
    "logsumexp": lambda x: torch.logsumexp(x, 0).mean(),
    "ones": torch.ones,
    "ones_like": torch.ones_like,
    "zeros_like": torch.zeros_like,
    "rand": torch.rand_like,
    "randn": torch.randn,
}


def losses(line):
    """``"claim: D's loss | G's loss  # remark"`` -> D's loss, G's loss, claim."""
    body, claims = line.split("  #")[0], None
    head, colon, rest = body.partition(":")
    if colon and head.isidentifier():
        claims, body = head, rest
    d, g = (part.strip() for part in body.split("|"))
    words = "fake, real" if "real" in g else "fake"
    return eval(f"lambda real, fake: {d}", dict(WORDS)), eval(f"lambda {words}: {g}", dict(WORDS)), claims


def penalty(line):
    """``"… norms(segment(real, fake)) …  # remark"`` -> penalty(D, real, fake)."""

    def written(D, real, fake):
        def grad(x, of=lambda t: t.sum(), graph=True):
            x = x.detach().requires_grad_()
            return torch.autograd.grad(of(D(x)), x, create_graph=graph)[0]

        def norms(x, **options):
            return grad(x, **options).flatten(1).norm(2, dim=1)

        def mix(a, b, share):
            return share * a + (1 - share) * b

        def one_each(x):
            return torch.rand(len(x), *[1] * (x.ndim - 1))

        def segment(a, b):
            return mix(a, b, one_each(a))

        names = {"grad": grad, "norms": norms, "mix": mix, "one_each": one_each, "segment": segment}
        return eval(line.split("  #")[0].strip(), {**WORDS, **names, "real": real, "fake": fake})

    return written
