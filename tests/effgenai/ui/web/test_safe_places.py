"""Every place where text is called safe, and why it is: a new one needs its reason here."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from effgenai.ui.text.markdown import render_markdown, sanitise_html
from reviews.reviewing.forms import ReviewForm
from reviews.reviewing.models import ReviewField

ROOT = Path(settings.BASE_DIR)
APPS = ("effgenai", "submissions", "reviews", "program", "demo")

REASONS = {
    "effgenai/ui/text/markdown.py:sanitise_html": "The sanitiser has just cleaned it.",
    "effgenai/ui/text/markdown.py:render_markdown": "What the sanitiser made of the same text before.",
    "effgenai/ui/text/markdown.py:render_page": "What the sanitiser made of the same text before.",
    "effgenai/ui/text/markdown.py:render_inline": "What the sanitiser made of the same text before.",
    "effgenai/ui/text/markdown.py:_plain": "Escaped in the same line, in a tag of ours.",
    "effgenai/ui/text/contents.py:with_anchors": "Safe text, with ids made of letters.",
    "effgenai/ui/text/contents.py:_named": "A part of safe text without its tags.",
    "effgenai/ui/forms/drawing.py:field": "A hidden field, which Django escapes.",
    "effgenai/ui/forms/drawing.py:fields": "Fields that are safe, one after the other.",
    "effgenai/ui/charts.py:_join": "Parts of a drawing that are safe, one after the other.",
    "effgenai/ui/templatetags/ui.py:capture": "Rendered, and so escaped, by the template around it.",
    "effgenai/ui/templatetags/ui.py:one_line": "Rendered, and so escaped, by the template around it.",
    "effgenai/ui/templatetags/ui.py:when": "Words of ours.",
    "effgenai/ui/templatetags/ui.py:moment": "Words of ours.",
    "effgenai/ui/templatetags/ui.py:day": "Words of ours.",
    "effgenai/ui/templatetags/tables.py:table": "Markup of ours, without any value in it.",
    "effgenai/ui/templatetags/tables.py:select_all": "Markup of ours, without any value in it.",
    "effgenai/ui/templatetags/tables.py:select_cell": "Markup of ours; its values are escaped.",
    "effgenai/ui/web/rows.py:draw": "Jinja2 escapes every value that is not safe already.",
    "effgenai/conferences/web/public_pages.py:_as_visitor": "A mark of ours that the name menu replaces.",
    "submissions/conflicts/overview.py:drawn": "Links of ours around names that are escaped.",
    "submissions/conflicts/queries/overview.py:_papers": "A number of ours.",
    "submissions/conflicts/queries/overview.py:_people": "The name is escaped in the same line.",
    "submissions/papers/queries/cells.py:_names": "Each name is escaped in an element of ours.",
    "submissions/papers/queries/cells.py:_state": "Rendered, and so escaped, by a template.",
    "submissions/papers/queries/drawing.py:drawn_groups": "Cells and signs, each of them escaped.",
    "effgenai/conferences/site/views/public.py:page_html": "The sanitiser's text, headings shifted.",
    "effgenai/conferences/pictures/texts.py:with_pictures": "The sanitiser's text, with pictures.",
    "effgenai/conferences/site/structured.py:json_ld": "JSON without any sign that could end a script.",
}
IN_TEMPLATE = re.compile(r"\|\s*(?:safe|safeseq)\b|\bautoescape\s+(?:off|false)\b")


def _places() -> Iterator[str]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            yield from _calls(ast.parse(path.read_text()), str(path.relative_to(ROOT)))


def _calls(tree: ast.AST, path: str, function: str = "") -> Iterator[str]:
    for node in ast.iter_child_nodes(tree):
        name = node.name if isinstance(node, ast.FunctionDef) else ""
        inner = function or name
        if name == "__html__" or (isinstance(node, ast.Call) and _calls_it_safe(node)):
            yield f"{path}:{inner}"
        yield from _calls(node, path, inner)


def _calls_it_safe(call: ast.Call) -> bool:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    if name in {"mark_safe", "SafeString", "SafeText"}:
        return bool(call.args)
    # The markup of format_html is written by us, or it escapes nothing.
    where = {"format_html": 0, "format_html_join": 1}.get(name)
    return where is not None and not isinstance(call.args[where], ast.Constant)


def test_every_place_that_calls_text_safe_is_known_with_its_reason() -> None:
    assert sorted(set(_places())) == sorted(REASONS)


def test_no_template_prints_anything_raw() -> None:
    folders = [ROOT / "templates", *(ROOT / app for app in APPS)]
    files = (file for folder in folders for file in folder.rglob("*"))
    pages = {file for file in files if file.suffix in {".html", ".jinja", ".txt"}}
    mails = {page for page in pages if page.suffix == ".txt"}
    raw = [str(page) for page in pages - mails if IN_TEMPLATE.search(page.read_text())]
    assert raw == []


def test_the_sanitiser_escapes_angles_in_attributes_for_pictures_are_put_in_by_pattern() -> None:
    html = sanitise_html('<a href="https://x.example" title="&lt;img">" class="button primary</a>')
    assert "&lt;img" in html
    assert "<img" not in render_markdown('[" class=button x=](https://x.example "<img")', own_pictures=True)


def test_the_help_of_a_question_is_markdown_and_cannot_plant_a_form() -> None:
    planted = '</div></form><form action="/account/email/"><button>Save</button><img src=x onerror=y()>'
    question = ReviewField(name="rigour", label="<b>Rigour</b>", kind="text", help=f"**Read** {planted}")
    page = str(ReviewForm([question], {}))
    assert "<strong>Read</strong> &lt;/div&gt;&lt;/form&gt;" in page
    for tag in ("<form", "<button", "<img", "<b>"):
        assert tag not in page
