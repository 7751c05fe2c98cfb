"""Layer 2: single updates of a trainer, watched through hooks, as a log of events that knows no trainer."""
