"""Wrong versions of the formulas on what minibatches and samples do."""
