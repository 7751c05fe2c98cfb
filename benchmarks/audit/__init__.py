"""The bench of the audit: correct GANs, mutants of them, losses and packages."""
