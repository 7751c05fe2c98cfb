"""The certified tier: both sides of a claim enclosed in balls that provably hold the true values."""
