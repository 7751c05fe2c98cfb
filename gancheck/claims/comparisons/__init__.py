"""The two sides of each claim: the formula on one, something computed another way on the other."""
