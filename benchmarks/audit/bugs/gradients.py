"""Where gradients flow: into G in D's step (G1), not into G in its own (G2), stale (G3), left over (G4)."""

from benchmarks.audit.edit import in_host
from gancheck.auditing.finding import Severity

__all__ = ["BUGS"]

UNDETACHED_KEPT = "D's loss reaches G, whose gradients are cleared before and not after"
UNDETACHED_CLEARED = "D's loss reaches G, whose gradients are cleared"
DETACHED = "the fakes of G's step are detached"
ON_REAL = "G's adversarial term judges real data"
STALE = "the same fakes are given to D for ever"
LEFT_D = "D's gradients are never cleared"
LEFT_G = "G's gradients are never cleared"
LEFT_BOTH = "no gradient is ever cleared"

LEAKS = (
    in_host(
        "G1",
        UNDETACHED_KEPT,
        "ring_functions",
        ("logistic", "hinge"),
        ("optimizerD.zero_grad()\n", "optimizerD.zero_grad()\n        optimizerG.zero_grad()\n"),
        ("netD(fake.detach())", "netD(fake)"),
        ("# Generator\n        optimizerG.zero_grad()\n", "# Generator\n"),
        same_as=("G4",),
    ),
    in_host(
        "G1",
        UNDETACHED_KEPT,
        "relativistic",
        ("relativistic", "relativistic_average"),
        ("self.discriminator(fake.detach())", "self.discriminator(fake)"),
        ("        self.optim_g.zero_grad()\n        loss.backward()", "        loss.backward()"),
        ("        self.optim_g.step()\n", "        self.optim_g.step()\n        self.optim_g.zero_grad()\n"),
        same_as=("G4",),
    ),
    in_host(
        "G1",
        UNDETACHED_KEPT,
        "conditional",
        ("least_squares",),
        ("gen_points.detach()", "self.generator(z, gen_labels)"),
        ("        self.optimizer_G.zero_grad()\n", ""),
        (
            "        self.optimizer_G.step()\n",
            "        self.optimizer_G.step()\n        self.optimizer_G.zero_grad()\n",
        ),
        same_as=("G4",),
    ),
    in_host(
        "G1",
        UNDETACHED_CLEARED,
        "weight_clipping",
        ("wasserstein",),
        ("self.generator(self.noise(len(real))).detach()", "self.generator(self.noise(len(real)))"),
        severity=Severity.NOTE,
    ),
    in_host(
        "G1",
        UNDETACHED_CLEARED,
        "functional",
        ("softplus",),
        ("fake = generate(noise(real.shape[0])).detach()", "fake = generate(noise(real.shape[0]))"),
        severity=Severity.NOTE,
    ),
)

STARVED = (
    in_host(
        "G2",
        DETACHED,
        "ring_functions",
        ("softplus", "minimax"),
        ("netD(netG(noise(n)))", "netD(netG(noise(n)).detach())"),
    ),
    in_host(
        "G2",
        DETACHED,
        "functional",
        ("least_squares", "kullback_leibler"),
        ("judge(fake)))\n\n\ndef make", "judge(fake.detach())))\n\n\ndef make"),
    ),
    in_host(
        "G2",
        DETACHED,
        "two_backwards",
        ("inline",),
        ("output = netD(fake)\n", "output = netD(fake.detach())\n"),
    ),
    in_host(
        "G2",
        DETACHED,
        "weight_clipping",
        ("wasserstein",),
        (
            "self.discriminator(self.generator(self.noise(len(real))))",
            "self.discriminator(self.generator(self.noise(len(real))).data)",
        ),
    ),
    in_host(
        "G2",
        DETACHED,
        "conditional",
        ("hinge",),
        (
            "generator_loss(self.discriminator(gen_points, gen_labels))",
            "generator_loss(self.discriminator(gen_points.detach(), gen_labels))",
        ),
    ),
    in_host(
        "G2",
        DETACHED,
        "multi_scale",
        ("hinge",),
        ("for score in self.discriminator(y_hat):", "for score in self.discriminator(y_hat.detach()):"),
    ),
    in_host(
        "G2",
        DETACHED,
        "mixed_precision",
        ("logistic",),
        (
            "score = self.discriminator(self.generator(self.noise(len(part))))",
            "score = self.discriminator(self.generator(self.noise(len(part))).detach())",
        ),
    ),
    in_host(
        "G2",
        "the class is all that G is judged by: the adversarial term has no gradient",
        "auxiliary_classifier",
        ("probability",),
        ("generator_loss(validity) +", "generator_loss(validity).detach() +"),
        same_as=("S5",),
    ),
    in_host(
        "G2",
        ON_REAL,
        "two_domains",
        ("least_squares", "hinge"),
        ('loss_GAN_A2B = generator_loss(D["B"](fake_B))', 'loss_GAN_A2B = generator_loss(D["B"](real_B))'),
    ),
    in_host(
        "G2",
        ON_REAL,
        "trainer_class",
        ("hinge",),
        ("self.train_generator(len(real))", "self.train_generator(real)"),
        ("def train_generator(self, n: int)", "def train_generator(self, real: Tensor)"),
        (
            "fake = self.generator(self.noise(n))\n        loss = generator_loss(self.discriminator(fake))",
            "fake = self.generator(self.noise(len(real)))\n        loss = generator_loss(self.discriminator(real))",
        ),
    ),
    in_host(
        "G2",
        ON_REAL,
        "multi_scale",
        ("least_squares",),
        ("for score in self.discriminator(y_hat):", "for score in self.discriminator(y):"),
    ),
)

OLD = (
    in_host(
        "G3",
        STALE,
        "ring_functions",
        ("logistic", "least_squares"),
        (
            "        fake = netG(noise(n))\n",
            "        fake = history[0][2] if history else netG(noise(n)).detach()\n",
        ),
        ("(lossD.item(), lossG.item())", "(lossD.item(), lossG.item(), fake)"),
        same_as=("Z1",),
    ),
    in_host(
        "G3",
        STALE,
        "weight_clipping",
        ("wasserstein",),
        (
            "        fake = self.generator(self.noise(len(real))).detach()\n",
            '        if not hasattr(self, "fake"):\n'
            "            self.fake = self.generator(self.noise(len(real))).detach()\n"
            "        fake = self.fake\n",
        ),
        same_as=("Z1",),
    ),
    in_host(
        "G3",
        STALE,
        "gradient_penalty",
        ("wasserstein",),
        (
            "        fake_imgs = self.generator(self.noise(len(real_imgs))).detach()\n",
            "        if self.batches_done == 0:\n"
            "            self.fake_imgs = self.generator(self.noise(len(real_imgs))).detach()\n"
            "        fake_imgs = self.fake_imgs\n",
        ),
        same_as=("Z1",),
    ),
    in_host(
        "G3",
        STALE,
        "functional",
        ("softplus",),
        (
            "    fake = generate(noise(real.shape[0])).detach()\n",
            '    fake = state.setdefault("fake", generate(noise(real.shape[0])).detach())\n',
        ),
        same_as=("Z1",),
    ),
    in_host(
        "G3",
        STALE,
        "trainer_class",
        ("hinge",),
        (
            "            fake = self.generator(self.noise(len(real)))\n        self.d_optimizer",
            '            self.fake = fake = getattr(self, "fake", self.generator(self.noise(len(real))))\n'
            "        self.d_optimizer",
        ),
        same_as=("Z1",),
    ),
)

LEFTOVERS = (
    in_host("G4", LEFT_D, "ring_functions", ("logistic", "hinge"), ("        optimizerD.zero_grad()\n", "")),
    in_host("G4", LEFT_G, "ring_functions", ("least_squares",), ("        optimizerG.zero_grad()\n", "")),
    in_host(
        "G4", LEFT_D, "trainer_class", ("hinge", "softplus"), ("        self.d_optimizer.zero_grad()\n", "")
    ),
    in_host(
        "G4", LEFT_BOTH, "functional", ("least_squares",), ("    optimizer.zero_grad(set_to_none=True)\n", "")
    ),
    in_host(
        "G4", LEFT_D, "manual_optimisation", ("logistic",), ("            optimizer_d.zero_grad()\n", "")
    ),
    in_host(
        "G4", LEFT_D, "weight_clipping", ("wasserstein",), ("        self.optimizer_critic.zero_grad()\n", "")
    ),
    in_host(
        "G4",
        LEFT_D,
        "gradient_penalty",
        ("wasserstein", "softplus"),
        ("        self.optimizer_D.zero_grad()\n", ""),
    ),
    in_host("G4", LEFT_D, "two_backwards", ("inline",), ("        netD.zero_grad()\n", "")),
    in_host("G4", LEFT_D, "conditional", ("least_squares",), ("        self.optimizer_D.zero_grad()\n", "")),
    in_host(
        "G4",
        LEFT_D,
        "relativistic",
        ("relativistic", "relativistic_hinge"),
        ("        self.optim_d.zero_grad()\n", ""),
    ),
    in_host("G4", LEFT_D, "multi_scale", ("hinge",), ("        self.optim_d.zero_grad()\n", "")),
    in_host("G4", LEFT_D, "mixed_precision", ("logistic",), ("        self.opt_d.zero_grad()\n", "")),
    in_host(
        "G4",
        "the first discriminator's gradients are never cleared",
        "two_domains",
        ("least_squares",),
        ("        self.optimizer_D_A.zero_grad()\n", ""),
    ),
)

BUGS = LEAKS + STARVED + OLD + LEFTOVERS
