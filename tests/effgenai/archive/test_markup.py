"""Addresses in HTML and CSS are found and replaced; everything else stays byte for byte."""

from __future__ import annotations

import pytest

from effgenai.archive.writing.markup import LinkUse, addresses_in_css, addresses_in_html, edit_css, edit_html


def moved(link: str, use: LinkUse) -> str | None:
    return None if "gone" in link else f"new/{link}"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<a href="x">y</a>', '<a href="new/x">y</a>'),
        ("<A HREF=x>y</A>", '<a href="new/x">y</A>'),
        ('<a class="button primary" href="gone" rel="next">y</a>', "<a>y</a>"),
        ('<a class="item" href="gone">y</a>', '<a class="item">y</a>'),
        ('<img src="a&amp;b" alt="&quot;">', '<img src="new/a&amp;b" alt="&quot;">'),
        ('<p>a<img src="gone">b</p>', "<p>ab</p>"),
        ('<img srcset="a 1x, b 2x" src="c">', '<img srcset="new/a 1x, new/b 2x" src="new/c">'),
        ('<script type="module" src="s"></script>', '<script src="new/s" defer></script>'),
        ('a<script src="gone">x</script>b', "ab"),
        ('a<form action="x"><p><button>y</button></p></form>b', "ab"),
        ('<link rel="stylesheet" href="s">', '<link rel="stylesheet" href="new/s">'),
        ('<link rel="preconnect" href="https://x">', ""),
        ('<link rel="canonical" href="https://x/">', '<link rel="canonical" href="https://x/">'),
        ('<meta property="og:image" content="i">', '<meta property="og:image" content="i">'),
        ('<svg><use href="#a" /></svg>', '<svg><use href="new/#a" /></svg>'),
        ('a<iframe src="gone">x</iframe>b', "ab"),
        ('<video poster="p"><source src="v"></video>', '<video poster="new/p"><source src="new/v"></video>'),
    ],
)
def test_each_use_of_an_address(before, after):
    assert edit_html(before, moved) == after


@pytest.mark.parametrize(
    "text",
    [
        "<!doctype html>\n<p title='a > b'>&amp; &copy; &#8212; < 3</p><!-- <a href=x> -->",
        '<script type="application/ld+json">{"url": "<a href=x>"}</script>',
        "<p>ü\u2028ß\r\n<br/></p>",
    ],
)
def test_what_names_no_address_stays_as_it_is(text):
    assert edit_html(text, moved) == text


def test_lines_are_those_of_the_source():
    text = '<p>\n<a\n href="x">y</a>\n<img src="z">'
    assert addresses_in_html(text) == [(2, "x", LinkUse.LINK), (4, "z", LinkUse.ASSET)]


def test_style_sheets():
    text = '@import "a.css";\nb{src:url( "c" ) , url(d)}e{f:url(data:x);g:url(#h)}i{j:url(gone)}'
    after = '@import "new/a.css";\nb{src:url( "new/c" ) , url(new/d)}e{f:url(data:x);g:url(#h)}i{j:url(gone)}'
    assert edit_css(text, moved) == after
    assert addresses_in_css(text)[0] == (2, "c")
