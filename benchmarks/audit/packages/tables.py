"""The GANs of some packages for tables, with the loops that they come with, made by functions without arguments.

Their ``fit`` makes the networks anew. `made_once` gives it the same ones each time, so that they can be watched.
"""

from types import SimpleNamespace
from typing import Any

import torch
from made_once import made_once
from torch import Tensor, nn

SORTS = ["sort_1", "sort_2"]


def _frame(numbers: Tensor) -> Any:
    """Rows of a number and two categories."""
    from pandas import DataFrame

    sorts = {f"sort_{i}": ["ab"[row > 0.0] for row in numbers[:, i]] for i in (1, 2)}
    return DataFrame({"number": numbers[:, 0].numpy(), **sorts})


def _looped(loop: Any, made: dict[str, nn.Module]) -> Any:
    """A loop over rows of a table, run once so that its networks are there."""
    import numpy as np

    def same_sizes(rows: Tensor) -> None:
        np.random.seed(0)  # noqa: NPY002 - how many modes a column has, and so a row's width, is up to chance
        loop(rows)

    torch.manual_seed(0)
    rows = torch.randn(256, 3)
    same_sizes(rows)
    return SimpleNamespace(
        generator=made["Generator"],
        discriminator=made["Discriminator"],
        fit=same_sizes,
        real_batch=lambda n: rows[:n],
    )


def ctgan_table() -> Any:
    """CTGAN; D judges packs of ten rows beside their conditions."""
    import ctgan.synthesizers.ctgan as home

    gan = home.CTGAN(8, (16,), (16,), batch_size=40, epochs=1)
    return _looped(lambda rows: gan.fit(_frame(rows), SORTS), made_once(home, "Generator", "Discriminator"))


def sdgx_table() -> Any:
    """Its copy of CTGAN."""
    import sdgx.models.ml.single_table.ctgan as home
    from sdgx.data_connectors.dataframe_connector import DataFrameConnector
    from sdgx.data_loader import DataLoader
    from sdgx.data_models.metadata import Metadata

    gan = home.CTGANSynthesizerModel(8, (16,), (16,), batch_size=40, epochs=1)

    def loop(rows: Tensor) -> None:
        table = _frame(rows)
        gan.fit(Metadata.from_dataframe(table), DataLoader(DataFrameConnector(table)))

    return _looped(loop, made_once(home, "Generator", "Discriminator"))


def vect_table() -> Any:
    """A variational autoencoder whose decoder is the generator."""
    import vect_gan.synthesizers.vectgan as home

    gan = home.VectGan(8, (16,), batch_size=40, verbose=False, epochs=1, encoder_dim=(16,))
    made = made_once(home, "VAE", "Generator", "Discriminator")
    target = _looped(lambda rows: gan.fit(_frame(rows), SORTS), made)
    target.generator = nn.ModuleDict({"vae": made["VAE"], "generator": made["Generator"]})
    target.discriminator_steps = gan._discriminator_steps
    return target


def dp_table() -> Any:
    """A conditional GAN of pairs of columns, without the noise that it puts on gradients for privacy."""
    import dp_cgans.synthesizers.dp_cgan as home

    gan = home.DPCGANSynthesizer(8, (16,), (16,), batch_size=40, epochs=1, saved_transformer=None)
    return _looped(lambda rows: gan.fit(_frame(rows), SORTS), made_once(home, "Generator", "Discriminator"))


def ctd_table() -> Any:
    """A conditional GAN of clusters and classes; its penalty's weight is its number of rows in a pack."""
    import ctdGAN.ctdgan as home

    made = made_once(home, "ctdGenerator", "ctdCritic")
    gan = home.ctdGAN((16,), (16,), 8, epochs=1, batch_size=40, use_classifier=False)
    target: dict[str, nn.Module] = {}

    def loop(rows: Tensor) -> None:
        gan.fit(rows.numpy(), (rows[:, 1] > 0.0).long().numpy())
        target.update(Generator=made["ctdGenerator"], Discriminator=made["ctdCritic"])

    return _looped(loop, target)


def sygnet_table() -> Any:
    """WGAN-GP on a table."""
    from sygnet.interface import SygnetModel

    torch.manual_seed(0)
    gan, rows = SygnetModel("wgan", attention=False, hidden_nodes=16), torch.randn(256, 3)

    def loop(rows: Tensor) -> None:
        gan.fit(_frame(rows), epochs=1, batch_size=16, use_tensorboard=False)

    loop(rows)
    return SimpleNamespace(
        generator=gan.generator, discriminator=gan.critic, fit=loop, real_batch=lambda n: rows[:n]
    )


def hyperimpute_table() -> Any:
    """GAIN: G fills gaps, and D tells for each entry whether it was filled."""
    import hyperimpute.plugins.imputers.plugin_gain as home

    model = home.GainModel(4, 8)
    home.GainModel = lambda dim, h_dim: model
    gan = home.GainImputation(batch_size=32, n_epochs=1)

    def real_batch(n: int) -> Tensor:
        rows = torch.rand(n, 4)
        return torch.where(torch.rand(n, 4) < 0.2, torch.nan, rows)

    return SimpleNamespace(
        generator=model.generator_layer,
        discriminator=model.discriminator_layer,
        train_step=gan.fit,
        real_batch=real_batch,
    )
