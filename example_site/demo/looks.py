"""Invents what people look like."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from example_site.demo.canvas import mix

BACKDROPS = [
    ("#cfe3e1", "#e3f0ee"),
    ("#f4dfb6", "#faedd2"),
    ("#dfe5cf", "#edf1e2"),
    ("#f0d3c4", "#f8e5db"),
    ("#d3dcea", "#e5ebf4"),
    ("#e6d9e8", "#f2eaf3"),
    ("#bcd6d2", "#d2e5e2"),
    ("#f3e6cf", "#fbf3e4"),
]
CLOTHES = [
    "#0e4a55",
    "#24506e",
    "#9c3d22",
    "#5c6b3c",
    "#3d3a4f",
    "#7a4b6a",
    "#c07a2c",
    "#2f6b5f",
    "#54627a",
    "#8a5a44",
    "#b5545c",
    "#405a94",
]
SHIRTS = ["#ffffff", "#eaf1f6", "#ddd3c0", "#dfeae4", "#f3dfdc"]
TIES = ["#9c3d22", "#24506e", "#5f9360", "#b8862b", "#6a3f63"]
SKINS = ["#fbe0cd", "#f3cdb0", "#e8b88f", "#d49c6f", "#b97f52", "#96613b", "#764b2b", "#5e3a24"]
HAIRS = {
    "black": "#22202a",
    "brown": "#4a3125",
    "chestnut": "#6e4327",
    "auburn": "#8c4a28",
    "blond": "#c99d54",
    "gray": "#8d8f93",
    "silver": "#c4c7ca",
    "white": "#e9e8e4",
}
MASCULINE = ["short", "side", "buzz", "bald", "receding", "curly", "swept", "crew"]
FEMININE = ["long", "bob", "bun", "waves", "pixie", "afro", "side_long", "fringe"]
GARMENTS = ["blazer", "shirt", "crew", "turtleneck", "vest", "open"]


@dataclass(frozen=True)
class Look:
    """What somebody looks like."""

    skin: str
    hair: str
    style: str
    garment: str
    clothes: str
    shirt: str
    tie: str
    backdrop: tuple[str, str]
    beard: str
    glasses: str
    earrings: bool
    jaw: float
    smile: int
    blush: bool

    @property
    def scarf(self) -> str:
        """A color that differs from the clothes."""
        return mix(self.clothes, "#f3e6cf", 0.55)


def invent_look(
    rng: Random,
    *,
    presents: str,
    skins: Sequence[int],
    hair: Sequence[str],
    years: int,
    scarf: float = 0.0,
) -> Look:
    """Choose a look for somebody with so many `years` of work behind them.

    `presents` is "f", "m" or "x" (either); `skins` are positions in `SKINS`, and `hair` names in
    `HAIRS` to choose from; `scarf` is how likely a headscarf is.
    """
    feminine = presents == "f" or (presents == "x" and rng.random() < 0.5)
    tone = rng.choice(skins)
    color = rng.choice(hair)
    if rng.random() < (years - 14) / 22:
        color = rng.choice(["silver", "white", "gray"] if years > 27 else ["gray", "silver"])
    style = rng.choice(FEMININE if feminine else MASCULINE)
    if style in ("bald", "receding") and years < 15:
        style = "short"
    if style == "afro" and tone < 4:
        style = "waves"
    if feminine and rng.random() < scarf:
        style = "scarf"
    return Look(
        skin=SKINS[tone],
        hair=HAIRS[color],
        style=style,
        garment=rng.choice(GARMENTS),
        clothes=rng.choice(CLOTHES),
        shirt=rng.choice(SHIRTS),
        tie=rng.choice(TIES) if not feminine and rng.random() < 0.45 else "",
        backdrop=rng.choice(BACKDROPS),
        beard="" if feminine else rng.choice(["", "", "full", "short", "mustache"]),
        glasses=rng.choice(["", "", "", "round", "square"]),
        earrings=feminine and style != "scarf" and rng.random() < 0.45,
        jaw=rng.uniform(0.0, 0.35) if feminine else rng.uniform(0.0, 1.0),
        smile=rng.randrange(3),
        blush=tone < 3 and rng.random() < 0.7,
    )
