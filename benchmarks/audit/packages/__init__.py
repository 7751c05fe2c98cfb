"""Released packages that ship GAN losses or trainers, what they claim, and how to make what is audited."""
