"""The link checker finds each kind of fault, and says in which file and line."""

from __future__ import annotations

import json

import pytest

from effgenai.archive.writing.links import check_folder


@pytest.fixture
def folder(tmp_path):
    manifest = {"made_by": "EffGenAI", "source": "https://conf.example/x/"}
    (tmp_path / "archive.json").write_text(json.dumps(manifest))
    (tmp_path / "b").mkdir()
    (tmp_path / "b/index.html").write_text('<p id="here">b</p>')
    return tmp_path


def faults(folder, html: str, name: str = "a.html") -> list[str]:
    (folder / name).write_text(html)
    return [str(problem) for problem in check_folder(folder)]


def test_a_sound_folder_has_none(folder):
    sound = (
        '<a href="b/index.html#here">1</a><a href="#x" id="x">2</a><a href="https://other.example/?q=1">3</a>'
    )
    sound += (
        '<a href="mailto:a@b.example">4</a><img src="data:image/png;base64,AA"><a>5</a><a href="#top">6</a>'
    )
    sound += '<link rel="canonical" href="https://conf.example/x/"><a href="https://conf.example/y/">7</a>'
    assert faults(folder, sound) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="c.html">', "“c.html” leads to no file"),
        ('<a href="b/">', "“b/” leads to no file"),
        ('<a href="../a.html">', "“../a.html” leads to no file"),
        ('<a href="/b/index.html">', "“/b/index.html” begins at the root of a server"),
        ('<a href="b/index.html?q=1">', "asks a question"),
        ('<a href="b/index.html#there">', "there is no “there” on that page"),
        ('<a href="#there">', "there is no “there” on that page"),
        ('<a href="https://conf.example/x/papers/">', "leads to the living site instead of to a file"),
        ('<img src="https://cdn.example/x.png">', "the page asks cdn.example"),
        ('<img srcset="b/index.html 1x, //cdn.example/x 2x">', "the page asks cdn.example"),
        ('<script src="https://cdn.example/x.js"></script>', "the page asks cdn.example"),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', "the page asks cdn.example"),
        ('<iframe src="https://video.example/"></iframe>', "the page asks video.example"),
        ('<a href="http://[">', "is no address"),
        ('<form action="b/index.html">', "there is a form"),
    ],
)
def test_each_fault_is_told_with_its_place(folder, html, fault):
    (told,) = faults(folder, f"<p>\n{html}")
    assert told.startswith("a.html:2: ")
    assert fault in told


def test_style_sheets_are_read_too(folder):
    (folder / "s.css").write_text("a{}\nb{src:url(https://fonts.example/f)}c{src:url(missing)}")
    told = [str(problem) for problem in check_folder(folder)]
    assert told == [
        "s.css:2: the page asks fonts.example for “https://fonts.example/f” by itself",
        "s.css:2: “missing” leads to no file",
    ]


@pytest.mark.parametrize("name", ["a?b", "a:b", "con.txt", "end.", "x" * 201, "a\nb"])
def test_names_that_some_systems_refuse(folder, name):
    (folder / name).write_text("")
    assert len(check_folder(folder)) == 1


def test_names_that_differ_in_capitals_only(folder):
    (folder / "A").write_text("")
    (folder / "a").write_text("")
    (told,) = check_folder(folder)
    assert "capital" in told.what
