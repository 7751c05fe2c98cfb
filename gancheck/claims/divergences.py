"""Divergences: the shapes of KL and JSD, their values on Gaussian laws, and the inequalities between them."""

from gancheck.claims.channels import Channels
from gancheck.claims.claim import Claim, CounterClaim, Source
from gancheck.claims.comparisons.divergences import jsd_shape, kl_shape
from gancheck.claims.comparisons.gaussian_divergences import gaussian_jsd, gaussian_kl
from gancheck.claims.comparisons.inequalities import inequalities
from gancheck.claims.counterclaims import divergences as wrong
from gancheck.claims.problems import Pair
from gancheck.claims.relation import AT_MOST, EQUAL
from gancheck.divergences.f_divergence import f_divergence_estimate
from gancheck.divergences.jensen_shannon import jsd_estimate
from gancheck.divergences.kullback_leibler import kl_estimate

__all__ = ["CLAIMS"]

GAN = "goodfellow2014"
ELEMENTS = "cover2006"
LIN = "lin1991"
TSYBAKOV = "tsybakov2009"
EVERYWHERE = "wherever the divergence is not 0"

CLAIMS = (
    Claim(
        id="div.jsd-shape",
        title="What kind of number JSD is",
        statement=(
            r"0 \le \mathrm{JSD}(p, q) = \mathrm{JSD}(q, p) \le \log 2, \quad \mathrm{JSD} = 0 "
            r"\Leftrightarrow p = q, \quad "
            r"\mathrm{JSD} = H(m) - \frac{1}{2} H(p) - \frac{1}{2} H(q) = I(X; Y), \quad "
            r"\sqrt{\mathrm{JSD}(p, r)} \le \sqrt{\mathrm{JSD}(p, q)} + \sqrt{\mathrm{JSD}(q, r)}, \quad "
            r"\mathrm{JSD}(p K, q K) \le \mathrm{JSD}(p, q)"
        ),
        words=(
            "JSD lies between 0, which it takes only at p = q, and log 2; it is symmetric, equals the "
            "information that a "
            "sample carries about its label, is the square of a metric, is jointly convex, and shrinks "
            "through every channel."
        ),
        sources=(
            Source(LIN, "Eq. (4.1)"),
            Source(GAN, "Eq. (6)"),
            Source("endres2003", "the metric property"),
            Source(ELEMENTS, "Theorems 2.7.2 and 2.8.1"),
        ),
        relation=AT_MOST,
        assumptions=(
            "m = (p+q)/2; X is drawn from p or q with equal probability and Y says from which; K is a Markov "
            "kernel"
        ),
        problem=Channels,
        families=("discrete", "gaussian", "mixture"),
        formula=jsd_estimate,
        comparison=jsd_shape,
        because=(
            "rounding and quadrature of each divergence and entropy, as stated with it; a mixed or "
            "transmitted law carries a "
            "relative rounding ε in its masses, which moves JSD by at most ε (JSD + TV)"
        ),
        counterclaims=(
            CounterClaim(
                title="the distance √JSD taken for the divergence",
                regime="0 < JSD",
                formula=wrong.jsd_distance,
                witness=wrong.channels,
            ),
            CounterClaim(
                title="logarithm to base 2",
                regime=EVERYWHERE,
                formula=wrong.jsd_in_bits,
                witness=wrong.channels,
            ),
            CounterClaim(
                title="the factor ½ lost",
                regime=EVERYWHERE,
                formula=wrong.jsd_doubled,
                witness=wrong.channels,
            ),
            CounterClaim(
                title="KL(p‖m) alone",
                regime="KL(p‖m) ≠ KL(q‖m)",
                formula=wrong.jsd_one_sided,
                witness=wrong.channels,
            ),
            CounterClaim(
                title="the mixture m without its ½",
                regime="everywhere",
                formula=wrong.jsd_from_the_sum,
                witness=wrong.channels,
            ),
        ),
    ),
    Claim(
        id="div.kl-shape",
        title="What kind of number KL is",
        statement=(
            r"\mathrm{KL}(p \| q) = E_p[\log p - \log q] \ge 0, \quad \mathrm{KL} = 0 \Leftrightarrow p = "
            r"q, \quad "
            r"\mathrm{KL}(p K \| q L) = \mathrm{KL}(p \| q) + E_{x \sim p}[\mathrm{KL}(K_x \| L_x)], \quad "
            r"p \not\ll q \Rightarrow \mathrm{KL}(p \| q) = \infty, \quad \exists\, p, q : \mathrm{KL}(p \| "
            r"q) \neq \mathrm{KL}(q \| p)"
        ),
        words=(
            "KL is not negative and 0 only at p = q; it adds up along a chain and over independent "
            "coordinates, is infinite where "
            "q gives no mass to what p may yield, and depends on the order of its arguments."
        ),
        sources=(
            Source(ELEMENTS, "Eq. (2.26), Theorems 2.5.3 and 2.6.3"),
            Source(GAN, "§4.1, Eq. (5)"),
        ),
        relation=AT_MOST,
        assumptions=(
            "that KL is not symmetric says that some pair is unequal: Bern(.3) and Bern(.7) have one KL in "
            "both orders"
        ),
        problem=Channels,
        families=("discrete", "gaussian"),
        formula=kl_estimate,
        comparison=kl_shape,
        because=(
            "rounding as stated with each divergence; masses known up to a relative ε move KL by at most ε "
            "(KL + 4), and the "
            "defect of their sum from 1 counts once, since KL may be taken with or without it"
        ),
        counterclaims=(
            CounterClaim(
                title="arguments swapped",
                regime="KL(p‖q) ≠ KL(q‖p)",
                formula=wrong.kl_swapped,
                witness=wrong.channels,
            ),
            CounterClaim(
                title="logarithm to base 2",
                regime=EVERYWHERE,
                formula=wrong.kl_in_bits,
                witness=wrong.channels,
            ),
            CounterClaim(
                title="the mean of both directions",
                regime="KL(p‖q) ≠ KL(q‖p)",
                formula=wrong.kl_symmetrised,
                witness=wrong.channels,
            ),
            CounterClaim(
                title="log ratios clamped at the machine epsilon",
                regime="KL above 36 nats, infinity included",
                formula=wrong.kl_clamped,
                witness=wrong.channels,
            ),
        ),
    ),
    Claim(
        id="div.gaussian-kl",
        title="KL of two Gaussians",
        statement=(
            r"\mathrm{KL}(p \| q) = \frac{1}{2} \left[ \mathrm{tr}(\Sigma_q^{-1} \Sigma_p) + (\mu_q - "
            r"\mu_p)^{\top} \Sigma_q^{-1} "
            r"(\mu_q - \mu_p) - d + \log \frac{\det \Sigma_q}{\det \Sigma_p} \right]"
        ),
        words="KL of two Gaussian laws is a closed form in their means and covariances, in every dimension.",
        sources=(Source(ELEMENTS, "Theorem 8.4.1 and §8.5"),),
        relation=EQUAL,
        assumptions="Σ_p and Σ_q are positive definite",
        problem=Pair,
        families=("gaussian", "multivariate-gaussian"),
        formula=kl_estimate,
        comparison=gaussian_kl,
        because=(
            "log p − log q is quadratic, so a cubature of degree 3 leaves no error but rounding: u times "
            "the log densities, and u d² "
            "over the least eigenvalue of the correlations in their quadratic forms"
        ),
        counterclaims=(
            CounterClaim(
                title="arguments swapped",
                regime="KL(p‖q) ≠ KL(q‖p)",
                formula=wrong.kl_swapped,
                witness=wrong.gaussians,
            ),
            CounterClaim(
                title="the ratio of determinants inverted",
                regime="det Σ_p ≠ det Σ_q",
                formula=wrong.gaussian_kl_with_inverted_determinants,
                witness=wrong.gaussians,
            ),
            CounterClaim(
                title="the −d lost",
                regime="everywhere",
                formula=wrong.gaussian_kl_without_dimension,
                witness=wrong.planar_gaussians,
            ),
            CounterClaim(
                title="the trace without its ½",
                regime="everywhere",
                formula=wrong.gaussian_kl_without_half_of_the_trace,
                witness=wrong.planar_gaussians,
            ),
        ),
    ),
    Claim(
        id="div.gaussian-jsd",
        title="JSD of two Gaussians",
        statement=(
            r"\mathrm{JSD}(p, q) = \frac{1}{2} \int_0^{\infty} \frac{1 - \mathrm{Re}\, M(\frac{1}{2} + i t)}"
            r"{(t^2 + \frac{1}{4}) \cosh \pi t} \, d t, \quad M(s) = \int p^s q^{1 - s}"
        ),
        words=(
            "JSD of two Gaussian laws has no known closed form, but in every dimension it is one integral "
            "over the line Re s = ½, "
            "and an invertible affine map of the space leaves it as it is."
        ),
        sources=(
            Source("nielsen2019", "§1: no closed form between Gaussians"),
            Source("trefethen2014", "Theorem 5.1: the trapezoid rule"),
        ),
        relation=EQUAL,
        assumptions="Σ_p and Σ_q are positive definite",
        problem=Pair,
        families=("gaussian", "multivariate-gaussian"),
        formula=jsd_estimate,
        comparison=gaussian_jsd,
        because=(
            "the trapezoid rules' stated errors, and the rounding of a diagonalisation, which moves JSD by "
            "at most 2d times a "
            "relative change of the covariances"
        ),
        counterclaims=(
            CounterClaim(
                title="the mixture m taken for a Gaussian",
                regime="p ≠ q",
                formula=wrong.jsd_with_a_gaussian_middle,
                witness=wrong.planar_gaussians,
            ),
            CounterClaim(
                title="J/8, its limit as q approaches p",
                regime="p and q apart",
                formula=wrong.jsd_as_an_eighth_of_jeffreys,
                witness=wrong.gaussians,
            ),
            CounterClaim(
                title="logarithm to base 2",
                regime=EVERYWHERE,
                formula=wrong.jsd_in_bits,
                witness=wrong.gaussians,
            ),
            CounterClaim(
                title="the distance √JSD taken for the divergence",
                regime="0 < JSD",
                formula=wrong.jsd_distance,
                witness=wrong.planar_gaussians,
            ),
        ),
    ),
    Claim(
        id="div.inequalities",
        title="Inequalities between divergences",
        statement=(
            r"2\,\mathrm{TV}^2 \le \mathrm{KL}, \quad \mathrm{TV}^2 \le 1 - e^{-\mathrm{KL}}, \quad "
            r"H^2 \le \mathrm{TV} \le \sqrt{H^2 (2 - H^2)}, \quad "
            r"\log 2 - H_b(\frac{1 - \mathrm{TV}}{2}) \le \mathrm{JSD} \le \log 2 \cdot \mathrm{TV}, \quad "
            r"\log 2 \cdot H^2 \le \mathrm{JSD} \le H^2, \quad \mathrm{JSD} \le \frac{J}{4}, \quad "
            r"\mathrm{JSD} \le \log \frac{2}{1 + e^{-J/2}}, \quad "
            r"\mathrm{KL} \le \left( \frac{a}{1 - e^{-a}} - \frac{b}{e^b - 1} \right) \mathrm{TV}"
        ),
        words=(
            "Total variation, Hellinger, KL, Jeffreys and JSD bound each other: Pinsker, Bretagnolle-Huber, "
            "Le Cam, Lin, Topsøe, Crooks, "
            "and a reverse Pinsker inequality where the ratio p/q is bounded."
        ),
        sources=(
            Source("pinsker1964", "as sharpened in [cover2006] Lemma 11.6.1"),
            Source("bretagnolle1979", "as in [tsybakov2009] Lemma 2.6"),
            Source(TSYBAKOV, "Lemma 2.3 (Le Cam), Lemma 2.5 (Pinsker)"),
            Source(LIN, "§III"),
            Source("topsoe2000", "capacitory discrimination, which is 2·JSD"),
            Source("crooks2008", "JSD and Jeffreys' divergence"),
            Source("binette2019", "Theorem 1, for KL"),
        ),
        relation=AT_MOST,
        assumptions=(
            "TV = ½∫|p − q|, H² = 1 − ∫√(pq), J = KL(p‖q) + KL(q‖p), H_b the binary entropy; the last: −b ≤ "
            "log(p/q) ≤ a"
        ),
        problem=Pair,
        families=("discrete", "gaussian", "mixture"),
        formula=f_divergence_estimate,
        comparison=inequalities,
        because=(
            "rounding and quadrature of each divergence, carried through the increasing functions by their "
            "rise over the "
            "interval; a mass that misses 1 by δ moves a side by at most δ of itself"
        ),
        counterclaims=(
            CounterClaim(
                title="JSD to base 2 beside nats",
                regime="p and q far apart",
                formula=wrong.inequalities_with_jsd_in_bits,
                witness=wrong.singular,
            ),
            CounterClaim(
                title="TV without its ½",
                regime="p near q",
                formula=wrong.inequalities_with_twice_tv,
                witness=wrong.close,
            ),
            CounterClaim(
                title="H² without its ½",
                regime="p and q far apart",
                formula=wrong.inequalities_with_twice_hellinger,
                witness=wrong.singular,
            ),
            CounterClaim(
                title="KL halved",
                regime="p near q",
                formula=wrong.inequalities_with_half_of_kl,
                witness=wrong.close,
            ),
        ),
    ),
)
