"""Players with parameters that learn, and Algorithm 1 over a batch of problems at once."""
