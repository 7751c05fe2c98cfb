"""The released packages, the few that they need, and what each of their losses claims to be."""

from dataclasses import dataclass

__all__ = ["ALONE", "ORDINARY", "RELEASES", "SUBJECTS", "Subject"]

RELEASES = {
    "torchgan": "0.1.0",
    "monai": "1.6.1",
    "monai-generative": "0.2.3",
    "vegans": "0.4.0",
    "deepinv": "0.5.0",
    "basicsr": "1.4.2",
    "parallel-wavegan": "0.6.1",
    "espnet": "202511",
    "coqui-tts": "0.28.0",
    "speechbrain": "1.1.2",
    "vocos": "0.1.0",
    "bigvgan": "2.4.1",
    "descript-audio-codec": "1.0.0",
    "taming-transformers": "0.0.1",
    "muse-maskgit-pytorch": "0.3.5",
    "magvit2-pytorch": "0.5.1",
    "transformer-lm-gan": "0.0.5",
    "repro-gan": "0.0.1",
    "relativistic-loss": "0.3.0",
    "pro-gan-pth": "3.4",
    "attn-gan-pytorch": "1.2.3",
    "ganslate": "0.1.1",
    "pytorch-gan-zoo": "0.0.6",
    "particlegan": "0.9.4",
    "voxgan": "0.0.2",
    "ecgen": "1.1.0",
    "eeggan": "2.0.2",
    "dgmr": "1.4.4",
    "skillful-nowcasting": "1.2.3",
    "tabfairgan": "0.1.0",
    "gans-implementations": "0.1.0",
    "anomalib": "2.7.0",
    "ctgan": "0.12.1",
    "sdgx": "0.2.4",
    "ctdgan": "0.3.3",
    "vect-gan": "0.1.1",
    "gretel-synthetics": "0.22.20",
    "dp-cgans": "0.3.0",
    "indoxgen-torch": "0.0.9",
    "hyperimpute": "0.1.17",
    "pypots": "1.5",
    "pyod": "3.6.7",
    "steganogan": "0.1.3",
    "sygnet": "0.0.13",
    "patchgan": "0.2",
    "opensr-srgan": "0.4.3",
    "dalib": "0.2",
    "pytorch-adapt": "0.0.83",
    "hifi-gan-bwe": "0.1.14",
    "cargan": "0.0.4",
}

ORDINARY = (
    *("tqdm", "pyyaml", "einops", "scikit-learn", "joblib", "humanfriendly", "pytorch-lightning", "beartype"),
    *("pytorch-msssim", "jsonargparse", "rdt", "category-encoders", "optuna", "imageio", "tensorboard"),
    *("qpsolvers", "statsmodels", "loguru", "librosa", "opencv-python-headless", "omegaconf", "soundfile"),
    *(
        "hyperpyyaml",
        "huggingface-hub",
        "faker",
        "h5py",
        "reedsolo",
        "numba",
        "lightning",
        "docstring-parser",
    ),
    *(
        "setuptools",
        "wheel",
        "einx",
        "flatten-dict",
        "argbind",
        "julius",
        "pyloudnorm",
        "randomname",
        "markdown2",
    ),
    *("importlib-resources", "ffmpy", "dython", "transformers", "kornia-rs"),
    *("rich-argparse", "cloudpickle", "natsort", "typeguard", "pydantic", "python-dotenv", "pyarrow"),
)
"""Installed with what they need in turn; none of them needs another torch."""

ALONE = (
    *("vector-quantize-pytorch", "x-transformers", "accelerate", "ema-pytorch", "torchvision", "torchaudio"),
    *("descript-audiotools", "pygrinder", "geomloss", "pytorch-metric-learning", "kornia", "freia", "timm"),
    *("torch-complex", "lpips", "gateloop-transformer", "rotary-embedding-torch", "torch-einops-utils"),
    *("coqui-tts-trainer", "coqpit-config", "encodec"),
)
"""Installed without what they need: they ask for another torch, or for one with drivers."""


@dataclass(frozen=True)
class Subject:
    """Something to audit.

    Attributes:
        package: Its release.
        target: ``module:object``; a bare name is a function of ``losses.py``, or of ``gans.py``.
        claim: What it is said to be; empty if it says nothing.
        game: A piece of the name of that game, as an audit says it; empty where it has none.
        generator_loss: G's, if it is another object.
        convention: How the losses are called, where no signature says it.
        reading: What a person who reads the source finds; a code of a class of bugs first, where it is one.
    """

    package: str
    target: str
    claim: str
    game: str
    generator_loss: str = ""
    convention: str = ""
    reading: str = ""

    @property
    def file(self) -> str:
        """The file that makes a target with a bare name."""
        return "gans.py" if self.target.endswith(("_gan", "_penalty", "_alad")) else "losses.py"

    @property
    def label(self) -> str:
        """The object's name in the table."""
        return self.target.rpartition(":")[2]


_TORCHGAN, _ECGEN, _REPRO = "torchgan.losses.functional", "ecgen.families.gan.losses", "modules.losses"
_TABFAIR = "tabfairgan.modules"
WASSERSTEIN, LEAST_SQUARES, HINGE, LOGISTIC = "Wasserstein", "least-squares", "hinge", "non-saturating"

_LOSSES = (
    Subject(
        "torchgan",
        f"{_TORCHGAN}:minimax_discriminator_loss",
        "non-saturating",
        LOGISTIC,
        f"{_TORCHGAN}:minimax_generator_loss",
        reading="L2: the targets of the real outputs have the shape of the fake ones, and the reverse",
    ),
    Subject("torchgan", "torchgan_minimax", "minimax", "minimax", reading="L2: as above"),
    Subject("torchgan", "torchgan_smoothed", "one-sided smoothing", "", reading="L2: as above"),
    Subject(
        "torchgan",
        f"{_TORCHGAN}:least_squares_discriminator_loss",
        "LSGAN",
        LEAST_SQUARES,
        f"{_TORCHGAN}:least_squares_generator_loss",
    ),
    Subject(
        "torchgan",
        f"{_TORCHGAN}:wasserstein_discriminator_loss",
        "WGAN",
        WASSERSTEIN,
        f"{_TORCHGAN}:wasserstein_generator_loss",
    ),
    Subject("torchgan", "torchgan_energy", "EBGAN", "energy"),
    Subject("monai", "monai_bce", "sigmoid and binary cross entropy", LOGISTIC),
    Subject(
        "monai",
        "monai_least_squares",
        "LSGAN",
        LEAST_SQUARES,
        reading="a leaky ReLU stands before the squares",
    ),
    Subject("monai", "monai_least_squares_bare", "LSGAN", LEAST_SQUARES),
    Subject("monai", "monai_hinge", "hinge", HINGE, reading="O1: a tanh stands before the hinge"),
    Subject("monai-generative", "generative_bce", "sigmoid and binary cross entropy", LOGISTIC),
    Subject(
        "monai-generative",
        "generative_least_squares",
        "LSGAN",
        LEAST_SQUARES,
        reading="a leaky ReLU stands before the squares",
    ),
    Subject(
        "monai-generative", "generative_hinge", "hinge", HINGE, reading="O1: a tanh stands before the hinge"
    ),
    Subject("vegans", "vegans.utils.losses:WassersteinLoss", "WGAN", WASSERSTEIN, convention="output,sign"),
    Subject("deepinv", "deepinv.loss.adversarial.base:DiscriminatorMetric", "LSGAN", LEAST_SQUARES),
    Subject("basicsr", "basicsr_vanilla", "non-saturating", LOGISTIC),
    Subject("basicsr", "basicsr_lsgan", "LSGAN", LEAST_SQUARES),
    Subject("basicsr", "basicsr_wgan", "WGAN", WASSERSTEIN),
    Subject("basicsr", "basicsr_hinge", "hinge", HINGE),
    Subject(
        "parallel-wavegan",
        "parallel_wavegan.losses:DiscriminatorAdversarialLoss",
        "LSGAN",
        LEAST_SQUARES,
        "parallel_wavegan.losses:GeneratorAdversarialLoss",
    ),
    Subject(
        "espnet",
        "espnet2.gan_tts.hifigan.loss:DiscriminatorAdversarialLoss",
        "LSGAN",
        LEAST_SQUARES,
        "espnet2.gan_tts.hifigan.loss:GeneratorAdversarialLoss",
    ),
    Subject("espnet", "espnet_hinge", "hinge", HINGE),
    Subject(
        "coqui-tts",
        "TTS.vocoder.layers.losses:MSEDLoss",
        "LSGAN",
        LEAST_SQUARES,
        "TTS.vocoder.layers.losses:MSEGLoss",
    ),
    Subject(
        "coqui-tts",
        "TTS.vocoder.layers.losses:HingeDLoss",
        "hinge",
        HINGE,
        "TTS.vocoder.layers.losses:HingeGLoss",
        reading="G's loss is a hinge as well",
    ),
    Subject(
        "speechbrain",
        "speechbrain.lobes.models.HifiGAN:MSEDLoss",
        "LSGAN",
        LEAST_SQUARES,
        "speechbrain.lobes.models.HifiGAN:MSEGLoss",
    ),
    Subject(
        "speechbrain",
        "speechbrain.lobes.models.HifiGAN:HingeDLoss",
        "hinge",
        HINGE,
        "speechbrain.lobes.models.HifiGAN:HingeGLoss",
        reading="G's loss is a hinge as well",
    ),
    Subject(
        "vocos",
        "vocos.loss:DiscriminatorLoss",
        "hinge",
        HINGE,
        "vocos.loss:GeneratorLoss",
        reading="G's loss is a hinge as well",
    ),
    Subject(
        "bigvgan", "bigvgan.loss:discriminator_loss", "LSGAN", LEAST_SQUARES, "bigvgan.loss:generator_loss"
    ),
    Subject("descript-audio-codec", "dac_codec", "LSGAN", LEAST_SQUARES),
    Subject("taming-transformers", "taming_hinge", "hinge", HINGE),
    Subject(
        "taming-transformers",
        "taming_vanilla",
        "logistic",
        "",
        reading="G ascends the score against a logistic D",
    ),
    Subject(
        "muse-maskgit-pytorch",
        "muse_maskgit_pytorch.vqgan_vae:hinge_discr_loss",
        "hinge",
        HINGE,
        "muse_maskgit_pytorch.vqgan_vae:hinge_gen_loss",
    ),
    Subject(
        "muse-maskgit-pytorch",
        "muse_maskgit_pytorch.vqgan_vae:bce_discr_loss",
        "non-saturating",
        LOGISTIC,
        "muse_maskgit_pytorch.vqgan_vae:bce_gen_loss",
        reading="N1: floors of 1e-10 under logarithms of sigmoids",
    ),
    Subject(
        "magvit2-pytorch",
        "magvit2_pytorch.magvit2_pytorch:hinge_discr_loss",
        "hinge",
        HINGE,
        "magvit2_pytorch.magvit2_pytorch:hinge_gen_loss",
    ),
    Subject(
        "transformer-lm-gan",
        "transformer_lm_gan.transformer_lm_gan:discriminator_hinge_loss",
        "hinge",
        HINGE,
        "transformer_lm_gan.transformer_lm_gan:generator_hinge_loss",
        reading="L1: D pushes real outputs down and G pushes fake ones up",
    ),
    Subject("repro-gan", f"{_REPRO}:hinge_loss_dis", "hinge", HINGE, f"{_REPRO}:hinge_loss_gen"),
    Subject(
        "repro-gan", f"{_REPRO}:wasserstein_loss_dis", "WGAN", WASSERSTEIN, f"{_REPRO}:wasserstein_loss_gen"
    ),
    Subject(
        "repro-gan",
        f"{_REPRO}:minimax_loss_dis",
        "minimax",
        "",
        f"{_REPRO}:minimax_loss_gen",
        reading="D's loss raises TypeError: it calls torch with names that torch does not have",
    ),
    Subject("relativistic-loss", "relativistic_logistic", "relativistic", "elativistic"),
    Subject("pro-gan-pth", "pro_gan_standard", "non-saturating", LOGISTIC, convention="D,real,fake,1,1"),
    Subject("attn-gan-pytorch", "attn_standard", "binary cross entropy", LOGISTIC),
    Subject("attn-gan-pytorch", "attn_lsgan", "LSGAN", LEAST_SQUARES, reading="S3: squares of means"),
    Subject("attn-gan-pytorch", "attn_hinge", "hinge", HINGE),
    Subject("attn-gan-pytorch", "attn_relativistic", "relativistic average hinge", "elativistic"),
    Subject("ganslate", "ganslate_vanilla", "non-saturating", LOGISTIC),
    Subject("ganslate", "ganslate_lsgan", "LSGAN", LEAST_SQUARES),
    Subject("ganslate", "ganslate_wgangp", "WGAN", WASSERSTEIN),
    Subject(
        "ganslate",
        "ganslate_nonsaturating",
        "non-saturating",
        "",
        reading="it raises NameError: F is not imported",
    ),
    Subject("pytorch-gan-zoo", "zoo_vanilla", "binary cross entropy", LOGISTIC),
    Subject("pytorch-gan-zoo", "zoo_wgan", "WGAN", WASSERSTEIN),
    Subject("pytorch-gan-zoo", "ganzoo.losses.wgan_losses:wgan_gradient_penalty", "gradient penalty", ""),
    Subject("particlegan", "particle_relativistic", "relativistic", "elativistic"),
    Subject("particlegan", "particle_non_saturating", "non-saturating", LOGISTIC),
    Subject("particlegan", "particle_hinge", "hinge", HINGE),
    Subject("particlegan", "particle_wasserstein", "WGAN", WASSERSTEIN),
    Subject("particlegan", "particle_least_squares", "LSGAN", LEAST_SQUARES),
    Subject("voxgan", "voxgan_hinge", "hinge", HINGE),
    Subject(
        "ecgen",
        f"{_ECGEN}:least_squares_discriminator_loss",
        "LSGAN",
        LEAST_SQUARES,
        f"{_ECGEN}:least_squares_generator_loss",
    ),
    Subject("ecgen", f"{_ECGEN}:adversarial_loss", "binary cross entropy", LOGISTIC),
    Subject("eeggan", "eeggan_least_squares", "LSGAN", LEAST_SQUARES),
    Subject("eeggan", "eeggan_wasserstein", "WGAN", WASSERSTEIN),
    Subject(
        "eeggan", "eeggan_penalty", "gradient penalty", "", reading="W2: the norm is over one axis of four"
    ),
    Subject("dgmr", "dgmr.losses:loss_hinge_disc", "hinge", HINGE, "dgmr.losses:loss_hinge_gen"),
    Subject(
        "skillful-nowcasting",
        "skillful_nowcasting.losses:loss_hinge_disc",
        "hinge",
        HINGE,
        "skillful_nowcasting.losses:loss_hinge_gen",
    ),
    Subject(
        "tabfairgan",
        f"{_TABFAIR}:get_crit_loss",
        "WGAN",
        WASSERSTEIN,
        f"{_TABFAIR}:get_gen_loss",
        convention="fake,real,0,0; fake",
    ),
    Subject("tabfairgan", "tabfair_penalty", "gradient penalty", ""),
    Subject("gans-implementations", "implementations_wgan", "WGAN", WASSERSTEIN),
    Subject(
        "gans-implementations",
        "implementations_srgan",
        "binary cross entropy",
        LOGISTIC,
        reading="L1: D learns the probability of a fake, and G pushes it up",
    ),
    Subject(
        "anomalib",
        "anomalib_ganomaly",
        "binary cross entropy",
        "",
        reading="S6: G's loss is the square of the difference of probabilities",
    ),
)

_TRAINERS = (
    Subject("indoxgen-torch", "indoxgen_gan", "WGAN-GP", ""),
    Subject("steganogan", "steganogan_gan", "WGAN", ""),
    Subject("ctgan", "ctgan_penalty", "gradient penalty on packs", ""),
    Subject("patchgan", "patchgan_gan", "binary cross entropy", ""),
    Subject("pyod", "pyod_alad", "ALAD", ""),
)

SUBJECTS = (*_LOSSES, *_TRAINERS)
