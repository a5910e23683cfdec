"""BibTeX as people write it, and as nobody should."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reviews.expertise.bibliography.bibtex import LONGEST, MAX_ENTRIES, is_bibtex, read_bibtex
from reviews.expertise.bibliography.sources import read_text
from reviews.expertise.bibliography.tex import plain_tex
from tests.support.growth import grows_evenly, matches_evenly


def title_of(value: str, before: str = "") -> str:
    [paper] = read_bibtex(f"{before}\n@article{{key, title = {value}, year = 2020}}").papers
    assert paper.year == 2020
    return paper.title


@pytest.mark.parametrize(
    ("written", "printed"),
    [
        (r"{\textbf{bold} and \emph{\textit{more}}}", "bold and more"),
        (r"{Stra{\ss}e}", "Straße"),
        (r"{S{\o}ren and S\o{}ren}", "Søren and Søren"),
        (r"{{\"o} \"{o} {\'\i} \'{\i} \v{c} \c c {\L}{\'o}d{\'z}}", "ö ö í í č ç Łódź"),
        (r"{Erd\H{o}s, \AA, \ae, na\"{\i}ve}", "Erdős, Å, æ, naïve"),
        (
            r"{{\bf Fast} and {\em very} {\itshape slow}, \texttt{code} in \mbox{boxes}}",
            "Fast and very slow, code in boxes",
        ),
        (r"{\o re, {\L}\'od\'z and \ae ther}", "øre, Łódź and æther"),
        (r"{\beta-VAE and {\ensuremath{\alpha}}-Rank}", "β-VAE and α-Rank"),
        (r"{The \(\beta\)-VAE}", r"The $\beta$-VAE"),
        (
            r"{Nguy{\~{\^e}}n Th{\d i} {\UHORN}{\`{\ohorn}}ng {\DJ}{\'{\uhorn}}c C{\h{a}}}",
            "Nguyễn Thị Ường Đức Cả",
        ),
        (r"{{\textcommabelow{S}}tefan \& {\relax 王伟}}", "Ștefan & 王伟"),
        (r"{\href{https://example.org}{A link} \textless{}5, hy\-phen}", "A link <5, hyphen"),
        ('"In quotation marks"', "In quotation marks"),
        (r'"{\"U}ber {\"a}ll"', "Über äll"),
        ('"a" # "b" # {c}', "abc"),
        ('"Part " # 2', "Part 2"),
        ("{A {B {C}} D}", "A B C D"),
        ("{Fast {$O(n)$} and $x_{1}$}", "Fast $O(n)$ and $x_{1}$"),
        (r"{100% sure, 50\% \& more: $5}", "100% sure, 50% & more: $5"),
        ("{Pages 1--2 --- and~on}", "Pages 1–2 — and on"),
        (r"{\LaTeX{} as code \cite{lamport}}", "LaTeX as code"),
        ("{高效生成 и другое}", "高效生成 и другое"),
        ("{Two\n   lines}", "Two lines"),
    ],
)
def test_titles_come_out_as_they_are_printed(written: str, printed: str) -> None:
    assert title_of(written) == printed


def test_strings_stand_for_what_they_say() -> None:
    assert title_of("first # { and } # SECOND", '@string{first = "One"}\n@STRING(second = first # "!")') == (
        "One and One!"
    )
    assert title_of("jan # { is a month}") == "jan is a month"


def test_a_paper_takes_what_it_lacks_from_what_it_refers_to() -> None:
    reading = read_bibtex(
        '@inproceedings{a, title = "First", crossref = {PROC}}\n'
        "@inproceedings{b, title = {Second}, year = 2018, crossref = proc}\n"
        "@inproceedings{c, title = {Alone}, crossref = {gone}}\n"
        "@proceedings{Proc, title = {Proceedings}, year = {2019}}"
    )
    assert [(paper.title, paper.year) for paper in reading.papers] == [
        ("First", 2019),
        ("Second", 2018),
        ("Alone", None),
    ]
    assert reading.problems == []


@pytest.mark.parametrize("key", ["a", "b"])
def test_papers_that_refer_to_themselves_or_each_other_end(key: str) -> None:
    text = f"@misc{{a, title={{A}}, crossref={{{key}}}}}\n@misc{{b, title={{B}}, crossref={{a}}}}"
    assert read_bibtex(text).problems == []


def test_comments_preambles_and_words_between_are_no_papers() -> None:
    text = (
        'Exported today.\n@comment{jabref: x}\n@preamble{"\\newcommand{\\x}{y}"}\n'
        "@INPROCEEDINGS(one, Title={In (round) brackets}, month = jan)\n@misc{two, title={Two}} trailing"
    )
    assert [paper.title for paper in read_bibtex(text).papers] == ["In (round) brackets", "Two"]
    assert read_bibtex(text).problems == []


def test_a_broken_entry_is_told_and_the_next_is_read() -> None:
    reading = read_bibtex(
        "@misc{one, title = {never closed\n\n@misc{two, title={Two}}\n@misc{two, title={2nd}}"
    )
    assert [paper.title for paper in reading.papers] == ["Two", "2nd"]
    assert reading.problems == [
        "The entry “@misc{one, title = {never closed…” breaks off: one of its braces is not closed."
    ]


def test_an_address_in_a_line_does_not_make_a_list_bibtex() -> None:
    assert not is_bibtex("A title\nwrite to ada@example.org (work)")
    assert is_bibtex("\ufeffExported\n  @ article {a, title={B}}")


def test_more_entries_than_anybody_writes_are_told() -> None:
    reading = read_bibtex("@misc{a, title={B}}\n" * (MAX_ENTRIES + 1))
    assert len(reading.papers) == MAX_ENTRIES
    assert "Only the first 2,000 entries were read" in reading.problems[0]


def test_strings_cannot_multiply_without_end() -> None:
    doubling = "".join(f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, 60))
    assert len(title_of("s59", "@string{s0 = {word }}\n" + doubling)) <= LONGEST


WORST: dict[str, Callable[[int], str]] = {
    "open braces": lambda size: "@a{x, title={" + "{" * size,
    "nested braces": lambda size: "@a{x, title={" + "{" * (size // 2) + "}" * (size // 2) + "}}",
    "quotation marks": lambda size: '@a{x, title="' + '"' * size,
    "signs of entries": lambda size: "@" * size,
    "beginnings": lambda size: "@a{" * (size // 3),
    "lines of beginnings": lambda size: "@a{x,\n" * (size // 6),
    "joined parts": lambda size: '@a{x, title="a"' + ' # "a"' * (size // 6) + "}",
    "signs of joining": lambda size: "@a{x, title=" + "#" * size + "}",
    "equals": lambda size: "@a{x," + "a=" * (size // 2) + "}",
    "commas": lambda size: "@a{x" + "," * size + "}",
    "one word": lambda size: "@a{x," + "a" * size + "}",
    "spaces": lambda size: "@a{x, title" + " " * size + "= {b}}",
    "strings": lambda size: "".join(f"@string{{s{n} = s{n - 1} # s{n - 1}}}\n" for n in range(1, size // 25)),
    "fields": lambda size: "@a{x" + "".join(f",f{n}={{b}}" for n in range(size // 8)) + "}",
    "comments": lambda size: "@comment{" * (size // 9),
    "accents": lambda size: "@a{x,title={" + "\\'{e}" * (size // 5) + "}}",
    "dollars": lambda size: "@a{x,title={" + "$a " * (size // 3) + "}}",
    "commands": lambda size: "@a{x,title={" + "\\textbf{" * (size // 9) + "}" * (size // 9) + "}}",
    "blank lines": lambda size: "@a{x,title={" + "\n" * size + "}}",
}


@pytest.mark.parametrize("worst", WORST.values(), ids=WORST)
def test_hostile_bibtex_costs_as_much_more_as_it_is_longer(worst: Callable[[int], str]) -> None:
    assert grows_evenly(read_bibtex, worst, 4_000)
    assert matches_evenly(read_text, worst, 40_000)


@pytest.mark.parametrize(
    "written", ["{" * 5_000, "\\textbf{" * 2_000, "\\begin{a}" * 500, "$" * 999, "\\", "%"]
)
def test_what_is_no_tex_never_stops_the_reader(written: str) -> None:
    assert isinstance(plain_tex(written), str)
