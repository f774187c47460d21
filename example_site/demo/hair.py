"""Draws hair: what is behind the head, and what is in front of it."""

from example_site.demo.canvas import DRAWN, Canvas, mix
from example_site.demo.looks import Look

# How a headscarf falls over the shoulders.
_DRAPE = ((31, 60), (69, 60), (76, 82), (50, 92), (24, 82))


class Hair(Canvas):
    """A canvas with pens for every style of hair."""

    def __init__(self, look: Look) -> None:
        super().__init__(look.backdrop[0])
        self.look = look
        self.hair_shade = mix(look.hair, "#000000", 0.14)

    def hair_behind(self) -> None:
        style, hair, shade = self.look.style, self.look.hair, self.hair_shade
        if style in ("long", "side_long", "fringe"):
            self.slab(50, 54, 22.5, 30, 18, shade)
        elif style == "bob":
            self.slab(50, 45, 22.5, 21.5, 16, shade)
        elif style == "waves":
            for x, y, r in ((31, 46, 8), (30, 57, 8.5), (32, 67, 8), (69, 46, 8), (70, 57, 8.5)):
                self.circle(x, y, r, shade)
            self.circle(68, 67, 8, shade)
            self.oval(50, 40, 22, 20, shade)
        elif style == "bun":
            self.circle(50, 14.5, 8.5, hair)
            self.oval(50, 38, 20.5, 20, shade)
        elif style == "afro":
            for x, y, r in (
                (50, 28, 20),
                (35, 33, 15),
                (65, 33, 15),
                (31, 44, 12),
                (69, 44, 12),
                (41, 22, 13),
                (59, 22, 13),
            ):
                self.circle(x, y, r, hair)

    def hair_in_front(self) -> None:
        getattr(self, f"hair_{self.look.style}")()

    def cap(
        self,
        *,
        size: tuple[float, float] = (18.6, 21.6),
        lift: float = 1.2,
        line: tuple[float, float, float, float],
        low: float = 43,
        color: str = "",
    ) -> None:
        """Hair on the head's own outline, down to `low`, but for an oval `line` (the face)."""
        mask, pen = self.mask()
        pen.ellipse(self.box(50, 43 - lift, *size), fill=255)
        pen.rectangle(self.box(50, low + 50, 50, 50), fill=0)
        pen.ellipse(self.box(*line), fill=0)
        self.image.paste(color or self.look.hair, (0, 0), mask)

    def hair_short(self) -> None:
        self.cap(line=(50, 51, 15.6, 21), low=45)

    def hair_crew(self) -> None:
        self.cap(size=(17.8, 21.4), line=(50, 52, 16.4, 22), low=42)

    def hair_buzz(self) -> None:
        color = mix(self.look.hair, self.look.skin, 0.3)
        self.cap(size=(17.5, 20.9), lift=0.5, line=(50, 50.5, 15.8, 21), low=44, color=color)

    def hair_bald(self) -> None:
        color = mix(self.look.hair, self.look.skin, 0.25)
        self.cap(size=(17.9, 20.5), lift=0, line=(50, 36, 16.4, 26), low=50, color=color)
        self.oval(44, 27, 4.5, 2, mix(self.look.skin, "#ffffff", 0.25))

    def hair_receding(self) -> None:
        self.cap(size=(18, 21), lift=0.6, line=(50, 47, 15.6, 21.5), low=46)

    def hair_side(self) -> None:
        self.cap(line=(54, 52, 17.6, 21.5), low=45)

    def hair_swept(self) -> None:
        self.cap(line=(50, 51.5, 15.8, 20.5), low=45)
        self.oval(53, 23.5, 15, 7, self.look.hair)
        self.oval(61, 27, 7.6, 6, self.look.hair)

    def hair_curly(self) -> None:
        self.cap(line=(50, 52, 15.4, 21), low=45)
        curls = ((34, 32, 5), (37.5, 26, 5.5), (43, 22.5, 6), (50, 21, 6.3), (57, 22.5, 6))
        for x, y, r in (*curls, (62.5, 26, 5.5), (66, 32, 5)):
            self.circle(x, y, r, self.look.hair)

    def hair_long(self) -> None:
        self.cap(size=(20.5, 23), lift=1.4, line=(50, 55, 16, 25), low=58)
        self.cap(size=(20.5, 23), lift=1.4, line=(62, 57, 28, 29), low=42)

    def hair_side_long(self) -> None:
        self.cap(size=(20.5, 23), lift=1.4, line=(42, 55, 24.5, 28), low=60)

    def hair_fringe(self) -> None:
        self.cap(size=(20.5, 23), lift=1.4, line=(50, 56, 15.8, 20), low=60)

    def hair_bob(self) -> None:
        self.cap(size=(21, 23.2), lift=1.4, line=(46, 54.5, 21, 25), low=58)

    def hair_bun(self) -> None:
        self.cap(size=(19.4, 22.2), lift=1.4, line=(50, 53, 16, 24), low=44)

    def hair_waves(self) -> None:
        self.cap(size=(21, 23), lift=1.6, line=(56, 56, 23, 28.5), low=54)

    def hair_pixie(self) -> None:
        self.cap(size=(19, 22), lift=1.4, line=(47.5, 54, 17.6, 25.5), low=46)
        self.oval(57, 24, 11, 6, self.look.hair)

    def hair_scarf(self) -> None:
        cloth, fold = self.look.scarf, mix(self.look.scarf, "#000000", 0.12)
        mask, pen = self.mask()
        pen.ellipse(self.box(50, 42, 20.5, 24.5), fill=255)
        pen.rounded_rectangle(self.box(50, 62, 17.5, 17), 12 * DRAWN / 100, fill=255)
        pen.polygon([(x * DRAWN / 100, y * DRAWN / 100) for x, y in _DRAPE], fill=255)
        pen.ellipse(self.box(50, 46.5, 14.6, 17.5), fill=0)
        self.image.paste(cloth, (0, 0), mask)
        self.arc(50, 58, 22, 20, (30, 150), fold, 0.9)
        self.arc(54, 62, 24, 22, (40, 130), fold, 0.9)

    def hair_afro(self) -> None:
        self.cap(size=(19.5, 22), lift=1.6, line=(50, 53.5, 16, 23.5), low=45)
