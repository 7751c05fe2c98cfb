"""The cases of rules on gradients: whose they are, where they come from and where they go."""

from tests.auditing.steps.arguments import PLAIN, Table, bug, way

GRADIENT_CASES: Table = {
    "players-owned": (
        {
            "the generator's optimizer holds the discriminator's parameters": bug("swapped optimizers"),
            "a layer of the discriminator is in no optimizer": bug("incomplete"),
            "the discriminator's optimizer is stepped after the generator's loss": bug("wrong optimizer"),
            "the generator's optimizer holds the discriminator's parameters, and the generator is frozen "
            "meanwhile": bug("swapped optimizers", "frozen generator", style="fresh"),
        },
        {
            "one optimizer for each player": PLAIN,
            "parameters that ask for no gradient are in no optimizer": way("frozen layer"),
            "a generator that is stepped every fifth time": {"n_critic": 5},
            "a generator that waits for the discriminator": {"n_critic": 1000},
            "one optimizer for both players": bug("one optimizer"),
        },
    ),
    "shared-optimizer": (
        {"one optimizer for both players, with both losses stepped alike": bug("one optimizer")},
        {
            "one optimizer for each player": PLAIN,
            "a third optimizer of both for a mutual-information term": way("information"),
            "one optimizer, the discriminator frozen while the generator learns": way("one optimizer"),
        },
    ),
    "fresh-gradients": (
        {
            "no zero_grad at all": bug("no zero"),
            "the discriminator's gradients are cleared after its own step only, so that the generator's loss stays "
            "in them": bug("leak into D"),
            "fakes that are not detached, and no zero_grad before the generator's loss": bug(
                "attached", "attached twice", style="fresh"
            ),
        },
        {
            "zero_grad before each loss": PLAIN,
            "real and fake losses differentiated one after the other, then one step": {"style": "apart"},
            "fakes that are not detached, with zero_grad before the generator's loss": bug("attached"),
            "the generator's gradients in the discriminator, cleared before its next loss": {
                "style": "fresh"
            },
            "gradients accumulated over two half batches": {"style": "halves"},
            "model.zero_grad() instead of the optimizer's": way("module zero"),
            "gradients that are kept aside and set again before the step": {"structure": "VAE-GAN"},
            "an encoder that is stepped first by an optimizer of its own": {"structure": "VAE-GAN"},
        },
    ),
    "detached-fakes": (
        {"fakes that are not detached in the discriminator's update": bug("attached")},
        {
            "detached fakes": PLAIN,
            "fakes made under torch.no_grad()": way("no grad"),
            "a combined loss with gradient reversal": way("reversal"),
        },
    ),
    "adversarial-gradient": (
        {
            "fakes detached in the generator's update": bug("detached"),
            "the adversarial loss overwritten by another one": bug("overwritten"),
            "the adversarial loss of real data in the generator's update": bug("real for G"),
            "detached codes of an encoder that learns by another optimizer as well": {
                "broken": "adversarial autoencoder, detached"
            },
            "detached fakes, from which a head of D learns that the generator's optimizer holds": {
                "broken": "InfoGAN, detached"
            },
            "fakes detached in the generator's update, with D frozen, which torch refuses": bug(
                "detached alone", ways=frozenset({"frozen"})
            ),
        },
        {
            "the discriminator's update, with D frozen, which torch refuses": bug("frozen in D"),
            "D frozen by requires_grad_(False) in the generator's update": way("frozen"),
            "the fakes of the discriminator's update used again, with their graph": PLAIN,
            "an adversarial term beside a reconstruction": way("reconstruction"),
            "a saturating loss": {"loss": "minimax"},
            "a head of D that the generator's optimizer holds, beside an adversarial term": {
                "structure": "InfoGAN"
            },
            "gradients of torch.autograd.grad that are set by hand, twice for each update": {
                "structure": "extragradient"
            },
            "gradients that are set by hand after a consensus term was added to them": {
                "structure": "consensus"
            },
            "a policy gradient with D's outputs as rewards": {"structure": "policy gradient"},
        },
    ),
    "fresh-passes": (
        {
            "an inner loop of generator steps over one batch of fakes with a retained graph": bug(
                "inner loop"
            ),
            "the first fakes, given to the discriminator in every update": bug("first fakes", style="fresh"),
        },
        {
            "the fakes of the discriminator's update used again in the generator's": PLAIN,
            "both losses differentiated before both steps": way("both before", style="none"),
            "a replay buffer of detached fakes": way("replay"),
            "one batch of fakes for all of the discriminator's steps between two of the generator's": way(
                "fakes kept", n_critic=3
            ),
            "real and fake passes before one step": {"style": "apart"},
        },
    ),
}
