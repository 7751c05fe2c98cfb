"""The GANs of some packages for time series and sound, made by functions without arguments."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import torch
from torch import Tensor


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
