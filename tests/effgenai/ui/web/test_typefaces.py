"""Typefaces: each script's letters in a file of its own, loaded for pages with such letters alone."""

from __future__ import annotations

import io
import itertools
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from effgenai.ui.web.bundles import bundle
from effgenai.ui.web.typefaces import making
from effgenai.ui.web.typefaces.faces import FACES, SCRIPTS, STAND_INS
from effgenai.ui.web.typefaces.finder import FILES
from effgenai.ui.web.typefaces.making import codepoints, font_bytes, make, path_of

INTER, SERIF, ITALIC = FACES


def test_ranges_are_read_as_they_are_written():
    assert codepoints("0041-0043 20AC") == [0x41, 0x42, 0x43, 0x20AC]


def test_a_file_has_the_letters_of_its_script_all_weights_and_figures_for_tables():
    font = TTFont(io.BytesIO(font_bytes(INTER, "latin")))
    letters = font.getBestCmap()
    assert set(map(ord, "AZaz09éß€–“”…✓")) <= letters.keys()
    assert not set(map(ord, "ŁếЖΩ")) & letters.keys()
    assert [(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes] == [
        ("wght", 400, 700)
    ]
    assert "tnum" in {record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord}
    assert len(font_bytes(INTER, "latin")) < 40_000


@pytest.mark.parametrize(("script", "text"), [("latin-ext", "ŁőếửḤ"), ("cyrillic", "Жєђ"), ("greek", "Ωώ")])
def test_names_of_europe_and_vietnam_have_their_letters(script, text):
    assert set(map(ord, text)) <= TTFont(io.BytesIO(font_bytes(SERIF, script))).getBestCmap().keys()


def test_no_letter_is_in_two_files():
    for one, other in itertools.combinations(SCRIPTS.values(), 2):
        assert not set(codepoints(one)) & set(codepoints(other))


def test_a_file_is_made_once(tmp_path, monkeypatch):
    path = make(ITALIC, "greek", tmp_path)
    assert path == path_of(ITALIC, "greek", tmp_path)
    written = path.read_bytes()
    monkeypatch.setattr(making, "font_bytes", lambda *_: b"another")
    assert make(ITALIC, "greek", tmp_path).read_bytes() == written
    assert [each for each in path.parent.iterdir() if each != path] == []


def test_another_cut_is_another_file(tmp_path, monkeypatch):
    before = path_of(INTER, "latin", tmp_path)
    monkeypatch.setattr(making, "WEIGHTS", (400, 900))
    assert path_of(INTER, "latin", tmp_path) != before


def test_django_finds_them_among_its_static_files(settings, tmp_path):
    settings.TYPEFACES_DIR = tmp_path
    found = finders.find("fonts/source-serif-italic-greek.woff2")
    assert Path(found).read_bytes()[:4] == b"wOF2"
    assert finders.find("fonts/comic-latin.woff2") is None


def test_all_of_them_are_collected(settings, monkeypatch, tmp_path):
    settings.TYPEFACES_DIR = tmp_path
    for face, script in FILES.values():
        path = path_of(face, script, tmp_path)
        path.parent.mkdir(parents=True)
        path.write_bytes(b"wOF2")
    (finder,) = [one for one in finders.get_finders() if type(one).__name__ == "TypefacesFinder"]
    listed = {name: Path(storage.path(name)).read_bytes() for name, storage in finder.list([])}
    assert listed == dict.fromkeys(FILES, b"wOF2")


def test_styles_name_every_file_and_what_stands_in_for_it():
    styles = bundle("work.css").body.decode()
    assert set(re.findall(r"/static/(fonts/[\w-]+\.woff2)", styles)) == set(FILES)
    assert styles.count("@font-face") == len(FILES) + len(STAND_INS)
    assert 'local("Times New Roman")' in styles


@pytest.mark.django_db
def test_pages_ask_early_for_what_every_page_needs(client):
    page = client.get("/account/login/").content.decode()
    assert re.findall(
        r'rel="preload" href="/static/([^"]+)" as="font" type="font/woff2" crossorigin', page
    ) == [
        INTER.name_of("latin"),
        SERIF.name_of("latin"),
    ]
