"""What minibatches and samples do."""
