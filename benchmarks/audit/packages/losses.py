"""The losses of each package, made by functions without arguments: a loss, or a pair of D's and G's.

Each imports its package when it is called, from the interpreter of ``benchmarks.audit_packages``.
"""

from functools import partial
from types import SimpleNamespace
from typing import Any

import torch
from torch import Tensor, nn

Pair = tuple[Any, Any]


def torchgan_minimax() -> Pair:
    """The saturating pair."""
    from torchgan.losses import functional as f

    return f.minimax_discriminator_loss, lambda dgz: f.minimax_generator_loss(dgz, nonsaturating=False)


def torchgan_smoothed() -> Pair:
    """One-sided smoothing."""
    from torchgan.losses import functional as f

    return lambda dx, dgz: f.minimax_discriminator_loss(
        dx, dgz, label_smoothing=0.1
    ), f.minimax_generator_loss


def torchgan_energy() -> Pair:
    """An energy with a margin."""
    from torchgan.losses import functional as f

    return lambda dx, dgz: f.energy_based_discriminator_loss(dx, dgz, 10.0), f.energy_based_generator_loss


def _patch(criterion: str, **more: Any) -> Any:
    from monai.losses import PatchAdversarialLoss

    return PatchAdversarialLoss(criterion=criterion, **more)


def monai_bce() -> Any:
    """Sigmoid and binary cross entropy."""
    return _patch("bce")


def monai_least_squares() -> Any:
    """Least squares behind a leaky ReLU."""
    return _patch("least_squares")


def monai_least_squares_bare() -> Any:
    """Least squares of the score itself."""
    return _patch("least_squares", no_activation_leastsq=True)


def monai_hinge() -> Any:
    """The hinge behind a tanh."""
    return _patch("hinge")


def _generative(criterion: str) -> Any:
    from generative.losses import PatchAdversarialLoss

    return PatchAdversarialLoss(criterion=criterion)


def generative_bce() -> Any:
    """Sigmoid and binary cross entropy."""
    return _generative("bce")


def generative_least_squares() -> Any:
    """Least squares behind a leaky ReLU."""
    return _generative("least_squares")


def generative_hinge() -> Any:
    """The hinge behind a tanh."""
    return _generative("hinge")


def _basicsr(kind: str) -> Any:
    from basicsr.losses.gan_loss import GANLoss

    return GANLoss(kind)


def basicsr_vanilla() -> Any:
    """Binary cross entropy with logits."""
    return _basicsr("vanilla")


def basicsr_lsgan() -> Any:
    """Least squares."""
    return _basicsr("lsgan")


def basicsr_wgan() -> Any:
    """Wasserstein."""
    return _basicsr("wgan")


def basicsr_hinge() -> Any:
    """Hinge."""
    return _basicsr("hinge")


def espnet_hinge() -> Pair:
    """Hinge."""
    from espnet2.gan_tts.hifigan import loss

    return (
        loss.DiscriminatorAdversarialLoss(loss_type="hinge"),
        loss.GeneratorAdversarialLoss(loss_type="hinge"),
    )


def wavegan_hinge() -> Pair:
    """Hinge."""
    from parallel_wavegan import losses

    return (
        losses.DiscriminatorAdversarialLoss(loss_type="hinge"),
        losses.GeneratorAdversarialLoss(loss_type="hinge"),
    )


def dac_codec() -> Pair:
    """Least squares over the last feature of each discriminator."""
    from dac.nn.loss import GANLoss

    def judged(discriminator: Any) -> Any:
        return GANLoss(lambda audio: [[discriminator(audio)]])

    def wrapped(x: Tensor) -> SimpleNamespace:
        return SimpleNamespace(audio_data=x)

    return (
        lambda real, fake: judged(nn.Identity()).discriminator_loss(wrapped(fake), wrapped(real)),
        lambda fake: judged(nn.Identity()).generator_loss(wrapped(fake), wrapped(fake))[0],
    )


def taming_hinge() -> Pair:
    """Hinge; G ascends the score, as its training step has it."""
    from taming.modules.losses.vqperceptual import hinge_d_loss

    return hinge_d_loss, lambda logits_fake: -torch.mean(logits_fake)


def taming_vanilla() -> Pair:
    """Logistic; G ascends the score, as its training step has it."""
    from taming.modules.losses.vqperceptual import vanilla_d_loss

    return vanilla_d_loss, lambda logits_fake: -torch.mean(logits_fake)


def relativistic_logistic() -> Pair:
    """The loss on networks that hand the scores through."""
    from relativistic_loss import gan_loss

    same = nn.Identity()
    return (
        lambda real, fake: gan_loss(same, same, real, fake, discriminator_turn=True),
        lambda real, fake: gan_loss(same, same, real, fake, discriminator_turn=False),
    )


def relativistic_saturating() -> Pair:
    """One value, which D ascends and G descends; its D puts fakes high, as its paper has it."""
    from relativistic_loss import saturating_gan_loss

    same = nn.Identity()
    return (
        lambda real, fake: -saturating_gan_loss(same, same, real, fake),
        lambda real, fake: saturating_gan_loss(same, same, real, fake),
    )


def pro_gan_standard() -> Any:
    """Binary cross entropy with logits, of a D with a depth."""
    from pro_gan_pytorch.losses import StandardGAN

    return StandardGAN()


def pro_gan_wasserstein() -> Pair:
    """Wasserstein without drift; the penalty is 0 on a D that hands one score a sample through."""
    from pro_gan_pytorch.losses import WganGP

    loss = WganGP(drift=0.0)

    def same(x: Tensor, depth: int, alpha: float) -> Tensor:
        return x

    def images(scores: Tensor) -> Tensor:
        return scores.reshape(-1, 1, 1, 1)

    return (
        lambda real, fake: loss.dis_loss(same, images(real), images(fake), 1, 1.0),
        lambda fake: loss.gen_loss(same, None, images(fake), 1, 1.0),
    )


def _attn(name: str) -> Pair:
    from attn_gan_pytorch import Losses

    loss = getattr(Losses, name)("cpu", nn.Identity())
    return (
        lambda real, fake: loss.dis_loss(real, fake),
        (lambda real, fake: loss.gen_loss(real, fake))
        if "Relativistic" in name
        else (lambda fake: loss.gen_loss(None, fake)),
    )


def attn_standard() -> Pair:
    """Binary cross entropy."""
    return _attn("StandardGAN")


def attn_lsgan() -> Pair:
    """Least squares."""
    return _attn("LSGAN")


def attn_hinge() -> Pair:
    """Hinge."""
    return _attn("HingeGAN")


def attn_relativistic() -> Pair:
    """Relativistic average hinge."""
    return _attn("RelativisticAverageHingeGAN")


def _ganslate(mode: str) -> Any:
    from ganslate.nn.losses.adversarial_loss import AdversarialLoss

    return AdversarialLoss(mode)


def ganslate_vanilla() -> Any:
    """Binary cross entropy with logits."""
    return _ganslate("vanilla")


def ganslate_lsgan() -> Any:
    """Least squares."""
    return _ganslate("lsgan")


def ganslate_wgangp() -> Any:
    """Wasserstein."""
    return _ganslate("wgangp")


def ganslate_nonsaturating() -> Any:
    """Softplus, one value a sample."""
    return _ganslate("nonsaturating")


def zoo_vanilla() -> Pair:
    """Binary cross entropy, one function a branch."""
    from ganzoo.losses import basic_losses as z

    return (
        lambda real, fake: z.vanilla_gan_lossfn_D_real(real) + z.vanilla_gan_lossfn_D_fake(fake),
        z.vanilla_gan_lossfn_G,
    )


def zoo_wgan() -> Pair:
    """Wasserstein, one function a branch."""
    from ganzoo.losses import wgan_losses as z

    return lambda real, fake: z.wgan_lossfn_D_real(real) + z.wgan_lossfn_D_fake(fake), z.wgan_lossfn_G


def _particle(name: str) -> Any:
    from particlegan.gan_loss import GANLoss

    return GANLoss(name)


def particle_relativistic() -> Any:
    """Relativistic."""
    return _particle("relativistic")


def particle_non_saturating() -> Any:
    """Softplus."""
    return _particle("non_saturating")


def particle_hinge() -> Any:
    """Hinge."""
    return _particle("hinge")


def particle_wasserstein() -> Any:
    """Wasserstein."""
    return _particle("wasserstein")


def particle_least_squares() -> Any:
    """Least squares."""
    return _particle("least_squares")


def voxgan_hinge() -> Pair:
    """Hinge with labels of either sign."""
    from voxgan.models.loss import GANHingeLoss

    discriminator, generator = GANHingeLoss(for_discriminator=True), GANHingeLoss(for_discriminator=False)
    return (
        lambda real, fake: (
            discriminator(real, torch.ones_like(real)) + discriminator(fake, -torch.ones_like(fake))
        ),
        lambda fake: generator(fake, torch.ones_like(fake)),
    )


def implementations_wgan() -> Pair:
    """Wasserstein without its penalty."""
    from gans_package.Loss_F.loss import W_Crit_Loss, W_Gen_Loss

    critic = W_Crit_Loss(0.0)
    return lambda real, fake: critic(fake, real, 0.0), W_Gen_Loss()


def implementations_srgan() -> Pair:
    """Both players' losses as its ``forward`` returns them, of equal images, so that the adversarial terms remain."""
    from gans_package.Loss_F.loss import Loss

    owner = SimpleNamespace(bce_loss=nn.BCELoss(), get_content_loss=lambda recon_x, x: 0.0)
    owner.get_adversarial_loss = partial(Loss.get_adversarial_loss, owner)
    image = torch.zeros(1)
    return (
        lambda real, fake: Loss.forward(owner, image, image, real, fake)[1],
        lambda real, fake: Loss.forward(owner, image, image, real, fake)[0],
    )


def eeggan_least_squares() -> Pair:
    """Least squares."""
    from eeggan.nn_architecture.losses import ConventionalLoss

    loss = ConventionalLoss()
    return lambda real, fake: loss.discriminator(real, fake), lambda fake: loss.generator(fake)


def eeggan_wasserstein() -> Pair:
    """Wasserstein without its penalty."""
    from eeggan.nn_architecture.losses import WassersteinLoss

    loss = WassersteinLoss(wgan=False)
    return lambda real, fake: loss.discriminator(real, fake), lambda fake: loss.generator(fake)


def anomalib_ganomaly() -> Pair:
    """Binary cross entropy for D; the adversarial term alone of G's loss."""
    from anomalib.models.image.ganomaly.loss import DiscriminatorLoss, GeneratorLoss

    discriminator, generator, none = (
        DiscriminatorLoss(),
        GeneratorLoss(wadv=1, wcon=0, wenc=0),
        torch.zeros(1),
    )
    return (
        lambda real, fake: discriminator(real, fake),
        lambda real, fake: generator(none, none, none, none, real, fake),
    )
