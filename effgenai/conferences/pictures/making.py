"""Uploaded pictures, read with suspicion and made small: several widths, AVIF and WebP, pixels alone.

Pure: knows neither database nor storage. What cannot be taken raises `BadPicture` with a sentence for people.
`make_sizes` is done in a limited process; `made_picture` asks for it.
"""

from __future__ import annotations

import dataclasses
import io
import itertools
from collections.abc import Iterable, Iterator

from PIL import Image, ImageCms, UnidentifiedImageError

from effgenai.resilience.limited.answers import Declined, WorkResult
from effgenai.resilience.limited.running import LimitMet, Limits, run_limited
from effgenai.storage.errors import NotStored

MAX_BYTES = 20 * 1024 * 1024
MAX_PIXELS = 50_000_000
MAX_RATIO = 20
WIDTHS = (320, 640, 1280, 1920)
STRIP = 128
FORMATS = ("avif", "webp")
CONTENT_TYPES = {"avif": "image/avif", "webp": "image/webp"}
LONGEST_SIDE = 16_000  # WebP ends at 16,383

READ = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
ACCEPT = "image/jpeg,image/png,image/webp,image/gif,image/avif"
SAVE_AS = "Save it as PNG or JPEG and choose that file."
LIMITS = Limits(seconds=20, wall=25.0, megabytes=480)
TOO_MUCH = f"This picture takes too much time or memory to open. Make it smaller. {SAVE_AS}"


class BadPicture(Declined):
    """The file cannot be taken; the text says why and what to do."""


@dataclasses.dataclass(frozen=True, slots=True)
class MadePicture:
    """A file that turned out to be a picture: its size when held upright, and all that is kept of it."""

    width: int
    height: int
    widths: list[int]
    files: dict[tuple[int, str], bytes]


@dataclasses.dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it came, turned upright, in sRGB. `width` and `height` are those of the upload."""

    pixels: Image.Image
    width: int
    height: int

    @property
    def widths(self) -> list[int]:
        """The widths it is made in, ascending; never more than it has."""
        smaller = [width for width in WIDTHS if width < self.width]
        widths = smaller if len(smaller) == len(WIDTHS) else [*smaller, self.width]
        return [width for width in widths if self.height_at(width) <= LONGEST_SIDE]

    def height_at(self, width: int) -> int:
        """How high it is at that width."""
        return max(1, round(self.height * width / self.width))


def made_picture(content: bytes) -> MadePicture:
    """The picture in a file that may be anything, in every size; raises BadPicture if it is none."""
    _check_kind(content)
    try:
        answer = run_limited(f"{__name__}:make_sizes", content, limits=LIMITS)
    except Declined as declined:
        raise BadPicture(str(declined)) from declined
    except LimitMet as met:
        raise BadPicture(TOO_MUCH) from met
    except OSError as problem:  # there is no room for what passes between the two processes
        raise BadPicture(NotStored(problem).sentence) from problem
    facts = answer.facts
    wanted = _sizes(facts["widths"])
    files = dict(zip(wanted, answer.parts, strict=True))
    return MadePicture(facts["width"], facts["height"], facts["widths"], files)


def make_sizes(content: bytes) -> WorkResult:
    """Decode a picture and write it in every size; for a limited process."""
    picture = read_picture(content)
    parts = [made for _, _, made in encoded(picture, _sizes(picture.widths))]
    return WorkResult({"width": picture.width, "height": picture.height, "widths": picture.widths}, parts)


def _sizes(widths: list[int]) -> list[tuple[int, str]]:
    return [(width, name) for width in widths for name in FORMATS]


def read_picture(content: bytes) -> Picture:
    """The picture in a file that may be anything; raises BadPicture if it is none that can be shown."""
    _check_kind(content)
    try:
        return _read(content)
    except (BadPicture, MemoryError):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadPicture(_too_many_pixels()) from error
    except Exception as error:  # the decoders raise OSError, SyntaxError, ValueError and more
        raise BadPicture(f"This picture is damaged or incomplete: look at it yourself. {SAVE_AS}") from error


def check_size_of_file(size: int) -> None:
    """Refuse a file that is too large, before it is read.

    Raises BadPicture if it has more bytes than are taken.
    """
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1024**2
        raise BadPicture(
            f"The file has {size / 1024**2:.0f} MB; at most {limit} MB are taken. "
            "Save it smaller: 2,000 pixels across are plenty."
        )


def _check_kind(content: bytes) -> None:
    if not content:
        raise BadPicture("The file is empty (0 bytes). Choose the picture again.")
    check_size_of_file(len(content))
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (
        start.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--"))
        and b"<svg" in content[:65536].lower()
    ):
        raise BadPicture(
            "This is an SVG. Such files can hold scripts and are not taken: export it as PNG, about 1,900 "
            "pixels wide, and choose that file."
        )
    if start[4:8] == b"ftyp" and start[8:12] in {b"heic", b"heix", b"hevc", b"mif1", b"msf1"}:
        raise BadPicture(f"This is a HEIC picture, which browsers do not show. {SAVE_AS}")


def _too_many_pixels(size: tuple[int, int] | None = None) -> str:
    has = f"The picture has {size[0]:,} × {size[1]:,} pixels" if size else "The picture has too many pixels"
    most = f"at most {MAX_PIXELS // 1_000_000} million are taken"
    return f"{has}; {most}. Make it smaller: 2,000 across are plenty."


def _read(content: bytes) -> Picture:
    try:
        image = Image.open(io.BytesIO(content), formats=READ)
    except UnidentifiedImageError as error:
        raise BadPicture(f"This is no picture of a kind that can be shown. {SAVE_AS}") from error
    _check_size(image)
    orientation = _orientation(image)
    width, height = image.size if orientation < 5 else image.size[::-1]
    if image.format == "JPEG":
        image.draft("RGB", (2 * WIDTHS[-1], 2 * WIDTHS[-1]))  # a large photograph is decoded at half its size
    image.load()
    upright = _upright(_plain(image), orientation)
    return Picture(_in_srgb(upright, image), width, height)


def _check_size(image: Image.Image) -> None:
    width, height = image.size
    if width * height > MAX_PIXELS:
        raise BadPicture(_too_many_pixels(image.size))
    if max(width, height) > MAX_RATIO * min(width, height):
        raise BadPicture(
            f"The picture has {width:,} × {height:,} pixels: that is a strip which no page can show. Crop it."
        )


def _orientation(image: Image.Image) -> int:
    """How the camera was held, 1 to 8; upright if the metadata is none that can be read."""
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:  # noqa: BLE001 - metadata is a wilderness, and the picture is fine without
        return 1
    return value if value in range(1, 9) else 1


_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    turn = _TURNS.get(orientation)
    return image if turn is None else image.transpose(turn)


def _plain(image: Image.Image) -> Image.Image:
    """The first frame as L, RGB, CMYK or RGBA, no larger than needed.

    What can be made smaller as it is becomes so first: each conversion takes its memory once more.
    """
    if image.mode in {"L", "RGB", "CMYK", "RGBA"} and "transparency" not in image.info:
        image = _contained(image)
    if image.mode.startswith("I"):
        image = _contained(image.convert("I")).point(lambda value: value * (1 / 256)).convert("L")
    elif image.has_transparency_data:
        image = image.convert("RGBA") if image.mode != "RGBA" else image
    elif image.mode not in {"L", "RGB", "CMYK"}:
        image = image.convert("RGB")
    return _contained(image)


def _contained(image: Image.Image) -> Image.Image:
    """The picture at a half, a third … of its size, if it is larger than needed; made strip by strip."""
    factor = -(-max(image.size) // (2 * WIDTHS[-1]))
    if factor == 1:
        return image
    width, height = image.size
    reduced = Image.new(image.mode, (-(-width // factor), -(-height // factor)))
    for top in range(0, height, STRIP * factor):
        strip = image.crop((0, top, width, min(top + STRIP * factor, height)))
        reduced.paste(strip.reduce(factor), (0, top // factor))
    return reduced


def _in_srgb(image: Image.Image, source: Image.Image) -> Image.Image:
    """The colours as every screen shows them, and nothing that came along with the pixels."""
    alpha = image.getchannel("A") if image.mode == "RGBA" else None
    colours = _converted(image.convert("RGB") if alpha else image, source.info.get("icc_profile"))
    clean = Image.new("RGB", colours.size)
    clean.paste(colours)
    if alpha:
        clean.putalpha(alpha)
    return clean


def _converted(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            srgb = ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, own, srgb, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None  # a broken profile, or one for other colours: it says nothing
        if converted is not None:
            return converted
    return image.convert("RGB")


def encoded(picture: Picture, wanted: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str, bytes]]:
    """The picture in each wanted width and format: width, format, bytes."""
    for width, names in itertools.groupby(wanted, key=lambda one: one[0]):
        size = (width, picture.height_at(width))
        resized = picture.pixels.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)
        for _, name in names:
            yield width, name, _encode(resized, name)


def _encode(image: Image.Image, name: str) -> bytes:
    buffer = io.BytesIO()
    if name == "avif":
        # Logos and drawings are transparent, and their thin coloured lines want every pixel's colour.
        sampling = "4:4:4" if image.mode == "RGBA" else "4:2:0"
        image.save(buffer, "AVIF", quality=62, speed=7, subsampling=sampling, max_threads=2)
    else:
        image.save(buffer, "WEBP", quality=80, method=4)
    return buffer.getvalue()


def path_of(sha256: str, width: int, name: str) -> str:
    """Where the bytes of a picture lie in the storage."""
    return f"images/{sha256}/{width}.{name}"
