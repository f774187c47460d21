"""A square picture, and pens whose measures are hundredths of its side."""

import io

from PIL import Image, ImageDraw

# Drawn large and reduced, which smooths every edge.
DRAWN, SIZE = 800, 400


def mix(color: str, other: str, part: float) -> str:
    """Return `color` with a `part` (0 to 1) of `other` in it."""
    pairs = zip(_channels(color), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * part):02x}" for a, b in pairs)


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


class Canvas:
    """Pens draw over what is there already, so the farthest thing comes first."""

    def __init__(self, color: str) -> None:
        self.image = Image.new("RGB", (DRAWN, DRAWN), color)
        self.pen = ImageDraw.Draw(self.image)

    def as_jpeg(self) -> bytes:
        out = io.BytesIO()
        self.image.reduce(DRAWN // SIZE).save(out, "JPEG", quality=88)
        return out.getvalue()

    def box(self, x: float, y: float, w: float, h: float) -> tuple[float, float, float, float]:
        """Return the corners of a box around the center (x, y)."""
        unit = DRAWN / 100
        return (x - w) * unit, (y - h) * unit, (x + w) * unit, (y + h) * unit

    def oval(self, x: float, y: float, w: float, h: float, color: str) -> None:
        self.pen.ellipse(self.box(x, y, w, h), fill=color)

    def circle(self, x: float, y: float, r: float, color: str) -> None:
        self.oval(x, y, r, r, color)

    def slab(self, x: float, y: float, w: float, h: float, r: float, color: str) -> None:
        self.pen.rounded_rectangle(self.box(x, y, w, h), r * DRAWN / 100, fill=color)

    def shape(self, color: str, *points: tuple[float, float]) -> None:
        self.pen.polygon([(x * DRAWN / 100, y * DRAWN / 100) for x, y in points], fill=color)

    def arc(
        self,
        x: float,
        y: float,
        w: float,
        h: float,
        span: tuple[int, int],
        color: str,
        width: float,
    ) -> None:
        self.pen.arc(self.box(x, y, w, h), *span, fill=color, width=round(width * DRAWN / 100))

    def mask(self) -> tuple[Image.Image, ImageDraw.ImageDraw]:
        mask = Image.new("L", (DRAWN, DRAWN), 0)
        return mask, ImageDraw.Draw(mask)
