"""The cases of rules for critics and penalties."""

from tests.auditing.steps.arguments import CLIPPED, CRITIC, GP, PLAIN, Table, bug, punished, way

PENALTY_CASES: Table = {
    "critic-constrained": (
        {
            "clipping before the critic's step": bug("clip first", **CLIPPED),
            "a Wasserstein critic without any constraint": CRITIC,
            "the generator is clipped and the critic is not": bug("clip generator", **CRITIC),
        },
        {
            "clipping after the critic's step": CLIPPED,
            "clipping after the critic's step, with a generator that steps first": way("G first", **CLIPPED),
            "a gradient penalty": GP,
            "a critic with spectral norms": way("spectral", **CRITIC),
            "a cross-entropy game without any constraint": PLAIN,
            "a difference of means of a sigmoid's outputs": {"structure": "SRGAN"},
            "an f-GAN whose loss is linear on data and a square on fakes": {"structure": "Pearson"},
        },
    ),
    "penalty-norm": (
        {
            "a norm over the channels of an image only": {**punished(channels=True), "images": True},
            "one norm for the whole batch": punished(batch=True),
            "a penalty with a minus before it": punished(sign=-1.0),
        },
        {
            "(‖∇D‖ − 1)² of vectors": GP,
            "(‖∇D‖ − 1)² of images": {**GP, "images": True},
            "‖∇D‖² on real data": punished(at="real", form="zero"),
            "a one-sided penalty": punished(form="one-sided"),
            "‖∇D‖⁶": punished(form="sixth"),
            "(‖∇D‖ − 1)² of packs of four rows": way("packs", **GP),
            "(‖∇D‖ − 1)² of a single pack": way("one pack", **GP),
        },
    ),
    "step-penalty-points": (
        {
            "one share a pixel": {**punished(pixels=True), "images": True},
            "normal shares": punished(normal=True),
            "shares that do not add up to 1": {**punished(apart=True), "images": True},
        },
        {
            "one uniform share a row": GP,
            "the penalty at real rows": punished(at="real"),
            "the penalty at fake rows": punished(at="fake"),
            "the penalty at real rows with noise": punished(at="noisy"),
        },
    ),
    "penalty-counts": (
        {
            "a penalty without create_graph": punished(create_graph=False),
            "a penalty that is logged only": bug("unused penalty", **GP),
            "a penalty of weight 0": punished(sign=0.0),
            "a penalty without create_graph, differentiated by itself, which torch refuses": way(
                "penalty apart", **punished(create_graph=False)
            ),
        },
        {
            "a penalty in D's loss": GP,
            "a penalty differentiated by itself before D's step": way("penalty apart", **GP),
            "a one-sided penalty, which small gradients do not feel": punished(form="one-sided"),
            "a penalty at real rows": punished(at="real"),
            "no penalty": PLAIN,
        },
    ),
    "step-penalty-output": (
        {
            "the gradient of the mean score": punished(mean=True),
            "the gradient of a sigmoid of the score": punished(squashed=True),
        },
        {
            "the gradient of the sum of scores": GP,
            "no penalty": PLAIN,
            "a penalty at real rows": punished(at="real"),
        },
    ),
}
