"""Each measure finds what it is for, in a small tree written for it."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from measures.classes import class_names
from measures.excuses import Excuse
from measures.findings import Finding
from measures.folders import entries_per_folder, modules_per_feature
from measures.imports import circles, import_circles
from measures.lengths import function_lengths, line_lengths, module_lengths, template_lengths
from measures.sources import modules
from measures.words import Retired, read_glossary, retired_words


@pytest.fixture
def tree(tmp_path):
    """Writes files by their paths, with every package in between."""

    def write(files: dict[str, str]) -> Path:
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(textwrap.dedent(text))
            for folder in file.parents:
                if file.suffix == ".py" and folder != tmp_path and tmp_path in folder.parents:
                    (folder / "__init__.py").touch()
        return tmp_path

    return write


def places(measured):
    return [finding.place for finding in measured.findings]


def test_modules_of_a_feature_are_counted_without_what_django_looks_for(tree):
    twelve = {f"reviews/bidding/m{number}.py": "" for number in range(11)} | {
        "reviews/bidding/queries/a.py": ""
    }
    root = tree(twelve | {"reviews/bidding/migrations/0001.py": "", "reviews/bidding/management/a.py": ""})
    assert places(modules_per_feature(root)) == []
    tree({"reviews/bidding/one_more.py": ""})
    assert places(modules_per_feature(root)) == ["reviews/bidding"]


def test_what_gathers_features_is_no_feature(tree):
    root = tree({f"reviews/f{number}/rules.py": "" for number in range(13)})
    assert places(modules_per_feature(root)) == []


def test_entries_of_every_kind_count_and_hidden_ones_do_not(tree):
    root = tree({f"templates/a/t{number}.html": "" for number in range(14)} | {"templates/a/b/c.html": ""})
    tree(
        {
            "templates/a/.hidden": "",
            "templates/a/__pycache__/x.pyc": "",
            "templates/a/old/__pycache__/y.pyc": "",
        }
    )
    assert places(entries_per_folder(root)) == []
    tree({"templates/a/more.txt": ""})
    assert places(entries_per_folder(root)) == ["templates/a"]


def test_a_long_function_is_named_with_its_line(tree):
    body = "    x = 1\n" * 45
    root = tree({"program/a.py": f"def short():\n    pass\n\n\ndef long():\n{body}"})
    assert "program/a.py:5 long" in places(function_lengths(modules(root)))


def test_functions_that_are_long_on_the_whole_are_over_too(tree):
    root = tree({"program/a.py": "def f():\n" + "    x = 1\n" * 20})
    assert [finding.what for finding in function_lengths(modules(root)).findings] == [
        "p50 of all functions is 21, limit 7",
        "p90 of all functions is 21, limit 20",
    ]


def test_long_modules_of_tests_are_only_remarked(tree):
    root = tree({"program/a.py": "x = 1\n" * 401, "tests/test_a.py": "x = 1\n" * 401})
    measured = module_lengths(modules(root))
    assert places(measured) == ["program/a.py"]
    assert measured.remarks == ["tests/test_a.py: 401 lines"]


def test_long_templates_are_named_and_texts_of_mails_may_be_long(tree):
    root = tree({"templates/a/page.html": "<p>\n" * 61, "templates/a/part.html": "<p>\n" * 60})
    tree({"templates/a/mail.txt": "line\n" * 61})
    [finding] = template_lengths(root).findings
    assert (finding.place, finding.what) == ("templates/a/page.html", "61 lines")


def test_long_lines_are_found_in_code_templates_and_styles_but_not_in_prose(tree):
    long = "x" * 121
    root = tree(
        {
            f"{path}": f"short\n{long}\n"
            for path in ("program/a.py", "templates/a.html", "templates/mail/a.txt", "static/a.css")
        }
        | {"demo/content/site.py": long, "docs/a.md": long, "program/migrations/0001.py": long}
        | {"program/data/words.txt": long, "static/b.css": "x" * 120}
    )
    assert places(line_lengths(root)) == [
        "program/a.py:2", "static/a.css:2", "templates/a.html:2", "templates/mail/a.txt:2",
    ]  # fmt: skip


def test_circles_are_the_groups_that_reach_each_other():
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": {"d"}, "f": {"f", "a"}}
    assert circles(graph) == [["a", "b", "c"], ["d", "e"]]


def test_two_modules_that_load_each_other_are_a_circle(tree):
    root = tree({"program/a.py": "from program import b\n", "program/b.py": "import program.a\n"})
    [finding] = import_circles(modules(root)).findings
    assert finding.what == "program.a - program.b"


def test_imports_for_types_and_inside_functions_close_no_circle_but_are_remarked(tree):
    root = tree(
        {
            "program/a.py": "from program import b, c\n",
            "program/b.py": """
                from typing import TYPE_CHECKING
                if TYPE_CHECKING:
                    from program.a import A
            """,
            "program/c.py": """
                def late():
                    from program.a import A
            """,
        }
    )
    measured = import_circles(modules(root))
    assert measured.findings == []
    assert measured.remarks == [
        "with imports inside functions: program.a - program.c",
        "with imports for types: program.a - program.b",
    ]


def test_a_package_may_gather_its_modules_if_they_do_not_ask_it_back(tree):
    root = tree({"program/models/a.py": "from program.models.b import B\n", "program/models/b.py": "B = 1\n"})
    (root / "program/models/__init__.py").write_text("from program.models.a import A\n")
    assert import_circles(modules(root)).findings == []
    (root / "program/models/b.py").write_text("from . import A\n")
    [finding] = import_circles(modules(root)).findings
    assert finding.what == "program.models - program.models.a - program.models.b"


def test_importing_a_module_loads_the_packages_around_it(tree):
    root = tree({"program/a.py": "import program.models.b\n", "program/models/b.py": ""})
    (root / "program/models/__init__.py").write_text(
        "try:\n    from program.a import A\nexcept ImportError:\n    A = 0\n"
    )
    [finding] = import_circles(modules(root)).findings
    assert finding.what == "program.a - program.models"


def test_two_classes_of_one_name_are_named_both(tree):
    root = tree(
        {
            "program/a.py": "class Line: ...\nclass _Own: ...\n",
            "reviews/a.py": "class Line: ...\nclass _Own: ...\n",
        }
    )
    assert places(class_names(modules(root))) == ["program/a.py:1", "reviews/a.py:1"]


GLOSSARY = """
| Concept | Code | Pages | Usage | Retired |
|---|---|---|---|---|
| Cost of a limit | `dual_price`, `dual_prices` | – | linear programming | `prices` in reviews/; `rent` |
| Bound | `MAX` | – | Python | `MOST` |
| Work outside of a request | `tasks.py` | – | Celery | |
| Reviewer at work | `assignment` | – | HotCRP | `tasks`; `own work` |
| Storing | `save` | – | Django | `kept` except in effgenai/accounts/ |
"""


@pytest.mark.parametrize(
    ("path", "text", "names"),
    [
        ("reviews/a.py", "def limit_prices(): ...", ["limit_prices"]),
        ("reviews/a.py", "def dual_prices(dual_price): ...", []),
        ("program/a.py", "def prices(): ...", []),
        ("program/a.py", "class RentOfPair:\n    rents = 1\n    parent = 2", ["RentOfPair"]),
        ("program/a.py", "MOST_WORDS = most = 3", ["MOST_WORDS"]),
        ("program/a.py", "for rent in (): pass", ["rent"]),
        ("program/a.py", "def f(*, rent): return rent + rent", ["rent"]),
        ("program/a.py", "self.rent = 1", ["rent"]),
        ("program/a.py", "rows.annotate(rent=1)", ["rent"]),
        ("program/a.py", "import other as rent\nother.rent()", ["rent"]),
        ("program/a.py", "def list_of_own_work(): ...", ["list_of_own_work"]),
        ("program/a.py", "def owner_work(): ...", []),
        ("program/a.py", "kept = 1", ["kept"]),
        ("effgenai/accounts/a.py", "kept = 1", []),
        ("tests/effgenai/accounts/a.py", "def find(kept): ...", []),
        ("tests/reviews/helpers.py", "def set_prices():\n    rent = 1", ["set_prices"]),
        ("tests/program/a.py", "def test_who_pays_the_rent(rent): ...", ["rent"]),
        ("reviews/tasks.py", "", []),
        ("program/rent.py", "", ["rent.py"]),
        ("templates/reviews/tasks.html", "", ["tasks.html"]),
    ],
)  # fmt: skip
def test_retired_words_are_found_in_names_that_are_defined(tree, path, text, names):
    root = tree({path: text, "docs/glossary.md": GLOSSARY})
    found = [finding.what for finding in retired_words(modules(root), root).findings]
    assert [what.split(": ")[1].split(" (")[0] for what in found] == names


def test_a_retired_word_may_be_limited_to_several_folders_and_allowed_in_others():
    [entry] = read_glossary(
        "|-|-|-|-|-|\n| a | `b` | c | d | `x` in a/, b/c/; `y`; `z` in a/ except in a/b.py |"
    )
    assert entry.retired == (Retired("x", ("a/", "b/c/")), Retired("y"), Retired("z", ("a/",), ("a/b.py",)))


def test_an_excuse_covers_its_own_measure_and_paths():
    excuse = Excuse("line lengths", "templates/*", "why")
    assert excuse.covers(Finding("line lengths", "templates/a/b.html:3", "200 characters"))
    assert not excuse.covers(Finding("line lengths", "static/a.css:3", "200 characters"))
    assert not excuse.covers(Finding("module lengths", "templates/a/b.html", "500 lines"))
