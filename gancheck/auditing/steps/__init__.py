"""Layer 2: single updates of a trainer, watched through hooks, as a log of events that knows no trainer.

``recorder`` writes the log; ``phases`` says which event belongs to whose update; ``injection`` makes a test bench of
the target's own loss; ``observed`` is what the rules read; ``audit`` puts them together.
"""
