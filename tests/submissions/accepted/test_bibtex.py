"""References: odd names, odd titles, keys that stay."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from effgenai.accounts.names.letters import folded
from reviews.expertise.bibliography.sources import parse_papers
from submissions.accepted.bibtex import Entry, address, author, bibtex, escape_title, keys_of
from submissions.accepted.latex import escape, preamble_for
from submissions.authors.names import first_word, plain, slug, split_name


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ada Nwosu", "Nwosu, Ada"),
        ("  Ada   Nwosu ", "Nwosu, Ada"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("Erik van der Linden", "van der Linden, Erik"),
        ("Vincent Van Gogh", "Van Gogh, Vincent"),
        ("Rafael Monteiro da Silva", "da Silva, Rafael Monteiro"),
        ("Anna Maria de la Cruz", "de la Cruz, Anna Maria"),
        ("José Ortega y Gasset", r"{Ortega y Gasset}, Jos{\'e}"),
        ("Beatriz Souza e Silva", "{Souza e Silva}, Beatriz"),
        ("Rafael da Silva e Costa", "da {Silva e Costa}, Rafael"),
        ("Ana López y Vega", r"{\relax L{\'o}pez y Vega}, Ana"),
        ("Lê Thị, Hồng", r"L{\^e} Th{\d{i}}, H{\`{\^o}}ng"),
        ("Trần Đức Ường", r"{\UHORN}{\`{\ohorn}}ng, Tr{\`{\^a}}n {\DJ}{\'{\uhorn}}c"),
        ("Émile Zoła", r"Zo{\l}a, {\'E}mile"),
        ("Jiří Dvořák", r"Dvo{\v{r}}{\'a}k, Ji{\v{r}}{\'{\i}}"),
        ("Jean d'Arc", "d'Arc, Jean"),
        ("Seán O’Brien", r"O'Brien, Se{\'a}n"),
        ("Google Research", "{Google Research}"),
        ("École Normale Group", r"{\relax {\'E}cole Normale Group}"),
        ("山田 太郎", r"{\relax 山田}, {\relax 太郎}"),
        ("Иван Иванов", r"{\relax Иванов}, {\relax Иван}"),
        ("Fatima Al-Mansouri", "Al-Mansouri, Fatima"),
        ("Mohammed bin Rashid", "bin Rashid, Mohammed"),
        ("Van Nguyen", "Nguyen, Van"),
        ("Martin Luther King Jr.", "King, Jr., Martin Luther"),
        ("Martin Luther King, Jr.", "King, Jr., Martin Luther"),
        ("King, Jr., Martin Luther", "King, Jr., Martin Luther"),
        ("van Gogh, Vincent", "van Gogh, Vincent"),
        ("Henry Tudor III", "Tudor, III, Henry"),
        ("Oluwaseun Adébáyọ̀", r"Ad{\'e}b{\'a}y{\d{\`o}}, Oluwaseun"),
        ("Björn Þórsson", r"{\TH}{\'o}rsson, Bj{\"o}rn"),
        ("de Souza", "{de Souza}"),
        ("Madonna", "{Madonna}"),
        ("王伟", r"{\relax 王伟}"),
        ("The Sand and Water Consortium", "{The Sand and Water Consortium}"),
        ("Jane O'Brien & Sons", r"O'Brien \& Sons, Jane"),
        ("{Odd} Name_x", r"Name\_x, \textbraceleft{}Odd\textbraceright{}"),
        ("", "{}"),
    ],
)
def test_names_are_written_as_bibtex_reads_them(name, written) -> None:
    assert author(name) == written


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("Plain words", "Plain words"),
        ("50% off & more: #1 under_score", r"50\% off \& more: \#1 under\_score"),
        (r"A \ and a ~ and a ^", r"A \textbackslash{} and a \textasciitilde{} and a \textasciicircum{}"),
        ("Sorting in $O(n \\log n)$ time", "Sorting in $O(n \\log n)$ time"),
        ("From $x_1$ to $x_{n+1}$", "From $x_1$ to $x_{n+1}$"),
        ("Costs $5 and $10", r"Costs \$5 and \$10"),
        (r"Costs \$5", r"Costs \$5"),
        ("Broken $a{b$ formula", r"Broken \$a\textbraceleft{}b\$ formula"),
        ("Broken $a}{b$ formula", r"Broken \$a\textbraceright{}\textbraceleft{}b\$ formula"),
        ("A $50%$ formula", r"A \$50\%\$ formula"),
        ("Unbalanced } brace {", r"Unbalanced \textbraceright{} brace \textbraceleft{}"),
        ("Größe über “alles” – 学习", r"Gr{\"o}{\ss}e {\"u}ber ``alles'' -- 学习"),
        ("α-VAE ≤ <b>", r"{\ensuremath{\alpha}}-VAE {\ensuremath{\leq}} \textless{}b\textgreater{}"),
        ("Λόγος and λόγος", "Λόγος and λόγος"),
        ("From $0.10 to $0.01", r"From \$0.10 to \$0.01"),
        ("Two\nlines\tand  spaces", "Two lines and spaces"),
    ],
)
def test_titles_mean_nothing_to_latex_but_their_formulas(title, written) -> None:
    assert escape_title(title) == written


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("$α$-VAE with $\\frac αβ ≤ 1$", r"${{\alpha}}$-VAE with $\frac {{\alpha}}{{\beta}} {{\leq}} 1$"),
        ("CO₂ is «so» eﬃcient", r"CO{\ensuremath{_2}} is {\guillemotleft}so{\guillemotright} efficient"),
        ("Ａ „word“", r"A {,,}word``"),
        (r"$\mathbb{R}^d$ and $\mathcal{L}_{\text{KL}}$", r"$\mathbb{R}^d$ and $\mathcal{L}_{\text{KL}}$"),
    ],
)
def test_signs_are_set_inside_formulas_and_outside(title, written) -> None:
    assert escape_title(title) == written


@pytest.mark.parametrize(
    "formula",
    [
        r"\input{/etc/passwd}",
        r"\mathrm{\input x}",
        r"\text{\input{x}}",
        r"^^5cinput{x}",
        r"\immediate\write18{ls}",
        r"\def\x{\x}\x",
        r"\csname input\endcsname x",
        r"\loop\iftrue\repeat",
        r"x^",
        "a_b_c",
        r"\left(",
        "é",
    ],
)
def test_what_the_page_cannot_show_as_a_formula_is_no_command_for_latex(formula) -> None:
    """Whoever cites the paper runs LaTeX over its title: a command could read their files."""
    written = escape_title(f"On ${formula}$")
    assert written.startswith(r"On \$")
    assert written.endswith(r"\$")
    for command in ("input", "write", "def", "csname", "loop", "left", "mathrm", "immediate"):
        assert f"\\{command}" not in written


@given(st.text(max_size=80))
def test_braces_balance_whatever_is_written(text) -> None:
    for written in (escape(text), escape_title(text), author(text), address(text)):
        depth = 0
        for sign in written:
            depth += (sign == "{") - (sign == "}")
            assert depth >= 0
        assert depth == 0


@pytest.mark.parametrize("name", ["Nguyễn Thị Ánh", "Grzegorz Brzęczyszczyk", "Þór Örn", "Gülşen Çiçek"])
def test_latin_names_are_ascii_whichever_way_their_accents_are_stored(name) -> None:
    assert author(name).isascii()
    assert author(unicodedata.normalize("NFD", name)) == author(name)


def test_a_file_brings_what_fonts_may_lack_and_nothing_else() -> None:
    assert preamble_for(bibtex(entry())) == ""
    (line,) = preamble_for(bibtex(entry(authors=["Zoë Gęśla"]))).splitlines()
    assert line == r'@preamble{"\expandafter\providecommand\csname?\string\k\endcsname[1]{\c{#1}}"}'
    assert r"\providecommand{\uhorn}" in preamble_for(bibtex(entry(authors=["Đinh Lưu"])))


def entry(**values) -> Entry:
    facts = {"key": "nwosu2026on", "title": "On Things", "authors": ["Ada Nwosu", "Bo van Li"]}
    facts |= {"booktitle": "Workshop & Co", "year": 2026, "url": "https://example.org/a_b%20c"}
    return Entry(**{**facts, **values})


def test_an_entry_has_all_that_is_known_and_nothing_empty() -> None:
    written = bibtex(entry(pdf="https://example.org/x.pdf", preprint="https://doi.org/10.1145/12_3"))
    assert written.splitlines() == [
        "@inproceedings{nwosu2026on,",
        "  title     = {{On Things}},",
        "  author    = {Nwosu, Ada and van Li, Bo},",
        "  booktitle = {Workshop \\& Co},",
        "  year      = {2026},",
        "  doi       = {10.1145/12_3},",
        "  url       = {https://example.org/a_b%20c},",
        "  pdf       = {https://example.org/x.pdf},",
        "}",
    ]
    assert "eprint        = {2401.01234}" in bibtex(entry(preprint="https://arxiv.org/abs/2401.01234v3"))
    assert "doi" not in bibtex(entry(preprint="https://preprints.example/1"))


def test_addresses_cannot_close_the_entry() -> None:
    assert address("https://example.org/}x{ y") == "https://example.org/%7Dx%7B%20y"


def test_our_own_reader_of_bibliographies_reads_it_back() -> None:
    found = parse_papers(bibtex(entry()))
    assert [paper.title for paper in found] == ["On Things"]


@pytest.mark.parametrize(
    "title",
    ["Größe über Łódź & 50%", "Nguyễn's #1_x, 10^2", "α-VAE: $x^2$ <tag> – 学习", "Ștefan Ťažký đo"],
)
def test_titles_come_back_from_our_own_reader_as_they_were(title) -> None:
    (found,) = parse_papers(bibtex(entry(title=title)))
    assert found.title == title


def test_keys_are_family_year_and_first_word() -> None:
    papers = [
        (1, "Ada Nwosu", "The quick $x^2$ fox"),
        (2, "Björn Þórsson", "A $O(n)$ method"),
        (3, "Erik van der Linden", "E-learning"),
        (4, "王伟", "学习"),
        (5, "", "Things"),
    ]
    assert keys_of(papers, 2026) == {
        1: "nwosu2026quick",
        2: "thorsson2026method",
        3: "vanderlinden2026e",
        4: "paper2026",
        5: "paper2026things",
    }


def test_namesakes_get_their_numbers_and_nobody_elses_key_moves() -> None:
    papers = [(3, "Wei Li", "Fast"), (7, "Jun Li", "Fast"), (9, "Jun Li", "Slow"), (11, "Bo Li", "Fast 7")]
    assert keys_of(papers, 2026) == {
        3: "li2026fast-3",
        7: "li2026fast-7",
        9: "li2026slow",
        11: "li2026fast-11",
    }
    assert keys_of(reversed(papers), 2026) == keys_of(papers, 2026)
    assert keys_of(papers[1:3], 2026)[9] == "li2026slow"


@given(st.lists(st.tuples(st.text(max_size=12), st.text(max_size=20)), max_size=30))
def test_keys_are_unique_and_plain(papers) -> None:
    keys = keys_of([(number, *paper) for number, paper in enumerate(papers)], 2026)
    assert len(set(keys.values())) == len(papers)
    assert all(key.replace("-", "").isalnum() and key.isascii() for key in keys.values())


def test_words_become_plain() -> None:
    assert plain("Æther Øre Łódź ıstanbul Straße Þór") == "Aether Ore Lodz istanbul Strasse Thor"
    assert slug("Skipping what repeats: a cache!") == "skipping-what-repeats-a-cache"
    assert folded("ÉCOLE Straße 学习") == "ecole strasse 学习"
    assert first_word("$x$") == ""


@given(st.text(max_size=40))
def test_a_name_keeps_its_letters(text) -> None:
    parts = split_name(text)
    kept = parts.given + parts.family + parts.suffix
    assert sorted(filter(str.isalnum, kept)) == sorted(filter(str.isalnum, text))
