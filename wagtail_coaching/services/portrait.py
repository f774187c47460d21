"""A photo that somebody sends: checked, and written anew.

What is stored is a picture that we drew from the pixels of theirs. Nothing else of the file stays:
no place where it was taken, no second file hidden in it, nothing that a browser might run.
"""

from __future__ import annotations

import contextlib
import uuid
import warnings
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError
from wagtail.images import get_image_model
from wagtail.models import Collection, GroupCollectionPermission, GroupSitePermission

from wagtail_coaching.exceptions import PortraitError

if TYPE_CHECKING:
    from django.core.files.base import File
    from wagtail.models import Site

#: The largest file that is taken, in bytes.
MAX_BYTES: Final = 10 * 1024 * 1024
#: The most pixels: some telephones take so many. Asked before anything is unpacked.
MAX_PIXELS: Final = 50_000_000
#: The longer side of what is stored, in pixels.
_LONGEST_SIDE: Final = 1600
_QUALITY: Final = 88
#: By content, whatever the file is called. Nothing else is even tried.
_FORMATS: Final = ("JPEG", "PNG", "WEBP")
_WHITE: Final = (255, 255, 255)
#: Exif 2.32, section 4.6.4: what puts a picture upright.
_ORIENTATION: Final = 0x0112
_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def rewrite(*, file: File[bytes]) -> bytes:
    """Return a photo as a JPEG of our own making: upright, on white, not larger than we show.

    Of a picture that moves, the first frame is taken.

    Args:
        file: JPEG, PNG, WebP or HEIC, as a browser sent it.

    Raises:
        PortraitError: it is none of these, is broken, or too large.
    """
    # The size that is said may be a lie: nothing above it is read.
    if (file.size or 0) > MAX_BYTES:
        raise _too_many_bytes()
    file.seek(0)
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise _too_many_bytes()
    with _open(data) as image:
        width, height = image.size
        if width * height > MAX_PIXELS:
            raise _too_many_pixels()
        try:
            drawn = _draw(image)
        # Whatever a decoder makes of a hostile file: it is not taken.
        except Exception as error:
            raise PortraitError(
                _("We cannot read this picture: the file is damaged. Please choose another.")
            ) from error
    written = BytesIO()
    drawn.save(written, "JPEG", quality=_QUALITY, optimize=True, progressive=True)
    return written.getvalue()


def make_image(*, data: bytes, title: str, collection: Collection | None = None) -> Any:
    """Store a photo as one of Wagtail's images, under a file name that nobody can guess.

    Args:
        data: what :func:`rewrite` returned.
        title: what it is called among the images.
        collection: where it belongs; ``None``: where Wagtail puts images.
    """
    image = get_image_model()(title=title[:255])
    if collection is not None:
        image.collection = collection
    image.file = ContentFile(data, name=f"{uuid.uuid4().hex}.jpg")
    image.save()
    return image


def collection_of(site: Site | None) -> Collection | None:
    """Return where a site's own editors keep its portraits, and may crop them; ``None``: nowhere.

    It is the first collection that a group with rights on the site's coaching records adds to.
    """
    ours = GroupSitePermission.objects.filter(
        site=site, permission__content_type__app_label="wagtail_coaching"
    )
    adding = GroupCollectionPermission.objects.filter(
        group__in=ours.values("group"),
        permission__codename="add_image",
        # The root is everybody's.
        collection__depth__gt=1,
    )
    return Collection.objects.filter(pk__in=adding.values("collection")).order_by("path").first()


def _open(data: bytes) -> Image.Image:
    """Return the picture, its pixels still packed."""
    formats = [*_FORMATS, *_heif()]
    try:
        with warnings.catch_warnings():
            # We have a limit of our own, below the one that is warned about.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(BytesIO(data), formats=formats)
    except UnidentifiedImageError as error:
        raise PortraitError(
            _("This is not a photo that we can use. Please choose a JPEG, PNG, WebP or HEIC file.")
        ) from error
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except Exception as error:
        raise PortraitError(
            _("We cannot read this picture: the file is damaged. Please choose another.")
        ) from error


def _heif() -> list[str]:
    """Return what Pillow calls the format of iPhones, where the library for it is installed."""
    try:
        from pillow_heif import HeifImagePlugin  # noqa: F401  (importing registers)
    except ImportError:
        return []
    return ["HEIF"]


def _draw(image: Image.Image) -> Image.Image:
    """Draw the picture's first frame anew, on white."""
    # A large JPEG is unpacked at a fraction of its size.
    image.draft("RGB", (2 * _LONGEST_SIDE, 2 * _LONGEST_SIDE))
    image.load()
    picture: Image.Image = image
    if picture.mode.startswith("I"):
        # 16 bits a pixel, of which a JPEG has 8.
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode not in ("L", "RGB", "RGBA"):
        has_alpha = "A" in picture.mode or "a" in picture.mode or "transparency" in picture.info
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    elif "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    # What a camera notes about how it was held may be broken, with nothing else wrong.
    with contextlib.suppress(Exception):
        turn = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
        picture = picture.transpose(turn) if turn is not None else picture
    drawn = Image.new("RGB", picture.size, _WHITE)
    drawn.paste(picture, mask=picture.getchannel("A") if picture.mode == "RGBA" else None)
    return drawn


def _too_many_bytes() -> PortraitError:
    return PortraitError(
        _("This file is too large: we take up to %(megabytes)d MB.")
        % {"megabytes": MAX_BYTES // (1024 * 1024)}
    )


def _too_many_pixels() -> PortraitError:
    return PortraitError(
        _("This picture has too many pixels. Please choose a smaller version of it.")
    )
