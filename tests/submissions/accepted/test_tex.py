"""Our BibTeX as pdfLaTeX and BibTeX themselves take it, with names of the world; needs both installed."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from submissions.accepted.bibtex import Entry, bibtex, keys_of
from submissions.accepted.latex import preamble_for

pytestmark = pytest.mark.skipif(
    not (shutil.which("pdflatex") and shutil.which("bibtex")), reason="TeX is not installed"
)

LATIN = """\
Émile Zola; Élise Lévêque; Jan van der Berg; Erik van 't Hof; Rafael da Silva e Costa; José Ortega y
Gasset; Beatriz Souza e Silva; Lê Thị, Hồng; Nguyễn Thị Ánh; Trần Đức Ường; Phạm Hữu Nghĩa; Đỗ Quỳnh
Như; Võ Thị Kiều Diễm; Bùi Xuân Ngữ; Nguyễn Phở Cả; Madonna; Plato; Björn Þórsson; Guðrún
Eiríksdóttir; Ævar Örn; Ørsted Åse; Søren Kjærgård; Gülşen Çiçek; İbrahim Yıldız; Ğani Ağaoğlu;
Ștefan Țepeș; Răzvan Brâncuși; Grzegorz Brzęczyszczyk; Zażółć Gęślą; Łukasz Śniegoń; Jiří Dvořák;
Ľubomír Ďurčo; Željko Đurić; Gyöngyvér Szőke; Ünige Ősz; Jānis Bērziņš; Žydrūnas Šileikis; Õnne
Pärn; Müge Groß; Weiß Jürgen; Oluwaseun Adébáyọ̀; Ṣọlá Ẹ̀kọ́; Ngũgĩ wa Thiong'o; Nguyễn, Jr., Anh;
Martin Luther King Jr.; Seán Ó Briain; Siân Llŷr; Peña Núñez; Ñandú; ʻIolani Kealoha; D'Arcy
O’Brien; Anne-Élisabeth Müller-Lüdenscheidt; The Sand and Water Consortium; École Normale Group;
Ludwig van Beethoven; Musa al-Khwarizmi; Ibn Battuta; X Æ; Ann {Odd} Name_x; Smith & Sons Society;
50% Collaboration; Dominique de La Vallée Poussin; Ŋaaŋa Tēlī; Ḥasan Ṭāhā; Ǻke Ǿdegård; Žȷ̌ek Ĵan;
others; R. A. Fisher; E. T. Ķirss"""
OTHER = ["王伟", "山田 太郎", "김 민수", "Иван Петрович Иванов", "محمد علي", "Νίκος Παπαδόπουλος", "שרה כהן"]
TITLES = [
    "Plain words",
    r"From \$0.10 to $O(n \log n)$ at 50% & more: #1 under_score",
    "Größe über “alles” – naïve α-VAE → a ≤ b × c",
    r"A \ and a ~ and a ^ { } <tag> | “quoted” «so» ‹or so› „or so‘",
    "CO₂ → $\\frac αβ ≤ a → b₂$, ≲ and ⊏, eﬃcient",
    r"$\input{/etc/passwd}$ and $\unknown x$ and $x^$ and $é$",
]


def names() -> list[str]:
    return [" ".join(name.split()) for name in LATIN.split(";")]


def references(people: list[str]) -> str:
    """Each alone, with another, and in one long list."""
    lists = [*([one] for one in people), *([one, "Ada Nwosu"] for one in people), people]
    titles = [TITLES[number % len(TITLES)] for number in range(len(lists))]
    papers = [
        (number, authors[0], title) for number, (authors, title) in enumerate(zip(lists, titles, strict=True))
    ]
    keys = keys_of(papers, 2026)
    written = "\n".join(
        bibtex(
            Entry(
                key=keys[number],
                title=titles[number],
                authors=authors,
                booktitle="Workshop & Co, Orléans",
                year=2026,
                url="https://example.org/a_b%20c#d",
                place="Łódź & Umeå",
            )
        )
        for number, authors in enumerate(lists)
    )
    return preamble_for(written) + written


def run(folder, *command: str) -> str:
    done = subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder)},
    )
    return done.stdout.decode(errors="replace")


def typeset(folder, style: str, packages: str, references: str) -> tuple[str, str, list[str]]:
    """What BibTeX says, the list that it made, and the errors of pdfLaTeX."""
    (folder / "all.bib").write_text(references, encoding="utf-8")
    (folder / "paper.tex").write_text(
        rf"\documentclass{{article}}{packages}\begin{{document}}\nocite{{*}}"
        rf"\bibliographystyle{{{style}}}\bibliography{{all}}\end{{document}}",
        encoding="utf-8",
    )
    latex = ("pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "-draftmode", "paper")
    run(folder, *latex)
    said = run(folder, "bibtex", "paper")
    errors = [line for line in run(folder, *latex).splitlines() if line.startswith("!")]
    return said, (folder / "paper.bbl").read_text(encoding="utf-8"), errors


@pytest.mark.parametrize("packages", ["", r"\usepackage[T1]{fontenc}"])
@pytest.mark.parametrize("style", ["plain", "abbrv", "alpha"])
def test_names_of_the_latin_script_are_set_without_an_error_or_a_warning(tmp_path, style, packages) -> None:
    assert len(names()) >= 60
    said, _, errors = typeset(tmp_path, style, packages, references(names()))
    assert "Warning" not in said
    assert "error" not in said
    assert errors == []


@pytest.mark.parametrize("style", ["plain", "abbrv", "alpha"])
def test_letters_of_other_scripts_stay_whole_and_stop_nothing(tmp_path, style) -> None:
    said, listed, errors = typeset(tmp_path, style, "", references(OTHER))
    assert "Warning" not in said
    assert "error" not in said
    for name in OTHER:
        assert any(word in listed for word in name.split()), name
    assert errors == []


def test_initials_are_whole_letters(tmp_path) -> None:
    people = ["Émile Zola", "Đức Trần", "Åse Ørsted", "Иван Иванов"]
    _, listed, _ = typeset(tmp_path, "abbrv", "", references(people))
    for initial in (r"{\'E}.~Zola", r"{\DJ}.~Tr", r"{\AA}.~{\O}rsted", r"{\relax Иван}.~"):
        assert initial in listed
