import pytest
import torch

from gancheck.claims.problems import Pair
from gancheck.distributions.discrete import Discrete
from gancheck.distributions.gaussian import Gaussian
from gancheck.distributions.law import Law
from gancheck.learned.algorithm1 import Algorithm1
from gancheck.learned.game import seat
from gancheck.learned.weighted_points import WeightedPoints


@pytest.mark.parametrize("law", [Gaussian([0.0], [1.0]), Discrete(probs=[[0.2, 0.3, 0.5]])])
def test_data_and_fakes_of_one_law_are_drawn_apart(law: Law) -> None:
    """On a shared stream the two minibatches would be equal and every discriminator would look optimal at ½."""
    table = seat(Pair(law, law), Algorithm1(fix_generator=True, batch_size=64), torch.device("cpu"))

    def numbers(batch: WeightedPoints) -> torch.Tensor:
        return batch.weights if batch.points is None else batch.points

    assert not torch.equal(numbers(next(table.real)), numbers(table.g.fakes(next(table.noise))))
