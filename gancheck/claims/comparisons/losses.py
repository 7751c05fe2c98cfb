"""Both sides of the claims on losses and the games that they play."""
