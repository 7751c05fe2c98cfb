"""Who is updated and how: parameters (P1), shared optimizers (P2), modes (P3), shared batches (P4), wiring (D1)."""

from benchmarks.audit.edit import in_host
from gancheck.auditing.finding import Severity

__all__ = ["BUGS"]

PARAMETERS = (
    in_host(
        "P1",
        "G's optimizer holds D",
        "ring_functions",
        ("logistic", "hinge"),
        ("optimizerG = torch.optim.Adam(netG.", "optimizerG = torch.optim.Adam(netD."),
    ),
    in_host(
        "P1",
        "G's optimizer holds D",
        "manual_optimisation",
        ("softplus",),
        (
            "optimizer_g = torch.optim.Adam(self.generator.",
            "optimizer_g = torch.optim.Adam(self.discriminator.",
        ),
    ),
    in_host(
        "P1",
        "D's optimizer holds G",
        "trainer_class",
        ("hinge",),
        (
            "self.d_optimizer = torch.optim.Adam(\n            self.discriminator.",
            "self.d_optimizer = torch.optim.Adam(\n            self.generator.",
        ),
    ),
    in_host(
        "P1",
        "the second scale is left out, the first counted twice",
        "multi_scale",
        ("hinge", "least_squares"),
        ("list(self.discriminator.coarse.parameters())", "list(self.discriminator.fine.parameters())"),
    ),
    in_host(
        "P1",
        "the second generator is left out",
        "two_domains",
        ("least_squares",),
        (
            'itertools.chain(G["A2B"].parameters(), G["B2A"].parameters())',
            'itertools.chain(G["A2B"].parameters(), G["A2B"].parameters())',
        ),
    ),
    in_host(
        "P1",
        "half of G is left out",
        "regularised",
        ("softplus",),
        (
            "torch.optim.Adam(self.generator.parameters()",
            "torch.optim.Adam(self.generator.synthesis.parameters()",
        ),
    ),
    in_host(
        "P1",
        "D's heads are left out",
        "auxiliary_classifier",
        ("probability",),
        (
            "torch.optim.Adam(self.discriminator.parameters()",
            "torch.optim.Adam(self.discriminator.body.parameters()",
        ),
    ),
    in_host(
        "P1",
        "D's embedding is left out",
        "conditional",
        ("least_squares",),
        (
            "torch.optim.Adam(self.discriminator.parameters()",
            "torch.optim.Adam(self.discriminator.model.parameters()",
        ),
        severity=Severity.WARNING,
    ),
    in_host(
        "P1",
        "the optimizers are exchanged",
        "functional",
        ("softplus",),
        (
            'optimizer = state["optimizers"][player]',
            'optimizer = state["optimizers"]["D" if player == "G" else "G"]',
        ),
        same_as=("S1", "G4"),
    ),
)

SHARED = (
    in_host(
        "P2",
        "one optimizer for both players",
        "ring_functions",
        ("logistic", "hinge"),
        (
            "optimizerD = torch.optim.Adam(netD.parameters(),",
            "optimizerD = torch.optim.Adam([*netD.parameters(), *netG.parameters()],",
        ),
        (
            "optimizerG = torch.optim.Adam(netG.parameters(), lr=1e-3, betas=(0.5, 0.999))",
            "optimizerG = optimizerD",
        ),
        same_as=("P1", "G4"),
    ),
    in_host(
        "P2",
        "one optimizer for both players",
        "relativistic",
        ("relativistic",),
        (
            "self.optim_d = torch.optim.Adam(self.discriminator.parameters(), lr=3e-4, betas=(0.5, 0.99))",
            "self.optim_d = self.optim_g",
        ),
        (
            "torch.optim.Adam(self.generator.parameters(), lr",
            "torch.optim.Adam([*self.generator.parameters(), *self.discriminator.parameters()], lr",
        ),
        same_as=("P1", "G4"),
    ),
    in_host(
        "P2",
        "one optimizer for both players",
        "weight_clipping",
        ("wasserstein",),
        (
            "torch.optim.RMSprop(self.generator.parameters(), lr=5e-4)",
            "torch.optim.RMSprop([*self.generator.parameters(), *self.discriminator.parameters()], lr=5e-4)",
        ),
        ("torch.optim.RMSprop(self.discriminator.parameters(), lr=5e-4)", "self.optimizer_generator"),
        same_as=("P1", "G4"),
    ),
)

MODES = (
    in_host(
        "P3",
        "D is left in eval mode after its first update",
        "two_backwards",
        ("inline",),
        ("        netG.zero_grad()\n", "        netG.zero_grad()\n        netD.eval()\n"),
        severity=Severity.WARNING,
    ),
    in_host(
        "P3",
        "G is trained in eval mode",
        "trainer_class",
        ("hinge",),
        (
            "        self.g_optimizer.zero_grad()\n",
            "        self.g_optimizer.zero_grad()\n        self.generator.eval()\n",
        ),
        severity=Severity.WARNING,
    ),
    in_host(
        "P3",
        "D is never in train mode",
        "functional",
        ("least_squares", "hinge"),
        (
            '    rates = {"G": 1e-3, "D": 1e-3}\n',
            '    rates = {"G": 1e-3, "D": 1e-3}\n    nets["D"].eval()\n',
        ),
        severity=Severity.WARNING,
    ),
    in_host(
        "P3",
        "G is never in train mode",
        "regularised",
        ("softplus",),
        ("self.generator = Synthesis(self.latent)\n", "self.generator = Synthesis(self.latent).eval()\n"),
        severity=Severity.WARNING,
    ),
    # Not certain: FreezeD (Mo, Cho and Shin, arXiv:2002.10964) keeps layers of D as they are on purpose. Whether the
    # frozen weights were learnt before, which tells the two apart, is nowhere in the steps. `look_alikes.frozen` holds
    # FreezeD among the right programs; this one stays as what an audit of steps cannot see.
    in_host(
        "P3",
        "one layer of D is frozen and never thawed",
        "ring_functions",
        ("softplus",),
        ("    optimizerD =", "    netD[2].requires_grad_(False)\n    optimizerD ="),
        severity=Severity.WARNING,
        same_as=("P1",),
        certain=False,
    ),
)

BATCHES = (
    in_host(
        "P4",
        "real and generated images in one batch of batch normalisation",
        "two_backwards",
        ("inline",),
        (
            "        output = netD(data)\n"
            "        errD_real = criterion(output, label)\n"
            "        errD_real.backward()\n"
            "        fake = netG(self.noise(batch_size))\n",
            "        fake = netG(self.noise(batch_size))\n"
            "        output_real, output_fake = netD(torch.cat((data, fake.detach()))).chunk(2)\n"
            "        errD_real = criterion(output_real, label)\n"
            "        errD_real.backward(retain_graph=True)\n",
        ),
        (
            "        output = netD(fake.detach())\n        errD_fake = criterion(output, label)\n",
            "        errD_fake = criterion(output_fake, torch.full((batch_size,), FAKE_LABEL))\n",
        ),
        severity=Severity.WARNING,
    ),
)

WIRING = (
    in_host(
        "D1",
        "D of A's loss judges A by D of B",
        "two_domains",
        ("least_squares", "hinge"),
        (
            'discriminator_loss(D["A"](real_A), D["A"](old_A))',
            'discriminator_loss(D["B"](real_A), D["A"](old_A))',
        ),
        same_as=("G4", "S5"),
    ),
    in_host(
        "D1",
        "D of B is given the fakes of A",
        "two_domains",
        ("least_squares", "softplus"),
        ('D["B"](old_B)', 'D["B"](old_A)'),
    ),
    in_host(
        "D1",
        "G into B is judged by D of A",
        "two_domains",
        ("least_squares",),
        ('generator_loss(D["B"](fake_B))', 'generator_loss(D["A"](fake_B))'),
    ),
)

BUGS = PARAMETERS + SHARED + MODES + BATCHES + WIRING
