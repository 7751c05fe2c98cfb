"""A target whose file brings the layers with it: what is tested is the way to them and back, not what they find."""

from pathlib import Path

from gancheck.auditing.audit import Audit, GameCard
from gancheck.auditing.finding import Certainty, Finding, Place, Severity
from gancheck.checks.verdict import Verdict
from gancheck.report.audit_report import AuditReport

LAYERS = """
import sys
import types
from gancheck.auditing.audit import Audit, GameCard
from gancheck.auditing.finding import Certainty, Finding, Severity
from gancheck.checks.verdict import Verdict

def finding(check, verdict, **more):
    return Finding(check=check, title=f"about {check}", verdict=verdict, severity=Severity.ERROR,
                   certainty=Certainty.CERTAIN, claim="loss.game", **more)

def layer(name, function):
    module = types.ModuleType(name)
    setattr(module, function.__name__, function)
    sys.modules[name] = module

def audit_losses(d_loss, g_loss=None, *, convention=None, claims=None):
    d_loss(0.0, 0.0)
    names = getattr(d_loss, "__name__", type(d_loss).__name__), getattr(g_loss, "__name__", g_loss)
    called = " ".join(map(str, (*names, convention, claims)))
    bad = finding("stub-direction", Verdict.VIOLATED, bug_class="L1", fix="Swap.", evidence={"slope": float("inf")})
    return Audit(target="", game=GameCard(name="stub game", sentences=(called,)), findings=(bad,))

def audit_penalty(penalty):
    return Audit(target="", game=GameCard(name="penalty"), findings=(finding("stub-axes", Verdict.HOLDS),))

def audit_steps(gan, *, updates=0, seed=0):
    return Audit(target="", game=GameCard(name="stepped", k=2.0), findings=(finding("stub-ledger", Verdict.HOLDS),))

def audit_play(gan, *, seconds=60, alpha=1e-6, seed=0):
    gan.play()
    game = GameCard(name="played", output_space="logit", sentences=(f"seed {seed}",))
    return Audit(target="", game=game, findings=(finding("stub-optimum", Verdict.HOLDS),))

layer("gancheck.auditing.losses.audit", audit_losses)
layer("gancheck.auditing.losses.penalty", audit_penalty)
layer("gancheck.auditing.steps.audit", audit_steps)
layer("gancheck.auditing.play.audit", audit_play)
"""


def write_target(folder: Path, source: str, name: str = "target.py") -> Path:
    """A file with the stub layers and this source."""
    file = folder / name
    file.write_text(LAYERS + source, encoding="utf-8")
    return file


def violation(check: str = "stub-direction", code: str = "L1", **more: object) -> Finding:
    """A violation with hostile words in it."""
    given: dict[str, object] = {
        "title": "D is <script>alert(1)</script> rewarded | for [bold]fakes[/]",
        "severity": Severity.ERROR,
        "certainty": Certainty.CERTAIN,
        "claim": "disc.optimum",
        "evidence": {"slope on fake": -0.25, "labels": "real 0, fake 1", "scores": [0.5, 1.0]},
        "reason": "The slope is positive.\nSo it is.",
        "fix": "Exchange the targets of D, 100% of them.",
        "reproduce": "gancheck audit losses.py:d_loss --select stub-direction",
    }
    return Finding(check=check, verdict=Verdict.VIOLATED, bug_class=code, **(given | more))  # type: ignore[arg-type]


def other(verdict: Verdict, check: str, reason: str = "") -> Finding:
    """A finding that is no violation."""
    return Finding(
        check=check,
        title=f"about {check}",
        verdict=verdict,
        severity=Severity.ERROR,
        certainty=Certainty.CERTAIN,
        claim="loss.game",
        reason=reason,
    )


def report_of(*findings: Finding, target: str = "losses.py:d_loss", **more: object) -> AuditReport:
    """A report of these findings, with the card of a known game."""
    game = GameCard(
        name="non-saturating GAN",
        discriminator_divergence="2·JSD(p, q)",
        generator_divergence="KL(q‖p) − 2·JSD(p, q)",
        k=5.0,
        output_space="logit",
        sentences=("called as (real, fake)",),
    )
    curves = {
        "r": (0.1, 1.0, 10.0),
        "t_star": (-2.3, 0.0, 2.3),
        "curvature": (float("inf"), 0.5, 0.1),
        "F$_<\x07": (1.0, 2.0, 3.0),
    }
    return AuditReport(audit=Audit(target=target, game=game, findings=findings, curves=curves), **more)  # type: ignore[arg-type]


PLACE = Place("losses.py", 3)
SOURCE = "import torch\n\ndef d_loss(real, fake):\n    return real - fake\n"
