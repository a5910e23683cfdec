import io

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from effgenai.audit.models import AuditLine
from effgenai.conferences.site.importing import UnreadablePage, read_page
from effgenai.conferences.site.models import Page
from effgenai.conferences.site.states import PageFormat
from tests.support.factories import make_conference

JEKYLL = """---
# a remark
layout: index
classes: wide
header-font-family: "Open Sans,sans-serif"
---
<h1 class="custom_title">1st Workshop &amp; more</h1>
{% include banner.html %}
<section style="color: red">
<h2 onclick="go()">Aims &amp; goals</h2>
<p>Text with {{ site.title }} inside.</p>
<script>alert("</p>")</script><a href="javascript:x()">go</a><img src="//evil.example/x.png">
</section>
"""


def test_a_jekyll_page_becomes_a_safe_page():
    page = read_page(JEKYLL)
    assert (page.title, page.format) == ("1st Workshop & more", PageFormat.HTML)
    assert "<h2>Aims &amp; goals</h2>" in page.body
    assert "Text with  inside." in page.body
    for bad in ("script", "alert", "onclick", "style", "javascript", "evil", "{%", "{{", "<h1", "layout"):
        assert bad not in page.body


def test_the_title_comes_from_the_front_matter_and_the_heading_stays():
    page = read_page("---\ntitle: From <b>above</b>\n---\n# Part one\n\nText.\n")
    assert page.title == "From above"
    assert page.body == "# Part one\n\nText."
    assert page.format == PageFormat.MARKDOWN


def test_markdown_loses_liquid_comments_and_attribute_lists():
    page = read_page("# Title\n\n{% comment %}secret{% endcomment %}\nText{: .notice}\n\n{:toc}\n$x^2$")
    assert page.title == "Title"
    assert "secret" not in page.body
    assert "{:" not in page.body
    assert "$x^2$" in page.body


@pytest.mark.parametrize("text", ["", "Text alone", "---\nlayout: x\n---\n", "---\ntitle: [\n---\nText"])
def test_a_page_without_title_or_with_broken_front_matter_is_refused(text):
    with pytest.raises(UnreadablePage):
        read_page(text)


@given(st.text(max_size=300))
def test_whatever_the_file_holds_the_result_is_a_page_or_a_clear_refusal(text):
    try:
        page = read_page(text)
    except UnreadablePage:
        return
    assert page.title
    assert "\x00" not in page.body
    assert len(page.title) <= 160


def run(path, *args):
    out = io.StringIO()
    call_command("import_page", path, "--conference", "effgenai", *args, stdout=out)
    return out.getvalue()


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.mark.django_db
def test_importing_twice_changes_nothing_and_a_new_text_updates_the_page(conference, tmp_path, client):
    file = tmp_path / "home-page.html"
    file.write_text(JEKYLL, encoding="utf-8")
    assert "a draft" in run(file)
    page = Page.objects.get()
    assert page.slug == "home-page"
    assert client.get("/effgenai/home-page/").status_code == 404

    assert "has not changed" in run(file)
    assert Page.objects.get().updated_at == page.updated_at
    assert AuditLine.objects.count() == 1

    file.write_text(JEKYLL.replace("goals", "ends"), encoding="utf-8")
    run(file, "--publish")
    page.refresh_from_db()
    assert "ends" in page.body
    assert client.get("/effgenai/home-page/").status_code == 200
    run(file, "--title", "Other")
    page.refresh_from_db()
    assert (page.title, page.is_published) == ("Other", True)


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["chair", "not an address"])
def test_an_impossible_address_is_refused(conference, tmp_path, slug):
    file = tmp_path / "page.md"
    file.write_text("# Title", encoding="utf-8")
    with pytest.raises(CommandError):
        run(file, "--slug", slug)
    assert not Page.objects.exists()
    assert not AuditLine.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_read_is_named(conference, tmp_path):
    binary = tmp_path / "page.html"
    binary.write_bytes(b"\xff\xfe\x00")
    for path in (binary, tmp_path / "missing.html"):
        with pytest.raises(CommandError, match=path.name):
            run(path)
    with pytest.raises(CommandError, match="no conference"):
        call_command("import_page", binary, "--conference", "nowhere")
