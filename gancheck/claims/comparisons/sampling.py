"""Both sides of the claims on what minibatches and samples do."""
