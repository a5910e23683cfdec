"""The rows of large tables are escaped, complete and without the indentation of their source."""

from __future__ import annotations

import jinja2
import pytest
from django.template import Context, Template
from django.urls import reverse
from django.utils.safestring import SafeString

from effgenai.ui.web import rows


@pytest.fixture
def source(settings, tmp_path):
    """Writes the template `rows.jinja` of a folder of templates of its own."""
    (tmp_path / "templates").mkdir()
    settings.BASE_DIR = tmp_path
    rows.environment.cache_clear()
    yield (tmp_path / "templates" / "rows.jinja").write_text
    rows.environment.cache_clear()


def test_what_people_wrote_is_escaped_and_safe_text_is_not_escaped_twice(source):
    source("{% for one in papers %}<td>{{ one }}</td>{% endfor %}")
    drawn = rows.draw("rows.jinja", papers=["<b> & 'x'", SafeString("<i>y</i>")])
    assert drawn == "<td>&lt;b&gt; &amp; &#39;x&#39;</td><td><i>y</i></td>"


def test_a_value_that_is_missing_is_an_error(source):
    source("<td>{{ titel }}</td>")
    with pytest.raises(jinja2.UndefinedError, match="titel"):
        rows.draw("rows.jinja", title="A title")


def test_a_page_draws_its_rows_in_place(source):
    source("{% for one in numbers %}\n  <tr>\n    <td>\n      {{ one }}\n    </td>\n  </tr>\n{% endfor %}")
    page = Template('{% rows "rows.jinja" numbers=numbers %}').render(Context({"numbers": [1, 2]}))
    assert "".join(page.split("\n")) == "<tr><td>1</td></tr><tr><td>2</td></tr>"


def test_addresses_that_differ_in_their_number_are_looked_up_once():
    notes = rows.numbered("reviews:decision_note", "effgenai")
    assert [notes.of(number) for number in (0, 12)] == [
        reverse("reviews:decision_note", args=["effgenai", number]) for number in (0, 12)
    ]
