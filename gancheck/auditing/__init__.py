"""Other people's GAN code: which game does it really play, and is that the game it says it plays?

Three layers, each on its own: ``losses`` calls loss functions on chosen outputs and trains nothing; ``steps`` watches
a few updates of a trainer and writes an event log; ``play`` lets the target's players meet an oracle. ``rules`` judge
what these have observed, one rule a file. Findings are the only thing that leaves this room.
"""
