"""What packages train with, each with its own loop or step, and what it claims to be."""

from benchmarks.audit.packages.subject import LEAST_SQUARES, LOGISTIC, WASSERSTEIN, Subject

__all__ = ["TRAINERS"]

TRAINERS = (
    Subject("ctgan", "ctgan_penalty", "gradient penalty on packs", ""),
    Subject("ctgan", "ctgan_table", "WGAN-GP on packs", WASSERSTEIN),
    Subject("sdgx", "sdgx_table", "WGAN-GP on packs", WASSERSTEIN),
    Subject("dp-cgans", "dp_table", "WGAN-GP on packs", WASSERSTEIN),
    Subject("ctdgan", "ctd_table", "WGAN-GP on packs", WASSERSTEIN),
    Subject(
        "vect-gan",
        "vect_table",
        "WGAN-GP on packs, with an autoencoder",
        "",
        reading="P1: the layers of the latent mean and variance are in no optimizer",
    ),
    Subject("sygnet", "sygnet_table", "WGAN-GP", WASSERSTEIN),
    Subject("indoxgen-torch", "indoxgen_gan", "WGAN-GP", WASSERSTEIN),
    Subject("hyperimpute", "hyperimpute_table", "GAIN", "", reading="D judges each entry, not each row"),
    Subject(
        "gretel-synthetics",
        "gretel_series",
        "WGAN-GP",
        WASSERSTEIN,
        reading="W2: one norm of the gradient for the whole batch",
    ),
    Subject("hifi-gan-bwe", "bwe_series", "LSGAN", LEAST_SQUARES),
    Subject("cargan", "cargan_series", "LSGAN", LEAST_SQUARES),
    Subject("pypots", "usgan_series", "USGAN", "", reading="D judges each entry, not each row"),
    Subject("pyod", "alad_gan", "ALAD", ""),
    Subject("pyod", "anogan_gan", "binary cross entropy", "", reading="real labels are 0.9, which is read"),
    Subject("vegans", "vanilla_gan", "binary cross entropy", LOGISTIC),
    Subject("vegans", "kl_gan", "KL(q‖p)", "", reading="G's loss is −log(D/(1 − D) + ε)"),
    Subject("vegans", "wasserstein_gan", "WGAN", WASSERSTEIN),
    Subject("steganogan", "steganogan_gan", "WGAN", WASSERSTEIN),
    Subject("patchgan", "patchgan_gan", "binary cross entropy", LOGISTIC),
    Subject("opensr-srgan", "srgan_gan", "one-sided smoothing", ""),
    Subject(
        "opensr-srgan",
        "srgan_early_gan",
        "one-sided smoothing",
        "",
        reading="S5: G's weight is 0 for the steps of a pretraining that is switched off",
    ),
    Subject("dalib", "dann_gan", "domain-adversarial", "", reading="D tells G's outputs from each other"),
    Subject(
        "pytorch-adapt", "adapt_gan", "domain-adversarial", "", reading="D tells G's outputs from each other"
    ),
)
