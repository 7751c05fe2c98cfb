"""Train GANs on a ring of Gaussians, and print which modes each covers and what its discriminator certifies."""

import argparse

import numpy as np

import gancheck as gk


def main(arguments: list[str] | None = None) -> None:
    """Train, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--games", type=int, default=32, help="GANs, each from a start of its own")
    parser.add_argument("--modes", type=int, default=8, help="Gaussians on the ring")
    parser.add_argument("--steps", type=int, default=4000, help="rounds of Algorithm 1")
    parser.add_argument("--noise", type=int, default=2, help="coordinates of the noise")
    parser.add_argument("--loss", default="minimax", help="minimax or non-saturating")
    given = parser.parse_args(arguments)

    ring = gk.MultivariateGaussianMixture.ring(given.modes, scale=0.2)
    settings = gk.Algorithm1(
        steps=given.steps,
        record_every=given.steps,
        noise_dimension=given.noise,
        generator_loss=given.loss,
    )
    training = gk.train(ring.batched()[[0] * given.games], settings)
    last = training.records[-1].measurement
    draws = [np.random.default_rng([1, game]) for game in range(given.games)]
    found = gk.mode_coverage(ring, training.generated_law(), draws)
    print("game  covered  missed  undecided  good draws       JSD at least")
    for game, (covered, missed, undecided) in enumerate(zip(*found.counts, strict=True)):
        good, error = found.good.value[game], found.good.error[game]
        bound = last.jsd_lower_bound[game]
        print(f"{game:4}  {covered:7}  {missed:6}  {undecided:9}  {good:.3f} ± {error:.3f}  {bound:.4f}")
    print(f"{(found.counts[0] == given.modes).sum()} of {given.games} games cover all {given.modes} modes")


if __name__ == "__main__":
    main()
