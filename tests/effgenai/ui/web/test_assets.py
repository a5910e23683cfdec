from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from effgenai.ui.templatetags.ui import bundle_url
from effgenai.ui.web.bundles import BUNDLES, bundle


@pytest.mark.parametrize("name", BUNDLES)
def test_a_bundle_is_served_once_and_for_ever(name):
    response = Client().get(bundle_url(name), headers={"accept-encoding": "gzip"})
    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    assert gzip.decompress(response.content) == bundle(name).body == Client().get(bundle_url(name)).content


def test_an_address_from_an_older_release_still_gets_styles():
    response = Client().get("/assets/public.000000000000.css")
    assert response.content == bundle("public.css").body
    assert response["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/assets/private.0.css", "/assets/public.0.html", "/assets/..%2Fsettings.0.py"]
)
def test_nothing_else_is_served(path):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("name", [name for name in BUNDLES if name.endswith(".css")])
def test_styles_stand_in_layers_and_fetch_nothing_but_typefaces(name):
    text = bundle(name).body.decode()
    assert text.startswith("@layer reset, tokens, base, layout, components, pages, utilities;")
    assert text.count("{") == text.count("}")
    assert not re.search(r"@import|https?:", text)
    assert all(
        re.fullmatch(r'"/static/fonts/[\w-]+\.woff2"', url) for url in re.findall(r"url\((.*?)\)", text)
    )


SOURCES = [path for path in Path(settings.BASE_DIR, "static").rglob("*.*") if path.suffix in {".css", ".js"}]


def test_colours_are_decided_in_one_place():
    styles = [path for path in SOURCES if path.suffix == ".css" and path.name != "tokens.css"]
    outside = "".join(path.read_text(encoding="utf-8") for path in styles)
    assert set(re.findall(r"#[0-9a-f]{3,8}\b", outside)) <= {"#fff"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_a_style_or_script_begins_with_the_line_that_says_what_it_is_for(path):
    header = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.fullmatch(r"/\* .+\. \*/" if path.suffix == ".css" else r"// .+", header)


def test_scripts_do_not_clash_and_import_nothing():
    text = bundle("work.js").body.decode()
    assert not re.search(r"^\s*(import|export)\b", text, re.MULTILINE)
    assert "eval(" not in text
    assert "innerHTML" not in text


@pytest.mark.parametrize(
    ("chosen", "saved"), [("dark", "dark"), ("light", "light"), ("auto", ""), ("neon", "")]
)
def test_a_theme_is_remembered(chosen, saved):
    response = Client().post("/account/theme/", {"theme": chosen, "next": "/x/?a=1"})
    assert response.status_code == 302
    assert response["Location"] == "/x/?a=1"
    assert response.cookies["theme"].value == saved


@pytest.mark.parametrize("place", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_choosing_a_theme_leads_nowhere_else(place):
    assert Client().post("/account/theme/", {"theme": "dark", "next": place})["Location"] == "/"


def test_a_theme_is_not_chosen_by_a_link():
    assert Client().get("/account/theme/?theme=dark").status_code == 405
