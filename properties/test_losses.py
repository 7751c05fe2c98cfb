"""Losses and the games that they play."""
