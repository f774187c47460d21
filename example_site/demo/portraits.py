"""Draws invented people: flat, friendly head-and-shoulders pictures of nobody at all."""

from example_site.demo.canvas import DRAWN, mix
from example_site.demo.hair import Hair
from example_site.demo.looks import HAIRS, SKINS, Look


def draw_portrait(look: Look) -> bytes:
    """Draw somebody; returns a square JPEG."""
    return _Artist(look).draw()


class _Artist(Hair):
    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.shade = mix(look.skin, "#5a2a1a", 0.18)
        self.lining = mix(look.clothes, "#000000", 0.22)
        # Dark eyes and lips on dark skin need something lighter around them.
        self.deep = look.skin in SKINS[5:]

    def draw(self) -> bytes:
        self.circle(50, 46, 38, self.look.backdrop[1])
        self.hair_behind()
        self.body()
        self.head()
        self.face()
        self.hair_in_front()
        self.glasses()
        return self.as_jpeg()

    def body(self) -> None:
        look = self.look
        self.slab(50, 106, 38, 31, 24, look.clothes)
        # The neck, with the head's shadow on it.
        self.slab(50, 66, 7.6, 13, 6, look.skin)
        self.oval(50, 62.5, 8.2, 7.5, self.shade)
        getattr(self, f"garment_{look.garment}")()

    def garment_crew(self) -> None:
        self.oval(50, 75.5, 12.5, 7, self.lining)
        self.oval(50, 73.5, 10.4, 6.2, self.look.skin)
        self.oval(50, 62.5, 8.2, 7.5, self.shade)

    def garment_open(self) -> None:
        self.shape(self.look.skin, (41, 74), (59, 74), (50, 89))
        self.shape(self.lining, (38.5, 75), (42, 73), (51, 90), (50, 94))
        self.shape(self.lining, (61.5, 75), (58, 73), (49, 90), (50, 94))

    def garment_turtleneck(self) -> None:
        self.slab(50, 73, 10, 7, 4, mix(self.look.clothes, "#ffffff", 0.12))
        self.slab(50, 80, 12, 4, 3, self.look.clothes)

    def garment_shirt(self) -> None:
        look = self.look
        self.slab(50, 106, 38, 31, 24, look.shirt)
        self.shape(look.skin, (44, 73), (56, 73), (50, 82))
        if look.tie:
            self.tie()
        edge = mix(look.shirt, "#51606b", 0.2)
        self.shape(edge, (42.2, 72), (50, 81.5), (44, 88), (38.5, 76))
        self.shape(edge, (57.8, 72), (50, 81.5), (56, 88), (61.5, 76))
        for y in (88, 94):
            if not look.tie:
                self.circle(50, y, 0.9, edge)

    def garment_blazer(self) -> None:
        look = self.look
        self.shape(look.shirt, (41, 72), (59, 72), (57, 100), (43, 100))
        self.shape(look.skin, (44.2, 72), (55.8, 72), (50, 81))
        if look.tie:
            self.tie()
        edge = mix(look.shirt, "#51606b", 0.16)
        self.shape(edge, (42.4, 71.5), (50, 81), (45.5, 86), (40, 75))
        self.shape(edge, (57.6, 71.5), (50, 81), (54.5, 86), (60, 75))
        self.shape(self.lining, (40, 73), (36.5, 77), (33.5, 88), (39, 88), (37.5, 91), (48, 101))
        self.shape(self.lining, (60, 73), (63.5, 77), (66.5, 88), (61, 88), (62.5, 91), (52, 101))

    def garment_vest(self) -> None:
        look = self.look
        self.slab(50, 106, 38, 31, 24, look.shirt)
        self.shape(look.clothes, (35, 76), (41.5, 74), (50, 93), (50, 101), (30, 101))
        self.shape(look.clothes, (65, 76), (58.5, 74), (50, 93), (50, 101), (70, 101))
        self.shape(look.skin, (44, 73), (56, 73), (50, 82))
        if look.tie:
            self.tie()
        edge = mix(look.shirt, "#51606b", 0.2)
        self.shape(edge, (42.4, 72), (50, 81.5), (45, 86.5), (39.5, 76))
        self.shape(edge, (57.6, 72), (50, 81.5), (55, 86.5), (60.5, 76))

    def tie(self) -> None:
        tie = self.look.tie
        self.shape(tie, (48, 80), (52, 80), (51.3, 84), (48.7, 84))
        self.shape(mix(tie, "#000000", 0.12), (48.7, 84), (51.3, 84), (53.4, 101), (46.6, 101))

    def head(self) -> None:
        look = self.look
        for x in (32.6, 67.4):
            self.oval(x, 46, 3, 4.4, self.shade)
        self.oval(50, 43, 17.2, 20.5, look.skin)
        # A square jaw is a wider lower half.
        self.slab(50, 48.5, 15.5 + 1.5 * look.jaw, 13.5 + look.jaw, 12, look.skin)
        if look.earrings:
            for x in (32.4, 67.6):
                self.circle(x, 52, 1.5, "#f2b441")
        if look.beard in ("full", "short"):
            self.beard()

    def beard(self) -> None:
        look = self.look
        mask, pen = self.mask()
        pen.ellipse(self.box(50, 43, 17.2, 20.5), fill=255)
        pen.rounded_rectangle(
            self.box(50, 48.5, 15.5 + 1.5 * look.jaw, 13.5 + look.jaw), 12 * DRAWN / 100, fill=255
        )
        pen.rectangle(self.box(50, 18, 50, 26.4), fill=0)
        depth = 14 if look.beard == "full" else 16
        pen.ellipse(self.box(50, 43, 13.2, depth), fill=0)
        pen.rounded_rectangle(self.box(50, 54.4, 7, 1.7), DRAWN / 60, fill=255)
        color = look.hair if look.beard == "full" else mix(look.hair, look.skin, 0.35)
        self.image.paste(color, (0, 0), mask)

    def face(self) -> None:
        look = self.look
        dark = "#2b2226"
        if look.blush:
            for x in (39.5, 60.5):
                self.oval(x, 50.5, 3.2, 2.2, mix(look.skin, "#e8705f", 0.22))
        for x in (42.8, 57.2):
            if self.deep:
                self.oval(x, 44.6, 2.15, 1.95, "#e9e1d8")
            self.oval(x, 44.6, 1.55, 1.9, dark)
            self.circle(x + 0.55, 43.9, 0.5, "#ffffff")
            brow = mix(look.hair, dark, 0.45)
            if self.deep and look.hair == HAIRS["black"]:
                brow = "#1c1416"
            self.arc(x, 42.6, 4.1, 3.4, (212, 328), brow, 1.1)
        self.arc(50, 47.5, 2.2, 2.6, (40, 140), mix(self.shade, "#3a1a10", 0.25), 0.9)
        self.mouth()
        if look.beard == "mustache":
            self.arc(47, 54.6, 3.6, 3, (185, 330), look.hair, 1.7)
            self.arc(53, 54.6, 3.6, 3, (210, 355), look.hair, 1.7)

    def mouth(self) -> None:
        lip = mix(self.look.skin, "#d9766e" if self.deep else "#8e2f2f", 0.55)
        if self.look.smile == 0:
            self.arc(50, 52.6, 5, 3.6, (25, 155), lip, 1.1)
        elif self.look.smile == 1:
            self.pen.chord(self.box(50, 53.2, 5, 4), 8, 172, fill=lip)
            self.pen.chord(self.box(50, 53.3, 4.3, 2.5), 8, 172, fill="#ffffff")
        else:
            self.arc(50, 51.5, 6, 4.6, (35, 145), lip, 1.1)

    def glasses(self) -> None:
        if not self.look.glasses:
            return
        frame = "#d8b268" if self.deep else mix(self.look.clothes, "#1d1d24", 0.6)
        width = round(0.8 * DRAWN / 100)
        for x in (42.6, 57.4):
            if self.look.glasses == "round":
                self.pen.ellipse(self.box(x, 44.8, 5.4, 5.2), outline=frame, width=width)
            else:
                self.pen.rounded_rectangle(
                    self.box(x, 44.9, 5.7, 4.2), DRAWN / 70, outline=frame, width=width
                )
        self.arc(50, 45, 2.3, 1.8, (190, 350), frame, 0.8)
