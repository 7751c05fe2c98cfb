"""Wrong versions of the formulas, each the work of a plausible slip, and problems that expose them."""
