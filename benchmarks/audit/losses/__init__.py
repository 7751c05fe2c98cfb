"""Loss pairs that are right, one a file, as a developer would write them."""
