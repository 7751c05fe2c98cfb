"""The penalties and the GANs of some packages, made by functions without arguments.

Each imports its package when it is called, from the interpreter of ``benchmarks.audit_packages``.
"""

from functools import partial
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn


def eeggan_penalty() -> Any:
    """The penalty of the Wasserstein loss, on samples of four axes."""
    from eeggan.nn_architecture.losses import WassersteinGradientPenaltyLoss

    loss = WassersteinGradientPenaltyLoss()
    loss.set_lambda_gp(1.0)

    def gradient_penalty(discriminator: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
        return loss._gradient_penalty(discriminator, real, fake)

    return gradient_penalty


def tabfair_penalty() -> Any:
    """The penalty on rows of a table."""
    from tabfairgan.modules import get_gradient, gradient_penalty

    def penalty(discriminator: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
        epsilon = torch.rand(len(real), 1, requires_grad=True)
        mixed = (real.detach().requires_grad_(True), fake.detach().requires_grad_(True))
        return gradient_penalty(get_gradient(discriminator, *mixed, epsilon))

    return penalty


def ctgan_penalty() -> Any:
    """The penalty of one row a pack."""
    from ctgan.synthesizers.ctgan import Discriminator

    def gradient_penalty(discriminator: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
        fake = fake.detach().requires_grad_(True)
        return Discriminator.calc_gradient_penalty(discriminator, real, fake, pac=1, lambda_=1)

    return gradient_penalty


def indoxgen_gan() -> Any:
    """WGAN-GP on a table, with its own ``train_step``."""
    from indoxGen_torch.GAN.config import TabularGANConfig
    from indoxGen_torch.GAN.tabular_gan import TabularGAN

    torch.manual_seed(0)
    config = TabularGANConfig(input_dim=8)
    config.output_dim = 4
    gan = TabularGAN(config)
    rate = partial(torch.optim.Adam, lr=1e-4, betas=(0.5, 0.9))
    gan.set_optimizers(rate(gan.generator.parameters()), rate(gan.discriminator.parameters()))
    gan.optimizers = [gan.g_optimizer, gan.d_optimizer]
    gan.real_batch = lambda n: torch.rand(n, 4) * 2.0 - 1.0
    return gan


def steganogan_gan() -> Any:
    """The critic's and the coders' loops on one batch; the critic is called by the mean of its scores."""
    from collections import defaultdict

    from steganogan.critics import BasicCritic
    from steganogan.decoders import BasicDecoder
    from steganogan.encoders import BasicEncoder
    from steganogan.models import SteganoGAN

    torch.manual_seed(0)
    gan = SteganoGAN(1, BasicEncoder, BasicDecoder, BasicCritic, hidden_size=8)
    gan.critic_optimizer, gan.decoder_optimizer = gan._get_optimizers()
    metrics = defaultdict(list)

    def train_step(real: Tensor) -> None:
        batch = [(real, None)]
        gan._fit_critic(batch, metrics)
        gan._fit_coders(batch, metrics)

    return SimpleNamespace(
        generator=gan.encoder,
        discriminator=gan.critic,
        train_step=train_step,
        real_batch=lambda n: torch.rand(n, 3, 16, 16) * 2.0 - 1.0,
        optimizers=[gan.critic_optimizer, gan.decoder_optimizer],
    )


def patchgan_gan() -> Any:
    """A segmenting U-Net and a patch discriminator; a batch is a pair of an image and its mask."""
    import tempfile

    from patchgan.disc import Discriminator
    from patchgan.trainer import Trainer
    from patchgan.unet import UNet

    torch.manual_seed(0)
    trainer = Trainer(UNet(1, 1, 4), Discriminator(2, 4, n_layers=3), tempfile.mkdtemp(), device="cpu")
    trainer.gen_optimizer = torch.optim.NAdam(trainer.generator.parameters(), lr=1e-3)
    trainer.disc_optimizer = torch.optim.NAdam(trainer.discriminator.parameters(), lr=1e-3)

    def real_batch(n: int) -> tuple[Tensor, Tensor]:
        image = torch.rand(n, 1, 256, 256)
        return image, (image > 0.5).float()

    return SimpleNamespace(
        generator=trainer.generator,
        discriminator=trainer.discriminator,
        train_step=lambda pair: trainer.batch(*pair, train=True),
        real_batch=real_batch,
        optimizers=[trainer.gen_optimizer, trainer.disc_optimizer],
    )


def pyod_alad() -> Any:
    """Adversarially learned anomaly detection: an encoder, a decoder and three discriminators on pairs."""
    from pyod.models.alad import ALAD

    torch.manual_seed(0)
    gan = ALAD(device=torch.device("cpu"))
    gan.n_features_ = 4
    gan._build_model()
    return SimpleNamespace(
        generator=nn.ModuleDict({"decoder": gan.dec, "encoder": gan.enc}),
        discriminator=nn.ModuleDict({"xx": gan.disc_xx, "xz": gan.disc_xz, "zz": gan.disc_zz}),
        train_step=gan.train_step,
        real_batch=lambda n: (torch.randn(n, 4), torch.randn(n, gan.latent_dim)),
        optimizers=[gan.opt_gen, gan.opt_disc],
    )


def _made_once(module: Any, *names: str) -> dict[str, nn.Module]:
    """The networks of these classes that a module's functions make: each is made once and then given again."""
    made: dict[str, nn.Module] = {}

    def keep(name: str, network: Any) -> None:
        def make(*sizes: Any, **more: Any) -> nn.Module:
            if name not in made:
                setattr(module, name, network)  # its constructor asks for its own name
                made[name] = network(*sizes, **more)
                setattr(module, name, make)
            return made[name]

        setattr(module, name, make)

    for name in names:
        keep(name, getattr(module, name))
    return made


def _table(numbers: Tensor) -> Any:
    """Rows of a number and a category."""
    from pandas import DataFrame

    return DataFrame({"number": numbers[:, 0].numpy(), "sort": ["ab"[row > 0.0] for row in numbers[:, 1]]})


def ctgan_gan() -> Any:
    """CTGAN's own ``fit`` on a table; D judges packs of ten rows beside their conditions."""
    import ctgan.synthesizers.ctgan as home

    torch.manual_seed(0)
    made = _made_once(home, "Generator", "Discriminator")
    numbers = torch.randn(256, 2)
    loop = home.CTGAN(8, (16,), (16,), batch_size=40, epochs=1)
    loop.fit(_table(numbers), ["sort"])
    return SimpleNamespace(
        generator=made["Generator"],
        discriminator=made["Discriminator"],
        fit=lambda rows: loop.fit(_table(rows), ["sort"]),
        real_batch=lambda n: numbers[:n],
    )
