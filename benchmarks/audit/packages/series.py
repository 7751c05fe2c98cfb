"""The GANs of some packages for time series and sound, made by functions without arguments."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn


def gretel_series() -> Any:
    """DoppelGANger's own loop, without attributes, in a network for the series."""
    from gretel_synthetics.timeseries_dgan.config import DGANConfig
    from gretel_synthetics.timeseries_dgan.dgan import DGAN

    torch.manual_seed(0)
    config = DGANConfig(4, 2, batch_size=16, epochs=1, apply_example_scaling=False, feature_num_units=8)
    gan, rows = DGAN(config), torch.randn(64, 4, 2)
    gan.train_numpy(rows.numpy())
    return SimpleNamespace(
        generator=gan.generator,
        discriminator=gan.feature_discriminator,
        fit=lambda data: gan.train_numpy(data.numpy()),
        real_batch=lambda n: rows,
        discriminator_steps=config.discriminator_rounds,
    )


def usgan_series() -> Any:
    """USGAN's own loop: G fills gaps, and D tells for each entry whether it was filled."""
    from pypots.imputation import USGAN

    torch.manual_seed(0)
    gan = USGAN(4, 3, 8, batch_size=16, epochs=1, device="cpu", verbose=False, model_saving_strategy=None)

    def fit(rows: Tensor) -> None:
        gan.fit({"X": np.where(np.random.default_rng(0).random(rows.shape) < 0.2, np.nan, rows.numpy())})

    return SimpleNamespace(
        generator=gan.model.backbone.generator,
        discriminator=gan.model.backbone.discriminator,
        fit=fit,
        real_batch=lambda n: torch.randn(n, 4, 3),
    )


def bwe_series() -> Any:
    """HiFi-GAN+'s own step, in the phase in which both players are trained, with one of its five discriminators."""
    from hifi_gan_bwe import criteria, models
    from hifi_gan_bwe.scripts.train import WARMUP_ITERATIONS, Trainer

    torch.manual_seed(0)
    trainer = Trainer.__new__(Trainer)  # its constructor asks for data sets and for a repository
    nn.Module.__init__(trainer)
    trainer.gen_model, trainer.dsc_model = models.BandwidthExtender(), models.Discriminator()
    trainer.gen_model._wavenet = models.WaveNet(1, 2, 1, 8, 1, 3, 3)
    trainer.dsc_model._dsc = nn.ModuleList([models.WaveDiscriminator(24000)])  # minutes less
    trainer.gen_model.apply_weightnorm()
    trainer.content_criteria = criteria.ContentCriteria()
    trainer.gan_criteria, trainer.feat_criteria = nn.MSELoss(), nn.L1Loss()
    trainer.gen_optimizer = torch.optim.Adam(trainer.gen_model.parameters(), 1e-3)
    trainer.dsc_optimizer = torch.optim.Adam(trainer.dsc_model.parameters(), 1e-3)
    trainer.gen_scheduler = torch.optim.lr_scheduler.LambdaLR(trainer.gen_optimizer, lambda step: 1.0)
    trainer.metrics, trainer.iterations = SimpleNamespace(update=lambda results: None), WARMUP_ITERATIONS
    return SimpleNamespace(
        generator=trainer.gen_model,
        discriminator=trainer.dsc_model,
        train_step=lambda sound: trainer((sound[..., ::6], 8000, sound)),
        real_batch=lambda n: torch.rand(min(n, 8), 1, 12000) - 0.5,
        optimizers=[trainer.gen_optimizer, trainer.dsc_optimizer],
    )


def cargan_series() -> Any:
    """CARGAN's own loop, on the processor in the place of the device that it names."""
    import tempfile
    import types

    import librosa

    mel = librosa.filters.mel  # newer releases take its numbers by their names only
    librosa.filters.mel = lambda rate, size, mels: mel(sr=rate, n_fft=size, n_mels=mels)
    import cargan
    import cargan.train as home

    torch.manual_seed(0)
    g, d = cargan.GENERATOR(32), cargan.DISCRIMINATOR(2, 1)  # of eight scales, three
    cargan.GENERATOR, cargan.DISCRIMINATOR = lambda: g, lambda: d
    here = types.ModuleType("torch")
    here.__dict__.update({**vars(torch), "device": lambda name: torch.device("cpu")})
    home.torch = here

    def fit(sound: Tensor) -> None:
        features = torch.rand(len(sound), cargan.NUM_MELS, cargan.CHUNK_SIZE // cargan.HOPSIZE)
        cargan.data.loaders = lambda sets, apart: ([(features, sound, None, None)], [], [])
        home.train(None, "", tempfile.mkdtemp(), [], None, 0)

    return SimpleNamespace(
        generator=g,
        discriminator=d,
        fit=fit,
        real_batch=lambda n: torch.rand(2, 1, cargan.TRAIN_AUDIO_LENGTH) - 0.5,
    )
