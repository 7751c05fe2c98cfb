"""The report: one table of outcomes, the figures, and a page that holds all of it in one file."""
