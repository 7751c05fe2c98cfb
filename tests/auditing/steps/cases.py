"""The code that each line of a rule's ``finds`` and ``stays_silent`` speaks of: line -> a `Trainer`'s arguments."""

from tests.auditing.steps.arguments import BATCH_NORM, CLIPPED, PLAIN, Table, bug, way
from tests.auditing.steps.gradient_cases import GRADIENT_CASES
from tests.auditing.steps.penalty_cases import PENALTY_CASES

CASES: Table = {
    **PENALTY_CASES,
    **GRADIENT_CASES,
    "step-direction": (
        {
            "fakes get the label of real data": bug("half swap"),
            "the discriminator's labels exchanged, the generator's not": bug("d swap"),
            "the generator's loss with the wrong sign": bug("g sign"),
            "the critic's terms with one sign": bug("half swap", **CLIPPED),
            "the f-GAN of the Kullback–Leibler divergence with D's sign wrong": bug(
                "d sign", loss="conjugate"
            ),
            "the f-GAN of the Kullback–Leibler divergence with G's sign wrong": bug(
                "g sign", loss="conjugate"
            ),
        },
        {
            "the f-GAN of the Kullback–Leibler divergence": {"loss": "conjugate"},
            "a relativistic pair": {"style": "relativistic"},
            "cross-entropy on logits": PLAIN,
            "the minimax generator": {"loss": "minimax"},
            "least squares": {"loss": "least-squares"},
            "least squares with labels -1, 1 and 0": {"loss": "lsgan(-1,1,0)"},
            "hinge": {"loss": "hinge"},
            "a Wasserstein critic": CLIPPED,
            "smoothed labels of real data": {"loss": "smoothed"},
        },
    ),
    "score-space": (
        {
            "a sigmoid at the end of D, and cross-entropy with logits": bug("sigmoid"),
            "no sigmoid at the end of D, and logarithms of its output": bug("raw", loss="raw log"),
            "a sigmoid at the end of D, and a hinge with margins -1 and 1": bug("sigmoid", loss="hinge"),
            "a sigmoid at the end of D, and least squares, as a warning": bug(
                "sigmoid", loss="least-squares"
            ),
        },
        {
            "cross-entropy with logits on logits": PLAIN,
            "cross-entropy on a sigmoid": {"loss": "probability"},
            "logarithms of a sigmoid": {"loss": "log"},
            "least squares on a raw score": {"loss": "least-squares"},
            "a raw score of a critic": CLIPPED,
            "a hinge on a raw score": {"loss": "hinge"},
        },
    ),
    "one-sided-labels": (
        {
            "fakes get the label 0.2": bug("smooth fake"),
            "real data get the label 1.25, as an error": bug(loss="above one"),
            "real data get random labels around 1": bug(loss="around one"),
        },
        {
            "labels 1 and 0": PLAIN,
            "real data get the label 0.9": {"loss": "smoothed"},
            "least squares with labels -1 and 1": {"loss": "lsgan(-1,1,0)"},
            "labels exchanged for both players": {"loss": "exchanged"},
        },
    ),
    "mean-of-losses": (
        {
            "the square of the mean score": bug("squared mean", loss="least-squares"),
            "the hinge of the mean score": bug("hinged mean", loss="hinge"),
            "the last of several outputs counts for D only, and all of them for G": bug(
                "last head", style="heads"
            ),
            "one of two networks of D judges real data in G's loss": bug(
                "real for one G", style="pairs", loss="conjugate"
            ),
        },
        {
            "least squares": {"loss": "least-squares"},
            "a Wasserstein critic": CLIPPED,
            "a sum over the batch": way("summed"),
            "hinge": {"loss": "hinge"},
            "several outputs, and all of them count for both players": {"style": "heads"},
            "two networks of D, and both judge fakes in G's loss": {"style": "pairs", "loss": "conjugate"},
            "a second output that G matches to that of real data, and that D does not learn by": way(
                "matched head", style="heads"
            ),
        },
    ),
    "both-sides": (
        {
            "the term of real data has weight 0": bug("no weight for real"),
            "no term of real data": bug("no real term"),
            "no term of real data, in a hinge": bug("no real term", loss="hinge"),
            "no term of real data but that of another output": bug("class only", style="heads"),
        },
        {
            "the two terms differentiated one after the other": {"style": "apart"},
            "real and fake rows in one batch": {"style": "cat"},
            "hinge": {"loss": "hinge"},
            "a relativistic pair": {"style": "relativistic"},
            "an energy with a margin, of a D that rebuilds its input": {"structure": "energies"},
            "a class of real data beside both terms": way("class too", style="heads"),
            "what G makes of one domain told from what it makes of another": way("domains"),
            "two domains of G's outputs in one batch": way("domains", "one batch"),
        },
    ),
    "training-mode": (
        {
            "the discriminator is left in evaluation mode after the generator's first update": bug(
                "left in eval", norm=True
            ),
            "the discriminator is in evaluation mode in all of its updates": bug("eval", norm=True),
            "the discriminator stays frozen after the generator's first update": bug("stays frozen"),
        },
        {
            "training mode throughout": BATCH_NORM,
            "the discriminator in evaluation mode in the generator's update only": way(
                "eval for G", norm=True
            ),
            "a player without layers that have modes, in evaluation mode": way("eval from the start"),
            "the discriminator frozen in the generator's update only": way("frozen", norm=True),
        },
    ),
    "unmixed-batches": (
        {
            "real and fake rows in one batch through a discriminator with batch normalisation": {
                "norm": True,
                "style": "cat",
            }
        },
        {
            "two calls of a discriminator with batch normalisation": BATCH_NORM,
            "real and fake rows in one batch, without batch normalisation": {"style": "cat"},
            "batch normalisation in the generator": way("no norm in D", norm=True, style="cat"),
        },
    ),
    "steps-of-d": (
        {"n_critic is 5, and both players step every time": bug("always", n_critic=5)},
        {
            "n_critic is 5, and G steps every fifth time": {"n_critic": 5},
            "n_critic is not said": PLAIN,
            "G steps after the first of D's steps, and every fifth time from then on": way(
                "early", n_critic=5
            ),
            "n_critic is 5, and G's parts have an optimizer each": way("two optimizers", n_critic=5),
            "the players' steps are called apart": {"n_critic": 5, "style": "called apart"},
        },
    ),
    "new-noise": (
        {
            "one batch of noise for all updates": bug("fixed noise"),
            "uniform noise for D and normal noise for G": bug("two noises"),
            "noise in [-1, 1] for D and normal noise for G": bug("two noises", "even noise"),
        },
        {
            "new noise in each update": PLAIN,
            "new noise in each player's update": {"style": "fresh"},
            "one batch of noise for both players in one update": {"style": "cat"},
            "noise drawn in place, in one tensor": way("noise in place", style="fresh"),
            "noise of another law for pictures that D does not see": way("pictures", style="fresh"),
            "one number a row, repeated, new in each player's update": way("repeated noise", style="fresh"),
        },
    ),
    "one-range": (
        {
            "data from 0 to 255 and a tanh": {"images": True, "range": (0.0, 255.0)},
            "data in [0, 1] and a tanh": {"images": True, "range": (0.0, 1.0)},
            "data from 0 to 255 beside a condition, and a tanh": way(
                "condition", images=True, range=(0.0, 255.0)
            ),
        },
        {
            "data in [-1, 1] beside a condition from 0 to 255, and a tanh": way("condition", images=True),
            "data in [-1, 1] and a tanh": {"images": True},
            "made-up data": {"images": True, "own_data": False},
            "a linear last layer": way("linear end", images=True, range=(0.0, 255.0)),
            "data in [0, 1] and a sigmoid": way("sigmoid end", images=True, range=(0.0, 1.0)),
        },
    ),
    "noise-used": (
        {"a first layer of zeros": bug("ignored latent")},
        {
            "a generator of vectors": PLAIN,
            "a generator of images": {"images": True},
            "a generator with batch normalisation": BATCH_NORM,
        },
    ),
    "live-terms": (
        {
            "the adversarial loss overwritten by another one": bug("overwritten"),
            "the adversarial loss with weight 0, as a warning": bug("no weight"),
            "one of two cycles is in no update": bug("lost cycle", style="pairs"),
            "the distance of fakes from data is in no update, as a warning": bug("distance"),
            "the distance of fakes from data, climbed": bug("distance climbed"),
            "the distance of fakes from data with weight 0, as a warning": bug("distance without weight"),
        },
        {
            "all terms in the update": PLAIN,
            "both cycles in the update": way("cycles", style="pairs"),
            "the distance of fakes from data in the update": way("distance"),
            "the distance of fakes from data, logged under no_grad": way("distance logged"),
            "the mean score, logged": way("score logged"),
            "the distance of fakes from each other, climbed": way("diversity"),
            "the minimax generator": {"loss": "minimax"},
            "a loss logged under no_grad": way("loss logged"),
            "a loss computed again for the log": way("loss again"),
            "terms differentiated one after the other": {"style": "apart"},
        },
    ),
    "average-follows": (
        {
            "an average of parameters that leaves the running statistics": bug(
                "average parameters", norm=True
            ),
            "an average that is never updated": bug("still average"),
            "an average of itself": bug("own average"),
            "an average whose weights do not add up to 1": bug("heavy average"),
        },
        {
            "an average with buffers": way("average", norm=True),
            "an average of a generator without buffers": way("average"),
            "an average with a weight of 0.0001 for what is new": way("slow average"),
            "an average under a generator that is stepped every third time": way("average", n_critic=3),
            "no average": PLAIN,
        },
    ),
    "sure-scores": (
        {
            "logarithms of a sigmoid": {"loss": "log"},
            "a loss that is not a number in the first updates": bug("raw", loss="raw log"),
            "logarithms of a sigmoid of the score, which underflows": {"loss": "log of a sigmoid"},
            "1e-8 within the logarithm of a sigmoid of the score": {"loss": "log + 1e-8 of a sigmoid"},
            "1e-6 within the logarithm of a sigmoid of the score": {"loss": "log + 1e-6 of a sigmoid"},
            "1e-8 within the logarithm of D's probability": {"loss": "log + 1e-8"},
        },
        {
            "cross-entropy with logits": PLAIN,
            "softplus of the score": {"loss": "softplus"},
            "labels of 0.9 for real data": {"loss": "smoothed"},
            "the minimax generator": {"loss": "minimax"},
            "cross-entropy on a sigmoid, which torch clamps": {"loss": "probability"},
            "hinge": {"loss": "hinge"},
            "least squares": {"loss": "least-squares"},
            "a Wasserstein critic": CLIPPED,
        },
    ),
    "one-game": (
        {
            "a target that says hinge and plays cross-entropy": {"game": "hinge"},
            "a claim of hinge, and cross-entropy": {"claims": "hinge"},
            "a claim of a relativistic game, and cross-entropy": {"claims": "relativistic"},
            "a claim of minimax, and the non-saturating generator": {"claims": "minimax"},
            "a Wasserstein critic and a generator of logarithms": bug("log generator", **CLIPPED),
            "a Wasserstein critic and a generator of least squares": bug("square generator", **CLIPPED),
            "least squares with labels -1, 1 and 0, as a note": {"loss": "lsgan(-1,1,0)"},
        },
        {
            "cross-entropy": PLAIN,
            "the minimax generator": {"loss": "minimax"},
            "hinge": {"loss": "hinge", "game": "hinge"},
            "a Wasserstein critic": CLIPPED,
            "a target that says nothing": {"loss": "least-squares"},
            "a claim of hinge, and hinge": {"loss": "hinge", "claims": "hinge"},
            "a claim of lsgan, and least squares": {"loss": "least-squares", "claims": "lsgan"},
            "a claim of logistic, and the minimax generator": {"loss": "minimax", "claims": "logistic"},
            "a claim of minimax, and the minimax generator": {"loss": "minimax", "claims": "minimax"},
            "a claim of a relativistic game, and losses of pairs: INCONCLUSIVE": {
                "style": "relativistic",
                "claims": "relativistic",
            },
            "losses without a name": {"loss": "smoothed"},
        },
    ),
    "networks-wired": (
        {"the first D's loss is taken of the second D": bug("wiring", style="pairs")},
        {
            "two pairs of players, each with its own data": {"style": "pairs"},
            "one D and one G": PLAIN,
        },
    ),
    "relativistic-pair": (
        {
            "a relativistic D and a generator of plain cross-entropy": bug(
                "plain generator", style="relativistic"
            ),
            "a relativistic pair with D's scores exchanged": bug("d exchanged", style="relativistic"),
            "a relativistic D and a generator of the square of score differences": bug(
                "matching generator", style="relativistic"
            ),
            "a D that learns by the modulus of score differences": bug("modulus", style="relativistic"),
        },
        {
            "a relativistic pair": {"style": "relativistic"},
            "a relativistic pair of squares of differences less 1": way("squares", style="relativistic"),
            "a maximum mean discrepancy, which D climbs and G descends": way(
                "discrepancy", style="relativistic"
            ),
            "cross-entropy on logits": PLAIN,
            "a Wasserstein critic": CLIPPED,
        },
    ),
    "step-log-identity": (
        {"log σ(1 − t) for fakes and log σ(t) for real data": {"loss": "shifted"}},
        {
            "log σ(−t) for fakes": {"loss": "minimax"},
            "cross-entropy on logits": PLAIN,
            "a margin of 1 on both sides": {"loss": "margins"},
            "smoothed labels of real data": {"loss": "smoothed"},
        },
    ),
    "own-numbers": (
        {
            "the players' losses are returned under each other's name": bug("losses exchanged"),
            "G's loss is kept as D's": bug("kept as D's"),
            "D's mean scores of real data and of fakes are exchanged": bug("scores exchanged"),
        },
        {
            "each player's loss under its name": way("losses told"),
            "D's mean scores of real data and of fakes": way("scores told"),
            "D's loss with its sign changed": way("sign changed"),
            "numbers under names that say nothing": way("plain names"),
            "nothing is returned": PLAIN,
        },
    ),
    "label-shapes": (
        {"labels of shape (n,) for scores of shape (n, 1)": bug("label shapes", loss="least-squares")},
        {
            "labels like the scores": PLAIN,
            "other warnings of the target": way("warns"),
            "losses without labels": {"loss": "hinge"},
        },
    ),
}
