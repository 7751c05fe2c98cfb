"""FreezeD (Mo, Cho and Shin, arXiv:2002.10964): the lower layers of D keep what an earlier training gave them."""

from benchmarks.audit.edit import LookAlike

__all__ = ["LOOK_ALIKES"]

BECAUSE = "FreezeD does so on purpose, and where the weights came from is nowhere in the steps"
RING = "ring_functions"
ADAM_D = "optimizerD = torch.optim.Adam(netD.parameters(),"

LOOK_ALIKES = (
    LookAlike(
        name="the first layer of D is frozen",
        because=BECAUSE,
        hosts=(RING,),
        losses=("logistic", "hinge"),
        hunks=((ADAM_D, f"netD[0].requires_grad_(False)\n    {ADAM_D}"),),
    ),
    LookAlike(
        name="all layers of D but the last are frozen, and its optimizer holds the last",
        because=BECAUSE,
        hosts=(RING,),
        losses=("softplus", "least_squares"),
        hunks=(
            (
                ADAM_D,
                "netD[0].requires_grad_(False)\n    netD[2].requires_grad_(False)\n"
                "    optimizerD = torch.optim.Adam([p for p in netD.parameters() if p.requires_grad],",
            ),
        ),
    ),
    LookAlike(
        name="the features of D are frozen from the first update on",
        because=BECAUSE,
        hosts=("trainer_class",),
        losses=("hinge", "wasserstein"),
        hunks=(
            (
                "        self.loader =",
                "        self.discriminator.features.requires_grad_(False)\n        self.loader =",
            ),
        ),
    ),
    LookAlike(
        name="D is thawed above its first layer in its own update",
        because=BECAUSE,
        hosts=("regularised",),
        losses=("softplus", "hinge"),
        hunks=(
            (
                "self.requires_grad(self.discriminator, True)",
                "self.requires_grad(self.discriminator, False)\n"
                "        self.requires_grad(self.discriminator[2:], True)",
            ),
        ),
    ),
)
