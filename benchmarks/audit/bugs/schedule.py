"""k (K1), noise (Z1), ranges of data (Z2), the latent (Z3), averages and lazy terms (R1), and what is logged (M1)."""

from benchmarks.audit.edit import in_host
from gancheck.auditing.finding import Severity

__all__ = ["BUGS"]

FIXED = "the same noise at every step"
OTHER_LAW = "G's step draws its noise from another law"
OFF_RANGE = "data outside G's range"
HALF_RANGE = "data in half of G's range"
IGNORED = "G ignores its noise"

COUNTS = (
    in_host(
        "K1",
        "G is updated at every call but its own",
        "gradient_penalty",
        ("wasserstein", "hinge"),
        ("% self.n_critic == 0", "% self.n_critic != 0"),
        certain=False,
    ),
    in_host(
        "K1",
        "n_critic is ignored",
        "gradient_penalty",
        ("wasserstein",),
        ("if self.batches_done % self.n_critic == 0:", "if self.batches_done % 1 == 0:"),
        certain=False,
    ),
    in_host(
        "K1",
        "n_critic is ignored",
        "weight_clipping",
        ("wasserstein",),
        ("range(self.n_critic - 1)", "range(0)"),
        certain=False,
    ),
    in_host(
        "K1",
        "one update of the critic too many",
        "weight_clipping",
        ("wasserstein",),
        ("range(self.n_critic - 1)", "range(self.n_critic)"),
        certain=False,
    ),
)

NOISE = (
    in_host(
        "Z1",
        FIXED,
        "ring_functions",
        ("logistic", "minimax"),
        (
            "return torch.randn(n, LATENT)",
            "return torch.randn(n, LATENT, generator=torch.Generator().manual_seed(1))",
        ),
    ),
    in_host(
        "Z1",
        FIXED,
        "functional",
        ("least_squares",),
        (
            "return torch.randn(n, LATENT)",
            "return torch.randn(n, LATENT, generator=torch.Generator().manual_seed(1))",
        ),
    ),
    in_host(
        "Z1",
        FIXED,
        "weight_clipping",
        ("wasserstein",),
        (
            "return torch.randn(n, self.latent)",
            "return torch.randn(n, self.latent, generator=torch.Generator().manual_seed(1))",
        ),
    ),
    in_host(
        "Z1",
        FIXED,
        "relativistic",
        ("relativistic",),
        (
            "return torch.randn(n, self.latent)",
            "return torch.randn(n, self.latent, generator=torch.Generator().manual_seed(1))",
        ),
    ),
    in_host(
        "Z1",
        FIXED,
        "conditional",
        ("least_squares",),
        (
            "z = torch.randn(n, LATENT)",
            "z = torch.randn(n, LATENT, generator=torch.Generator().manual_seed(1))",
        ),
    ),
    in_host(
        "Z1",
        OTHER_LAW,
        "ring_functions",
        ("softplus", "hinge"),
        ("netD(netG(noise(n)))", "netD(netG(torch.rand(n, LATENT)))"),
        certain=False,
    ),
    in_host(
        "Z1",
        OTHER_LAW,
        "multi_scale",
        ("hinge",),
        (
            "        self.optim_g.zero_grad()\n",
            "        y_hat = self.generator(torch.rand(len(y), 8))\n        self.optim_g.zero_grad()\n",
        ),
        certain=False,
    ),
    in_host(
        "Z1",
        OTHER_LAW,
        "weight_clipping",
        ("wasserstein",),
        (
            "self.discriminator(self.generator(self.noise(len(real))))",
            "self.discriminator(self.generator(2.0 * torch.rand(len(real), self.latent) - 1.0))",
        ),
        certain=False,
    ),
)

RANGES = (
    in_host(
        "Z2",
        OFF_RANGE,
        "two_backwards",
        ("inline",),
        (".clamp(-1.0, 1.0)", ".clamp(-1.0, 1.0) * 127.5 + 127.5"),
    ),
    in_host("Z2", OFF_RANGE, "trainer_class", ("hinge",), (".clamp(-1.0, 1.0)", ".clamp(-1.0, 1.0) * 3.0")),
    in_host(
        "Z2",
        OFF_RANGE,
        "functional",
        ("least_squares",),
        ("base = torch.rand(n, 3)", "base = 2.0 * torch.randn(n, 3)"),
    ),
    in_host(
        "Z2",
        OFF_RANGE,
        "multi_scale",
        ("hinge",),
        ("return 0.8 * torch.sin", "return 128.0 + 127.0 * torch.sin"),
    ),
    in_host(
        "Z2",
        HALF_RANGE,
        "two_backwards",
        ("inline",),
        (".clamp(-1.0, 1.0)", ".clamp(-1.0, 1.0) * 0.5 + 0.5"),
        severity=Severity.WARNING,
        certain=False,
    ),
    in_host(
        "Z2",
        HALF_RANGE,
        "gradient_penalty",
        ("wasserstein",),
        ("return torch.tanh(", "return torch.sigmoid("),
        severity=Severity.WARNING,
        certain=False,
    ),
)

LATENT = (
    in_host(
        "Z3",
        IGNORED,
        "relativistic",
        ("relativistic",),
        ("return self.net(z)", "return self.net(torch.zeros_like(z))"),
    ),
    in_host(
        "Z3",
        IGNORED,
        "conditional",
        ("least_squares", "hinge"),
        (
            "torch.cat((self.label_emb(labels), noise), -1)",
            "torch.cat((self.label_emb(labels), torch.zeros_like(noise)), -1)",
        ),
    ),
    in_host(
        "Z3",
        IGNORED,
        "regularised",
        ("softplus",),
        ("self.synthesis(self.mapping(z))", "self.synthesis(self.mapping(torch.ones_like(z)))"),
    ),
    in_host(
        "Z3",
        IGNORED,
        "gradient_penalty",
        ("wasserstein",),
        ("img = self.model(z)", "img = self.model(z * 0.0)"),
    ),
)

AVERAGES = (
    in_host(
        "R1",
        "the average leaves out the buffers",
        "regularised",
        ("softplus", "hinge"),
        (
            "        for average, buffer in zip(self.g_ema.buffers(), self.generator.buffers(), strict=True):\n"
            "            average.copy_(buffer)\n",
            "",
        ),
        severity=Severity.WARNING,
    ),
    in_host(
        "R1",
        "the weights of the average do not add up to one",
        "regularised",
        ("softplus",),
        ("add_(parameter, alpha=1.0 - EMA_DECAY)", "add_(parameter, alpha=EMA_DECAY)"),
        severity=Severity.WARNING,
    ),
    in_host(
        "R1",
        "the average is an average of itself",
        "regularised",
        ("softplus",),
        (
            "zip(self.g_ema.parameters(), self.generator.parameters(), strict=True)",
            "zip(self.g_ema.parameters(), self.g_ema.parameters(), strict=True)",
        ),
        severity=Severity.WARNING,
    ),
    # Not certain: the term is the right one with a quarter of the weight, and weights are free. Without the interval in
    # words, or a twin of the program that is not lazy, no sum over k steps says which weight was meant.
    in_host(
        "R1",
        "the lazy term is not multiplied by its interval",
        "regularised",
        ("softplus",),
        ("R1_GAMMA * R1_INTERVAL * r1_loss", "R1_GAMMA * r1_loss"),
        severity=Severity.WARNING,
        certain=False,
    ),
)

LOGGED = (
    in_host(
        "M1",
        "the losses of G and D are logged under each other's name",
        "trainer_class",
        ("hinge", "softplus"),
        ('{"d_loss": d_loss, "g_loss": g_loss}', '{"d_loss": g_loss, "g_loss": d_loss}'),
        severity=Severity.NOTE,
    ),
    in_host(
        "M1",
        "G's loss is logged as D's",
        "manual_optimisation",
        ("softplus",),
        ('self.log("d_loss", d_loss)', 'self.log("d_loss", g_loss)'),
        severity=Severity.NOTE,
    ),
)

BUGS = COUNTS + NOISE + RANGES + LATENT + AVERAGES + LOGGED
