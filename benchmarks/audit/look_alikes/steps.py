"""Training steps written otherwise: graphs that are cleared, optimizers, schedules, noise, augmentation, logging."""

from benchmarks.audit.edit import LookAlike

__all__ = ["LOOK_ALIKES"]

RING = "ring_functions"
CLEARED = "G's gradients are cleared before its own backward call"
ADAM_D = "optimizerD = torch.optim.Adam(netD.parameters(), lr=1e-3, betas=(0.5, 0.999))"
ADAM_G = "optimizerG = torch.optim.Adam(netG.parameters(), lr=1e-3, betas=(0.5, 0.999))"
D_UPDATE = (
    "        lossD = discriminator_loss(netD(real), netD(fake.detach()))\n"
    "        lossD.backward()\n"
    "        optimizerD.step()\n"
)
G_UPDATE = (
    "        optimizerG.zero_grad()\n"
    "        output = netD(netG(noise(n)))\n"
    "        lossG = generator_loss(output)\n"
    "        lossG.backward()\n"
    "        optimizerG.step()\n"
)
NOISY = " + 0.1 * torch.randn(n, 2)"


def _like(name: str, because: str, host: str, losses: tuple[str, ...], *hunks: tuple[str, str]) -> LookAlike:
    return LookAlike(name=name, because=because, hosts=(host,), losses=losses, hunks=hunks)


def _indented(block: str) -> str:
    return "".join("    " + line for line in block.splitlines(keepends=True))


GRADIENTS = (
    _like(
        "fakes are not detached", CLEARED, RING, ("logistic", "hinge"), ("netD(fake.detach())", "netD(fake)")
    ),
    _like(
        "fakes are not detached",
        CLEARED,
        "trainer_class",
        ("hinge",),
        (
            "        with torch.no_grad():\n            fake = self.generator(self.noise(len(real)))\n",
            "        fake = self.generator(self.noise(len(real)))\n",
        ),
    ),
    _like(
        "fakes are not detached",
        CLEARED,
        "relativistic",
        ("relativistic",),
        ("self.discriminator(fake.detach())", "self.discriminator(fake)"),
    ),
    _like(
        "shared fakes are not detached",
        CLEARED,
        "two_backwards",
        ("inline",),
        ("netD(fake.detach())", "netD(fake)"),
        ("errD_fake.backward()", "errD_fake.backward(retain_graph=True)"),
    ),
    _like(
        "shared fakes are not detached",
        CLEARED,
        "multi_scale",
        ("hinge", "least_squares"),
        ("self.discriminator(y_hat.detach())", "self.discriminator(y_hat)"),
        ("loss_disc.backward()", "loss_disc.backward(retain_graph=True)"),
    ),
    _like(
        "fakes are taken as data",
        "`.data` detaches as well",
        RING,
        ("softplus",),
        ("fake.detach()", "fake.data"),
    ),
    _like(
        "G's step judges the fakes of D's step",
        "G has not moved in between",
        RING,
        ("logistic", "least_squares"),
        ("netD(netG(noise(n)))", "netD(fake)"),
    ),
    _like(
        "the modules clear the gradients",
        "model.zero_grad() clears them as well",
        RING,
        ("minimax",),
        ("optimizerD.zero_grad()", "netD.zero_grad()"),
        ("optimizerG.zero_grad()", "netG.zero_grad()"),
    ),
    _like(
        "all gradients are cleared at the end",
        "nothing is left for the next step",
        RING,
        ("hinge",),
        ("        optimizerD.zero_grad()\n", ""),
        (
            G_UPDATE,
            G_UPDATE.replace("        optimizerG.zero_grad()\n", "")
            + "        optimizerG.zero_grad()\n        optimizerD.zero_grad()\n",
        ),
    ),
    _like(
        "gradients are set to zero, not to none",
        "both players have new gradients at every step",
        RING,
        ("logistic",),
        ("optimizerD.zero_grad()", "optimizerD.zero_grad(set_to_none=False)"),
        ("optimizerG.zero_grad()", "optimizerG.zero_grad(set_to_none=False)"),
    ),
    _like(
        "the graph of D's loss is retained",
        "it is not used again",
        RING,
        ("softplus",),
        ("lossD.backward()", "lossD.backward(retain_graph=True)"),
    ),
    _like(
        "the gradients of D are clipped by their norm",
        "a length, not a direction",
        RING,
        ("logistic",),
        (
            "lossD.backward()\n",
            "lossD.backward()\n        nn.utils.clip_grad_norm_(netD.parameters(), 1.0)\n",
        ),
    ),
)

OPTIMISERS = (
    _like(
        "SGD with momentum",
        "any descent will do",
        RING,
        ("logistic", "least_squares"),
        (ADAM_D, "optimizerD = torch.optim.SGD(netD.parameters(), lr=1e-2, momentum=0.9)"),
        (ADAM_G, "optimizerG = torch.optim.SGD(netG.parameters(), lr=1e-2, momentum=0.9)"),
    ),
    _like("two time scales", "rates are free", RING, ("hinge",), (ADAM_D, ADAM_D.replace("1e-3", "4e-3"))),
    _like(
        "RMSprop",
        "any descent will do",
        RING,
        ("softplus",),
        (ADAM_D, "optimizerD = torch.optim.RMSprop(netD.parameters(), lr=1e-3)"),
    ),
    _like(
        "fused Adam",
        "the same update",
        RING,
        ("logistic",),
        (ADAM_D, ADAM_D.replace("0.999)", "0.999), fused=True")),
        (ADAM_G, ADAM_G.replace("0.999)", "0.999), fused=True")),
    ),
    _like(
        "a subclass of Adam that calls its parent",
        "one update, told twice",
        RING,
        ("logistic",),
        (
            "    history = []\n",
            "    history = []\n"
            "\n"
            "    class Counting(torch.optim.Adam):\n"
            "        def step(self, closure=None):\n"
            "            return super().step(closure)\n"
            "\n"
            "    optimizerD = Counting(netD.parameters(), lr=1e-3, betas=(0.5, 0.999))\n",
        ),
        (ADAM_D + "\n", "optimizerS = torch.optim.Adam(nn.Linear(1, 1).parameters())\n"),
    ),
    _like(
        "D's step takes a closure",
        "one evaluation, one update",
        RING,
        ("least_squares",),
        ("        optimizerD.zero_grad()\n", ""),
        (
            D_UPDATE,
            "\n"
            "        def closure() -> Tensor:\n"
            "            optimizerD.zero_grad()\n"
            "            loss = discriminator_loss(netD(real), netD(fake.detach()))\n"
            "            loss.backward()\n"
            "            return loss\n"
            "\n"
            "        lossD = optimizerD.step(closure)\n",
        ),
    ),
    _like(
        "a scheduler",
        "rates may fall",
        RING,
        ("hinge",),
        (
            "    history = []\n",
            "    history = []\n    scheduler = torch.optim.lr_scheduler.StepLR(optimizerD, 10, 0.9)\n",
        ),
        ("        history.append(", "        scheduler.step()\n        history.append("),
    ),
    _like(
        "four micro-batches",
        "gradients add up",
        "mixed_precision",
        ("logistic", "hinge"),
        ("MICRO_BATCHES = 2", "MICRO_BATCHES = 4"),
    ),
    _like(
        "the average by lerp",
        "the same average",
        "regularised",
        ("softplus",),
        (
            "average.mul_(EMA_DECAY).add_(parameter, alpha=1.0 - EMA_DECAY)",
            "average.lerp_(parameter, 1.0 - EMA_DECAY)",
        ),
    ),
    _like(
        "R1 at every step",
        "lazy with the interval one",
        "regularised",
        ("softplus", "logistic"),
        ("R1_GAMMA, R1_INTERVAL, EMA_DECAY = 1.0, 4,", "R1_GAMMA, R1_INTERVAL, EMA_DECAY = 0.5, 1,"),
    ),
)

SCHEDULES = (
    _like(
        "one update of the critic to one of G",
        "k is free",
        "gradient_penalty",
        ("wasserstein",),
        ("n_critic = 5", "n_critic = 1"),
    ),
    _like(
        "two updates of the critic to one of G",
        "k is free",
        "gradient_penalty",
        ("hinge",),
        ("n_critic = 5", "n_critic = 2"),
    ),
    _like(
        "G is updated after the first batch, then after every fifth",
        "off by k − 1 at the start alone",
        "gradient_penalty",
        ("wasserstein",),
        ("        self.batches_done += 1\n        if", "        if"),
        (
            "            self.optimizer_G.step()\n",
            "            self.optimizer_G.step()\n        self.batches_done += 1\n",
        ),
    ),
    _like(
        "five updates of the critic to one of G",
        "k is free",
        "weight_clipping",
        ("wasserstein",),
        ("n_critic: int = 3", "n_critic: int = 5"),
    ),
    _like(
        "two updates of G to one of D",
        "k is free",
        RING,
        ("softplus",),
        (G_UPDATE, "        for _ in range(2):\n" + _indented(G_UPDATE)),
    ),
    _like(
        "D begins alone",
        "G joins at the sixth step",
        RING,
        ("logistic",),
        (
            "        # Generator\n",
            "        if len(history) < 5:\n"
            "            history.append((lossD.item(), 0.0))\n"
            "            return\n"
            "        # Generator\n",
        ),
    ),
    _like(
        "D rests while it is far ahead",
        "its gradients are cleared at the next step",
        RING,
        ("logistic",),
        ("        optimizerD.step()\n", "        if lossD.item() > 0.5:\n            optimizerD.step()\n"),
    ),
)

DATA = (
    _like(
        "noise is drawn in place",
        "one tensor, new values",
        RING,
        ("logistic", "hinge"),
        ("    history = []\n", "    history = []\n    buffer = torch.empty(0)\n"),
        ("return torch.randn(n, LATENT)", "return buffer.resize_(n, LATENT).normal_()"),
    ),
    _like(
        "uniform noise",
        "both steps draw from one law",
        "functional",
        ("least_squares",),
        ("return torch.randn(n, LATENT)", "return torch.rand(n, LATENT)"),
    ),
    _like(
        "noise on what D sees",
        "real and generated points get the same",
        RING,
        ("logistic",),
        ("netD(real), netD(fake.detach())", f"netD(real{NOISY}), netD(fake.detach(){NOISY})"),
        ("netD(netG(noise(n)))", f"netD(netG(noise(n)){NOISY})"),
    ),
    _like(
        "images are mirrored at random",
        "real and generated images alike, in both steps",
        "trainer_class",
        ("hinge", "softplus"),
        (
            "self.discriminator(real), self.discriminator(fake)",
            "self.discriminator(self.augment(real)), self.discriminator(self.augment(fake))",
        ),
        (
            "generator_loss(self.discriminator(fake))",
            "generator_loss(self.discriminator(self.augment(fake)))",
        ),
        (
            "    def sample(self)",
            "    def augment(self, x: Tensor) -> Tensor:\n"
            "        return x.flip(-1) if torch.rand(()) < 0.5 else x\n"
            "\n"
            "    def sample(self)",
        ),
    ),
    _like(
        "D judges pairs",
        "packed discriminators see the joint law of two",
        RING,
        ("logistic",),
        ("nn.Linear(2, 32)", "nn.Linear(4, 32)"),
        ("netD(real), netD(fake.detach())", "netD(real.view(-1, 4)), netD(fake.detach().view(-1, 4))"),
        ("netD(netG(noise(n)))", "netD(netG(noise(n)).view(-1, 4))"),
    ),
    _like(
        "data in [0, 1] for a tanh",
        "G reaches all of it; a waste, if any",
        "regularised",
        ("softplus",),
        (
            "return angle.cos() * axis.view(1, 1, 1, 8) + angle.sin() * axis.view(1, 1, 8, 1)",
            "return 0.5 + 0.5 * (angle.cos() * axis.view(1, 1, 1, 8) + angle.sin() * axis.view(1, 1, 8, 1))",
        ),
    ),
)

EXTRAS = (
    _like(
        "forward is called by name",
        "the same function, unseen by hooks",
        RING,
        ("logistic",),
        ("netD(real), netD(fake.detach())", "netD.forward(real), netD.forward(fake.detach())"),
        ("netD(netG(noise(n)))", "netD.forward(netG(noise(n)))"),
    ),
    _like(
        "D's accuracy is measured after its step",
        "without gradients",
        RING,
        ("softplus", "hinge"),
        (
            "        # Generator\n",
            "        with torch.no_grad():\n"
            "            history.append(((netD(real) > 0).float().mean(), (netD(fake) > 0).float().mean()))\n"
            "        # Generator\n",
        ),
    ),
    _like(
        "G also matches the mean of the data",
        "one more term in G's loss",
        RING,
        ("logistic",),
        (
            "lossG = generator_loss(output)",
            "lossG = generator_loss(output) + 0.1 * (netG(noise(n)).mean(0) - real.mean(0)).square().sum()",
        ),
    ),
    _like(
        "D's scores are kept small",
        "a drift term in D's loss",
        "gradient_penalty",
        ("wasserstein",),
        (
            "discriminator_loss(real_validity, fake_validity) +",
            "discriminator_loss(real_validity, fake_validity) + 1e-3 * real_validity.square().mean() +",
        ),
    ),
)

LOOK_ALIKES = GRADIENTS + OPTIMISERS + SCHEDULES + DATA + EXTRAS
