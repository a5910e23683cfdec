"""Pictures: what is taken and what is refused, what becomes of it, and who sees it."""

import io
import struct
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow
from PIL import ImageCms

from effgenai.audit.models import AuditLine
from effgenai.conferences.core.models import Conference
from effgenai.conferences.core.states import PublicState, Role
from effgenai.conferences.people.models import Person
from effgenai.conferences.pictures import making as pictures
from effgenai.conferences.pictures.making import BadPicture, encoded, made_picture, path_of, read_picture
from effgenai.conferences.pictures.models import Image
from effgenai.conferences.pictures.services import remove_image, store_image
from effgenai.conferences.pictures.texts import page_text_html, safe_html, text_html
from effgenai.conferences.site.models import Page
from effgenai.resilience.limited.running import Limits
from tests.support.factories import NOW, make_conference, make_member, make_user

RED, BLUE = (200, 30, 30), (30, 30, 200)


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path):
    backend = {
        "BACKEND": "effgenai.storage.backends.disk.WholeFiles",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": backend}


def drawn(width=400, height=200, mode="RGB"):
    """Left half red, right half blue."""
    image = Pillow.new("RGB", (width, height), RED)
    image.paste(BLUE, (width // 2, 0, width, height))
    return image.convert(mode)


def saved(image, kind="PNG", **options):
    kept = io.BytesIO()
    image.save(kept, kind, **options)
    return kept.getvalue()


def near(colour, other, by=24):
    return all(abs(one - two) <= by for one, two in zip(colour[:3], other[:3], strict=True))


def all_of(picture):
    wanted = [(width, name) for width in picture.widths for name in pictures.FORMATS]
    return {(width, name): content for width, name, content in encoded(picture, wanted)}


# --- Reading ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_every_format_becomes_avif_and_webp_in_widths_it_has(kind):
    picture = read_picture(saved(drawn(1000, 500), kind))
    assert picture.widths == [320, 640, 1000]
    for (width, name), content in all_of(picture).items():
        image = Pillow.open(io.BytesIO(content))
        assert image.format == name.upper()
        assert image.size == (width, width // 2)
        assert near(image.convert("RGB").getpixel((10, 10)), RED, 40)
        assert near(image.convert("RGB").getpixel((width - 10, 10)), BLUE, 40)


@pytest.mark.parametrize(
    ("width", "widths"),
    [
        (1, [1]),
        (200, [200]),
        (320, [320]),
        (1920, [320, 640, 1280, 1920]),
        (3000, [320, 640, 1280, 1920]),
    ],
)
def test_no_picture_is_made_larger_than_it_came(width, widths):
    assert read_picture(saved(drawn(width, width))).widths == widths


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_is_understood(mode):
    source = Pillow.new("I;16", (40, 40), 40000) if mode == "I;16" else drawn(40, 40, mode)
    picture = read_picture(saved(source))
    assert picture.pixels.mode in {"RGB", "RGBA"}
    if mode == "I;16":
        assert near(picture.pixels.getpixel((5, 5)), (156, 156, 156), 2)
    assert all_of(picture)


def test_what_is_transparent_stays_so():
    source = drawn(60, 60, "RGBA")
    source.paste((0, 0, 0, 0), (0, 0, 30, 60))
    for content in all_of(read_picture(saved(source))).values():
        image = Pillow.open(io.BytesIO(content)).convert("RGBA")
        opaque = image.getchannel("A")
        assert opaque.getpixel((5, 30)) < 20
        assert opaque.getpixel((55, 30)) > 235


def test_of_a_moving_picture_the_first_frame_is_taken():
    first, second = Pillow.new("RGB", (50, 50), RED), Pillow.new("RGB", (50, 50), BLUE)
    for kind in ("GIF", "WEBP"):
        content = saved(first, kind, save_all=True, append_images=[second], duration=100)
        assert near(read_picture(content).pixels.getpixel((20, 20)), RED)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_stands_upright_however_the_camera_was_held(orientation):
    upright = drawn(80, 40)
    turned = {
        2: Pillow.Transpose.FLIP_LEFT_RIGHT,
        3: Pillow.Transpose.ROTATE_180,
        4: Pillow.Transpose.FLIP_TOP_BOTTOM,
        5: Pillow.Transpose.TRANSPOSE,
        6: Pillow.Transpose.ROTATE_90,
        7: Pillow.Transpose.TRANSVERSE,
        8: Pillow.Transpose.ROTATE_270,
    }
    held = upright.transpose(turned[orientation]) if orientation > 1 else upright
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    picture = read_picture(saved(held, "JPEG", exif=exif, quality=95))
    assert (picture.width, picture.height) == (80, 40)
    assert near(picture.pixels.getpixel((5, 20)), RED)
    assert near(picture.pixels.getpixel((75, 20)), BLUE)


def test_neither_place_nor_camera_nor_comment_survives():
    exif = Pillow.Exif()
    exif[0x010F] = "ZQCAMERAZQ"
    exif.get_ifd(0x8825).update({1: "N", 2: (48.0, 12.0, 30.0)})
    content = saved(drawn(), "JPEG", exif=exif, comment=b"ZQCOMMENTZQ", xmp=b"<x>ZQXMPZQ</x>")
    assert b"ZQCAMERAZQ" in content
    for made in all_of(read_picture(content)).values():
        image = Pillow.open(io.BytesIO(made))
        assert not dict(image.getexif())
        for word in (b"ZQ", b"Exif", b"http://ns.adobe"):
            assert word not in made


def test_a_profile_of_colours_is_applied_and_left_out():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = read_picture(saved(drawn(), "PNG", icc_profile=profile))
    assert near(picture.pixels.getpixel((5, 5)), RED, 2)
    for made in all_of(picture).values():
        assert "icc_profile" not in Pillow.open(io.BytesIO(made)).info


def test_a_broken_profile_is_no_reason_to_refuse():
    picture = read_picture(saved(drawn(), "PNG", icc_profile=b"nonsense" * 40))
    assert near(picture.pixels.getpixel((5, 5)), RED, 2)


def test_a_print_in_four_colours_is_taken():
    picture = read_picture(saved(drawn(mode="CMYK"), "JPEG", quality=95))
    assert near(picture.pixels.getpixel((5, 5)), RED, 30)


# --- Refusing --------------------------------------------------------------------------------------------
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect width="9" height="9"/></svg>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"hello", "no picture of a kind"),
        (b"%PDF-1.7 nothing", "no picture of a kind"),
        (SVG, "SVG"),
        (b'<?xml version="1.0"?>\n<!-- x -->' + SVG, "SVG"),
        (b"\xef\xbb\xbf \n" + SVG, "SVG"),
        (b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "HEIC"),
        (saved(drawn(), "BMP"), "no picture of a kind"),
        (saved(drawn(), "TIFF"), "no picture of a kind"),
        (saved(drawn(2000, 10)), "strip"),
    ],
    ids=["empty", "text", "pdf", "svg", "svg-xml", "svg-bom", "heic", "bmp", "tiff", "strip"],
)
def test_what_is_no_picture_is_refused_with_a_sentence(content, words):
    with pytest.raises(BadPicture, match=words):
        read_picture(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_picture_is_refused(kind, share):
    noise = Pillow.effect_noise((300, 300), 90).convert("RGB")
    content = saved(noise, kind)
    with pytest.raises(BadPicture):
        read_picture(content[: int(len(content) * share)])


def _png_that_claims(width, height):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(b"\x00" * 100_000))
    return b"\x89PNG\r\n\x1a\n" + head + data + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(8000, 7000), (12_000, 9_000), (50_000, 50_000)])
def test_a_bomb_is_refused_before_it_is_opened(size):
    with pytest.raises(BadPicture, match="pixels"):
        read_picture(_png_that_claims(*size))


def test_a_picture_of_many_pixels_is_made_within_little_memory():
    """At most 480 MB: 49 million pixels in colours, which took 757 MB in the web process."""
    content = saved(Pillow.new("RGBA", (7000, 7000), (200, 30, 30, 128)), compress_level=1)
    picture = made_picture(content)
    assert (picture.width, picture.height, picture.widths) == (7000, 7000, [320, 640, 1280, 1920])
    assert set(picture.files) == {(width, name) for width in picture.widths for name in pictures.FORMATS}


def test_a_picture_that_meets_a_limit_is_refused_in_a_sentence(monkeypatch):
    monkeypatch.setattr(pictures, "LIMITS", Limits(megabytes=150))
    with pytest.raises(BadPicture, match="too much time or memory"):
        made_picture(saved(Pillow.new("RGB", (6000, 6000))))


def test_a_file_that_is_too_large_is_refused_before_it_is_read(monkeypatch):
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    with pytest.raises(BadPicture, match="at most"):
        read_picture(saved(drawn()))


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_bytes_come_the_answer_is_a_picture_or_a_sentence(data):
    kind = data.draw(st.sampled_from(["PNG", "JPEG", "WEBP", "GIF", "AVIF"]))
    content = bytearray(saved(drawn(40, 30), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        answer = f"{read_picture(bytes(content)).widths[-1]} wide."
    except BadPicture as refusal:
        answer = str(refusal)
    assert answer.endswith(".")


# --- Keeping ---------------------------------------------------------------------------------------------
@pytest.fixture
def conference():
    return make_conference("effgenai")


def upload(content=None, name="hall.png"):
    return SimpleUploadedFile(name, content or saved(drawn(700, 350)), "image/png")


def store(conference, **options):
    return store_image(
        upload=options.pop("upload", upload()), conference=conference, by=None, at=NOW, **options
    )


def url(conference, name, *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


@pytest.mark.django_db
def test_the_same_picture_is_kept_once(conference):
    one, again = store(conference, alt="The hall"), store(conference, alt="Another word")
    assert one == again
    assert Image.objects.get().alt == "The hall"
    assert AuditLine.objects.filter(action="picture.add").count() == 1
    elsewhere = store(make_conference("other"))
    assert elsewhere.sha256 == one.sha256
    assert default_storage.exists(path_of(one.sha256, 640, "avif"))


@pytest.mark.django_db(transaction=True)
def test_bytes_go_with_the_last_conference_that_shows_them(conference):
    one, other = store(conference), store(make_conference("other"))
    chair, path = make_user(), path_of(one.sha256, 320, "webp")
    remove_image(image=one, by=chair, at=NOW)
    assert default_storage.exists(path)
    remove_image(image=other, by=chair, at=NOW)
    assert not default_storage.exists(path)


@pytest.mark.django_db
def test_a_refused_picture_leaves_nothing_behind(conference):
    with pytest.raises(BadPicture):
        store(conference, upload=upload(SVG, "x.png"))
    assert not Image.objects.exists()
    assert not AuditLine.objects.exists()


# --- Serving ---------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_picture_is_served_for_ever_and_not_sent_twice(client, conference):
    image = store(conference)
    address = url(conference, "image", image.key, 640, "avif")
    response = client.get(address)
    assert response.status_code == 200
    assert response["Content-Type"] == "image/avif"
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert Pillow.open(io.BytesIO(response.content)).width == 640
    again = client.get(address, headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304
    assert client.post(address).status_code == 405


@pytest.mark.django_db
@pytest.mark.parametrize(("width", "name"), [(641, "avif"), (640, "png"), (640, "svg"), (1280, "webp")])
def test_only_what_was_made_is_served(client, conference, width, name):
    image = store(conference)
    assert client.get(url(conference, "image", image.key, width, name)).status_code == 404


@pytest.mark.django_db
def test_a_picture_is_seen_by_those_who_see_its_conference(client, conference):
    image, other = store(conference), make_conference("other")
    assert client.get(url(other, "image", image.key, 640, "webp")).status_code == 404
    Conference.objects.filter(pk=conference.pk).update(public_state=PublicState.DRAFT)
    address = url(conference, "image", image.key, 640, "webp")
    assert client.get(address).status_code == 404
    client.force_login(make_member(conference, Role.REVIEWER))
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("private")


# --- In texts --------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_text_shows_pictures_of_its_own_conference(conference):
    image = store(conference, alt="The hall", credit="A. Person")
    html = text_html(conference, f'![](image:{image.key} "From the gallery")')
    assert '<source type="image/avif"' in html
    assert '<source type="image/webp"' in html
    assert 'alt="The hall" width="700" height="350"' in html
    assert "<figcaption>From the gallery · Picture: A. Person</figcaption>" in html
    assert 'alt="Other &lt;words&gt;"' in text_html(
        conference, f"In a ![Other <words>](image:{image.key}) line"
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "source",
    [
        "https://elsewhere.example/a.png",
        "//elsewhere.example/a.png",
        "data:image/png;base64,AAAA",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "javascript:alert(1)",
        "image:aaaaaaaaaaaa",
        "image:../../etc/passwd",
    ],
)
def test_other_pictures_are_never_fetched_and_only_editors_are_told(conference, source):
    text = f"Before\n\n![A picture]({source})\n\nAfter"
    html = text_html(conference, text)
    assert "<img" not in html
    assert "elsewhere" not in html.replace(f"![A picture]({source})", "")
    assert "picture-missing" not in html
    for_editors = text_html(conference, text, for_editors=True)
    assert "<img" not in for_editors
    if "<" not in source and "javascript" not in source and "data:" not in source:
        assert "picture-missing" in for_editors


@pytest.mark.django_db
def test_html_pages_show_pictures_too_and_no_foreign_ones(client, conference):
    image = store(conference, alt="The hall")
    foreign = '<img src="https://elsewhere.example/x.png" alt="no">'
    body = f'<p>Hi</p><img src="image:{image.key}" onload="x()">{foreign}'
    Page.objects.create(
        conference=conference,
        slug="venue",
        title="Venue",
        body=body,
        format="html",
        is_published=True,
        updated_at=NOW,
    )
    html = client.get(url(conference, "page", "venue")).content.decode()
    assert f"/effgenai/images/{image.key}-640.avif 640w" in html
    assert "elsewhere.example" not in html
    assert "onload" not in html


@pytest.mark.django_db
def test_a_picture_of_another_conference_is_none_here(conference):
    image = store(make_conference("other"))
    assert image.key not in text_html(conference, f"![x](image:{image.key})")


@pytest.mark.django_db
def test_one_query_fetches_all_pictures_of_a_page(client, conference):
    keys = [store(conference, upload=upload(saved(drawn(40 + n, 40)))).key for n in range(3)]
    counts = []
    for number in (1, 3):
        body = "\n\n".join(f"![x](image:{key})" for key in keys[:number])
        slug = f"page{number}"
        page = {"slug": slug, "title": "Page", "body": body, "is_published": True, "updated_at": NOW}
        Page.objects.create(conference=conference, **page, in_menu=False)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(conference, "page", slug)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- The library -----------------------------------------------------------------------------------------
@pytest.fixture
def editor(client, conference):
    person = make_member(conference, Role.SITE_EDITOR)
    client.force_login(person)
    return person


@pytest.mark.django_db
def test_several_pictures_come_at_once_and_a_bad_one_stops_no_other(client, conference, editor):
    files = [upload(name="one.png"), upload(SVG, "two.svg"), upload(saved(drawn(30, 30)), "three.png")]
    response = client.post(url(conference, "images"), {"pictures": files}, follow=True)
    html = response.content.decode()
    assert "2 pictures are stored." in html
    assert "two.svg: This is an SVG." in html
    assert set(Image.objects.values_list("name", flat=True)) == {"one.png", "three.png"}
    assert html.count("no alternative text") == 2


@pytest.mark.django_db
def test_the_library_says_where_a_picture_is_used(client, conference, editor):
    image = store(conference)
    Person.objects.create(conference=conference, name="Ada Speaker", photo=image)
    page = {"slug": "venue", "title": "Venue", "updated_at": NOW}
    Page.objects.create(conference=conference, body=f"![x](image:{image.key})", **page)
    Conference.objects.filter(pk=conference.pk).update(logo=image)
    html = client.get(url(conference, "images")).content.decode()
    for words in ("Ada Speaker (people)", "Page “Venue”", "Logo of the site"):
        assert words in html
        assert words in client.get(url(conference, "remove_image", image.key)).content.decode()


@pytest.mark.django_db
def test_the_library_needs_the_same_queries_for_one_picture_and_three(client, conference, editor):
    counts = []
    for number in range(3):
        image = store(conference, upload=upload(saved(drawn(40 + number, 40)), f"{number}.png"))
        Person.objects.create(conference=conference, name=f"Person {number}", photo=image)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url(conference, "images")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[2]


@pytest.mark.django_db
def test_a_picture_is_described_and_removed(client, conference, editor):
    image = store(conference)
    person = Person.objects.create(conference=conference, name="Ada", photo=image)
    words = {"alt": "The hall from the door", "credit": "A. Person"}
    assert client.post(url(conference, "edit_image", image.key), words).status_code == 302
    image.refresh_from_db()
    assert (image.alt, image.credit) == ("The hall from the door", "A. Person")
    assert client.get(url(conference, "remove_image", image.key)).status_code == 200
    assert Image.objects.exists()
    assert client.post(url(conference, "remove_image", image.key)).status_code == 302
    assert not Image.objects.exists()
    person.refresh_from_db()
    assert person.photo is None
    actions = set(AuditLine.objects.values_list("action", flat=True))
    assert {"picture.describe", "picture.remove"} <= actions


@pytest.mark.django_db
@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.PROGRAM_EDITOR])
def test_others_have_no_library(client, conference, role):
    image = store(conference)
    client.force_login(make_member(conference, role) if role else make_user())
    for name, *args in (["images"], ["edit_image", image.key], ["remove_image", image.key], ["identity"]):
        assert client.get(url(conference, name, *args)).status_code == 404
        assert client.post(url(conference, name, *args), {"pictures": [upload()]}).status_code == 404
    assert Image.objects.get() == image


# --- Identity --------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_colour_logo_and_picture_are_set_in_one_place(client, conference, editor):
    image = store(conference, alt="Lines")
    data = {
        "accent": "#ffff00",
        "hero_image": image.pk,
        "logo_upload": upload(saved(drawn(90, 30)), "logo.png"),
    }
    html = client.post(url(conference, "identity"), data, follow=True).content.decode()
    assert "#ffff00 could not be read well" in html
    assert "as text" in html
    conference.refresh_from_db()
    assert conference.hero_image == image
    assert (conference.logo.name, conference.logo.alt) == ("logo.png", "EFFGENAI")
    client.logout()
    home = client.get(url(conference, "home")).content.decode()
    assert 'class="brand-logo"' in home
    assert 'alt="EFFGENAI"' in home
    assert '<div class="hero-band"><picture>' in home


@pytest.mark.django_db
def test_a_bad_logo_is_refused_beside_its_field_and_nothing_is_lost(client, conference, editor):
    data = {"accent": "#123456", "logo_upload": upload(SVG, "logo.svg")}
    response = client.post(url(conference, "identity"), data)
    html = response.content.decode()
    assert response.status_code == 200
    assert "This is an SVG." in html
    assert 'value="#123456"' in html
    conference.refresh_from_db()
    assert conference.accent == "#0b5d4e"
    assert not Image.objects.exists()


@pytest.mark.django_db
def test_a_picture_of_another_conference_cannot_be_chosen(client, conference, editor):
    foreign = store(make_conference("other"))
    response = client.post(url(conference, "identity"), {"accent": "#123456", "logo": foreign.pk})
    assert response.status_code == 200
    conference.refresh_from_db()
    assert conference.logo is None


@pytest.mark.django_db
def test_a_photo_uploaded_with_a_person_is_theirs(client, conference, editor):
    data = {
        "group": "speaker",
        "name": "Ada Speaker",
        "position": 0,
        "photo_upload": upload(name="ada.png"),
        "talk": "On engines.",
    }
    assert client.post(url(conference, "new_person"), data).status_code == 302
    person = Person.objects.get()
    assert (person.photo.name, person.photo.alt) == ("ada.png", "Portrait of Ada Speaker")
    change = {**data, "photo_upload": upload(saved(drawn(33, 33)), "new.png"), "photo": person.photo.pk}
    assert client.post(url(conference, "person", person.pk), change).status_code == 302
    person.refresh_from_db()
    assert person.photo.name == "new.png"


@pytest.mark.django_db
@pytest.mark.parametrize("source", ["img/map.png", "./map.png", "/assets/map.png", "../map.png", ""])
def test_a_picture_that_lay_beside_an_imported_page_is_left_out_and_told(conference, source):
    written = f"Before ![The map]({source}) after"
    tags = f'<p>Before <img src="{source}" alt="The map"> after</p>'
    for draw, text in ((text_html, written), (page_text_html, written), (safe_html, tags)):
        assert "<img" not in draw(conference, text)
        assert "The map" not in draw(conference, text)
        assert "Picture “The map” is not shown" in draw(conference, text, for_editors=True)


@pytest.mark.django_db
def test_a_picture_of_the_conference_stays(conference):
    address = f"/{conference.slug}/images/abc-640.webp"
    assert f'src="{address}"' in text_html(conference, f"![The hall]({address})")
