r"""Exact numbers of the form :math:`a + \sum_i c_i \log \ell_i` with rational coefficients and primes :math:`\ell_i`.

The value function, entropies and divergences of laws with rational probabilities are such numbers. 1 and the logarithms
of the primes are linearly independent over the rationals: a rational combination of logarithms that vanishes says that
a product of prime powers is 1, so that every exponent is 0 by unique factorisation; one that equals a rational
a ≠ 0 would make :math:`e^a` algebraic, against Lindemann's theorem. Two forms are therefore equal exactly if their
coefficients are, and the sign of a form that is not zero is found by balls of doubling precision, which must end.

References:
    Baker 1975, *Transcendental Number Theory*, Theorems 1.4 and 2.1.
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isinf
from typing import Any

from gancheck.errors import InvalidInput

__all__ = ["LogForm"]

FIRST_BITS = 64


@dataclass(frozen=True)
class LogForm:
    r"""The number :math:`a + \sum_i c_i \log \ell_i`, in nats where it is an information.

    Forms are added, subtracted and multiplied by rationals without rounding, and compared by the numbers that they
    are. The comparisons also take ``math.inf``, which divergences are where one law misses the other.

    Attributes:
        rational: a.
        logs: The primes with a coefficient other than 0, in order, each with its coefficient.

    Example:
        >>> from fractions import Fraction
        >>> LogForm.log(Fraction(8, 9)) == 3 * LogForm.log(2) - 2 * LogForm.log(3)
        True
        >>> print(LogForm.log(Fraction(8, 9)) + Fraction(1, 2))
        1/2 + 3·log 2 − 2·log 3
        >>> 2 * LogForm.log(3) > 3 * LogForm.log(2)
        True
    """

    rational: Fraction = Fraction(0)
    logs: tuple[tuple[int, Fraction], ...] = ()

    @staticmethod
    def log(x: Fraction | int) -> "LogForm":
        r""":math:`\log x` of a positive rational, by factorisation.

        Raises:
            InvalidInput: x is not a positive int or fraction.
        """
        if not isinstance(x, Fraction | int) or x <= 0:
            raise InvalidInput(f"`x` is {x!r}; only an int or a fraction above 0 has an exact logarithm.")
        return _log(Fraction(x))

    @property
    def is_zero(self) -> bool:
        """Whether the number is 0: whether every coefficient is."""
        return self.rational == 0 and not self.logs

    @property
    def sign(self) -> int:
        """−1, 0 or 1, with certainty.

        Example:
            >>> (LogForm.log(2) - LogForm(Fraction(6931471805599453094172321, 10**25))).sign
            1
        """
        if self.is_zero:
            return 0
        bits = FIRST_BITS
        while True:
            ball = self.enclosure(bits)
            if ball > 0 or ball < 0:
                return 1 if ball > 0 else -1
            bits *= 2

    def enclosure(self, bits: int = 128) -> Any:
        """A `flint.arb` ball that holds the number, computed with ``bits`` bits."""
        import flint

        with flint.ctx.workprec(bits):
            terms = (_ball(c) * flint.arb(prime).log() for prime, c in self.logs)
            return sum(terms, _ball(self.rational))

    def __add__(self, other: "LogForm | Fraction | int | float") -> Any:
        if isinstance(other, float) and isinf(other):
            return other
        if isinstance(other, Fraction | int):
            return LogForm(self.rational + other, self.logs)
        if not isinstance(other, LogForm):
            return NotImplemented
        sums = dict(self.logs)
        for prime, c in other.logs:
            sums[prime] = sums.get(prime, Fraction(0)) + c
        kept = tuple(sorted((prime, c) for prime, c in sums.items() if c))
        return LogForm(self.rational + other.rational, kept)

    __radd__ = __add__

    def __neg__(self) -> "LogForm":
        return LogForm(-self.rational, tuple((prime, -c) for prime, c in self.logs))

    def __sub__(self, other: "LogForm | Fraction | int | float") -> Any:
        return self + (-other)

    def __rsub__(self, other: "LogForm | Fraction | int | float") -> Any:
        return -self + other

    def __mul__(self, factor: Fraction | int) -> "LogForm":
        if not isinstance(factor, Fraction | int):
            return NotImplemented
        if factor == 0:
            return LogForm()
        return LogForm(self.rational * factor, tuple((prime, c * factor) for prime, c in self.logs))

    __rmul__ = __mul__

    def __truediv__(self, divisor: Fraction | int) -> "LogForm":
        return self * Fraction(1, divisor) if isinstance(divisor, Fraction | int) else NotImplemented

    def __lt__(self, other: "LogForm | Fraction | int | float") -> bool:
        return _sign_of(self - other) < 0

    def __le__(self, other: "LogForm | Fraction | int | float") -> bool:
        return _sign_of(self - other) <= 0

    def __gt__(self, other: "LogForm | Fraction | int | float") -> bool:
        return _sign_of(self - other) > 0

    def __ge__(self, other: "LogForm | Fraction | int | float") -> bool:
        return _sign_of(self - other) >= 0

    def __float__(self) -> float:
        return float(self.enclosure())

    def __str__(self) -> str:
        terms = [(self.rational, str(abs(self.rational)))] if self.rational or not self.logs else []
        terms += [(c, f"{'' if abs(c) == 1 else f'{abs(c)}·'}log {prime}") for prime, c in self.logs]
        joined = "".join(f" {'−' if c < 0 else '+'} {term}" for c, term in terms)
        return f"−{joined[3:]}" if joined.startswith(" −") else joined[3:]


@lru_cache(maxsize=4096)
def _log(x: Fraction) -> LogForm:
    powers = dict(_factors(x.numerator))
    for prime, power in _factors(x.denominator):
        powers[prime] = -power
    return LogForm(Fraction(0), tuple(sorted((prime, Fraction(power)) for prime, power in powers.items())))


def _factors(n: int) -> list[tuple[int, int]]:
    import flint

    return [(int(prime), int(power)) for prime, power in flint.fmpz(n).factor()]


def _ball(x: Fraction) -> Any:
    import flint

    return flint.arb(flint.fmpq(x.numerator, x.denominator))


def _sign_of(difference: Any) -> int:
    if isinstance(difference, float):
        return 1 if difference > 0 else -1
    found: int = difference.sign
    return found
