"""The steps of the derivations, section by section, and the formulas that they are taken with."""
