"""Right programs that look like wrong ones, each with the reason why it is right."""
