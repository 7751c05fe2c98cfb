"""The penalties and the GANs of some packages, made by functions without arguments.

Each imports its package when it is called, from the interpreter of ``benchmarks.audit_packages``.
"""

from functools import partial
from types import SimpleNamespace
from typing import Any

import torch
from made_once import made_once
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
        if real.ndim != 2:
            raise ValueError("it is called on rows of a table.")
        epsilon = torch.rand(len(real), 1, requires_grad=True)
        mixed = (real.detach().requires_grad_(True), fake.detach().requires_grad_(True))
        return gradient_penalty(get_gradient(discriminator, *mixed, epsilon))

    return penalty


def pro_gan_penalty() -> Any:
    """The penalty on images, of a D with a depth."""
    from pro_gan_pytorch.losses import WganGP

    def gradient_penalty(discriminator: nn.Module, real: Tensor, fake: Tensor) -> Tensor:
        def deep(x: Tensor, depth: int, alpha: float) -> Tensor:
            return discriminator(x)

        return WganGP._gradient_penalty(deep, real, fake, 1, 1.0, reg_lambda=1.0)

    return gradient_penalty


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
    trainer = Trainer(
        UNet(1, 1, 4, final_act="sigmoid"), Discriminator(2, 4, n_layers=3), tempfile.mkdtemp(), device="cpu"
    )
    trainer.gen_optimizer = torch.optim.NAdam(trainer.generator.parameters(), lr=1e-3)
    trainer.disc_optimizer = torch.optim.NAdam(trainer.discriminator.parameters(), lr=1e-3)

    def real_batch(n: int) -> tuple[Tensor, Tensor]:
        image = torch.rand(min(n, 2), 1, 256, 256)  # sixteen take minutes
        return image, (image > 0.5).float()

    return SimpleNamespace(
        generator=trainer.generator,
        discriminator=trainer.discriminator,
        train_step=lambda pair: trainer.batch(*pair, train=True),
        real_batch=real_batch,
        optimizers=[trainer.gen_optimizer, trainer.disc_optimizer],
    )


def alad_gan() -> Any:
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


def anogan_gan() -> Any:
    """AnoGAN's own ``fit``; its search for latent points comes after the rounds that are watched."""
    import pyod.models.anogan as home

    torch.manual_seed(0)
    made = made_once(home, "Generator", "Discriminator")
    gan, rows = home.AnoGAN(epochs=1, epochs_query=1, batch_size=32), torch.randn(64, 4)
    gan.fit(rows.numpy())
    return SimpleNamespace(
        generator=made["Generator"],
        discriminator=made["Discriminator"],
        fit=lambda data: gan.fit(data.numpy()),
        real_batch=lambda n: rows,
    )


def dann_gan() -> Any:
    """The domain-adversarial loss of a reversed gradient: D tells features of one domain from those of another."""
    import numpy as np
    from dalib.adaptation.dann import DomainAdversarialLoss
    from dalib.modules.domain_discriminator import DomainDiscriminator

    vars(np)["float"] = float  # a name that newer releases of NumPy have dropped
    torch.manual_seed(0)
    features, judge = nn.Linear(4, 8), DomainDiscriminator(8, 16)
    loss = DomainAdversarialLoss(judge)
    steps = [torch.optim.SGD(each.parameters(), 1e-2) for each in (features, judge)]

    def train_step(source: Tensor) -> None:
        for each in steps:
            each.zero_grad()
        loss(features(source), features(source + 1.0)).backward()
        for each in steps:
            each.step()

    return SimpleNamespace(
        generator=features,
        discriminator=judge,
        train_step=train_step,
        real_batch=lambda n: torch.randn(n, 4),
        optimizers=steps,
    )


def adapt_gan() -> Any:
    """pytorch-adapt's hook: D tells features of one domain from those of another, and G exchanges the labels."""
    from pytorch_adapt.hooks import GANHook

    torch.manual_seed(0)
    nets = {"G": nn.Linear(4, 8), "C": nn.Linear(8, 3), "D": nn.Sequential(nn.Linear(8, 1), nn.Flatten(0))}
    opts = {name: torch.optim.Adam(net.parameters()) for name, net in nets.items()}
    hook = GANHook(d_opts=[opts["D"]], g_opts=[opts["G"], opts["C"]])

    def train_step(source: Tensor) -> None:
        n = len(source)
        data = {"src_imgs": source, "target_imgs": source + 1.0, "src_labels": torch.zeros(n).long()}
        hook({**nets, **data, "src_domain": torch.zeros(n), "target_domain": torch.ones(n)})

    return SimpleNamespace(
        generator=nets["G"],
        discriminator=nets["D"],
        train_step=train_step,
        real_batch=lambda n: torch.randn(n, 4),
        optimizers=list(opts.values()),
    )


def _vegans(name: str, *end: nn.Module) -> Any:
    """Its own ``fit``, on a loader whose iterators have the ``next`` that it calls, which torch has no longer."""
    import vegans.GAN as home
    from torch.utils.data import DataLoader

    class Rows(DataLoader):
        def __iter__(self) -> Any:
            batches = super().__iter__()
            type(batches).next = type(batches).__next__
            return batches

    torch.manual_seed(0)
    gan = getattr(home, name)(
        nn.Sequential(nn.Linear(3, 8), nn.ReLU(), nn.Linear(8, 2)),
        nn.Sequential(nn.Linear(2, 8), nn.ReLU(), nn.Linear(8, 1), *end),
        x_dim=2,
        z_dim=3,
        folder=None,
    )
    return SimpleNamespace(
        generator=gan.generator,
        discriminator=gan.adversary,
        fit=lambda data: gan.fit(Rows(data, 32), epochs=1, batch_size=32, print_every=None),
        real_batch=lambda n: torch.randn(n, 2),
        optimizers=list(gan.optimizers.values()),
    )


def vanilla_gan() -> Any:
    """Binary cross entropies of probabilities."""
    return _vegans("VanillaGAN", nn.Sigmoid())


def kl_gan() -> Any:
    """G's loss is −log(D / (1 − D))."""
    return _vegans("KLGAN", nn.Sigmoid())


def wasserstein_gan() -> Any:
    """A clipped critic."""
    return _vegans("WassersteinGAN")


def srgan_gan() -> Any:
    """opensr-srgan's LightningModule without pretraining; D's targets of real images are 0.9."""
    return _srgan(g_pretrain_steps=0)


def srgan_early_gan() -> Any:
    """The same with its configuration's number of steps of a pretraining that is switched off."""
    return _srgan()


def _srgan(**training: Any) -> Any:
    from importlib.resources import files

    from omegaconf import OmegaConf
    from opensr_srgan.model.SRGAN import SRGAN_model

    torch.manual_seed(0)
    config = OmegaConf.load(str(files("opensr_srgan") / "configs" / "config_training_example.yaml"))
    config.Optimizers.gradient_clip_val = 0.0  # clipping asks for a Trainer
    config.Training.update(pretrain_g_only=False, adv_loss_ramp_steps=0, **training)
    config.Training.Losses.perceptual_weight, config.Training.Losses.sam_weight = 0.0, 0.0
    config.Generator.n_blocks, config.Generator.n_channels = 1, 8
    config.Discriminator.model_type = "patchgan"
    gan = SRGAN_model(config)
    gan.real_batch = lambda n: (torch.rand(min(n, 2), 4, 8, 8), torch.rand(min(n, 2), 4, 32, 32))
    return gan
