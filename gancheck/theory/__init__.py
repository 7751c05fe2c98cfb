"""What the optimal players do: likelihood, the value function V, the optimal discriminator D*, the criterion C."""
