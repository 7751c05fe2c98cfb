import pytest
import torch

from gancheck.learned.optimiser import SGD, Adam, Optimiser


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (SGD(0.0), lambda w: torch.optim.SGD([w], lr=0.1)),
        (SGD(0.9), lambda w: torch.optim.SGD([w], lr=0.1, momentum=0.9)),
        (Adam(0.5), lambda w: torch.optim.Adam([w], lr=0.1, betas=(0.5, 0.999))),
    ],
)
def test_the_steps_are_those_of_torch(ours: Optimiser, theirs: object) -> None:
    """Ten steps down a quadratic bowl; each step rounds a few times, and the bowl contracts what is carried along."""
    start = torch.tensor([[1.0, -2.0], [0.5, 3.0]], dtype=torch.float64)
    scale = torch.tensor([1.0, 3.0], dtype=torch.float64)
    w, reference = start.clone(), start.clone().requires_grad_()
    peer = theirs(reference)  # type: ignore[operator]  # a factory in a table of cases
    for _ in range(10):
        step, ours = ours.direction(scale * w)
        w = w - 0.1 * step
        reference.grad = scale * reference.detach()
        peer.step()
    assert (w - reference).abs().max() <= 10 * 20 * 2.0**-53 * start.abs().max()


def test_a_direction_leaves_the_optimiser_as_it_was() -> None:
    memory = SGD(0.9)
    gradient = torch.ones(1, 1)
    memory.direction(gradient)
    assert memory.velocity is None
    _, after = memory.direction(gradient)
    after.direction(gradient)
    assert torch.equal(gradient, torch.ones(1, 1))
