"""What TeX prints, as plain text: accents in all their spellings, dashes, marks without their commands."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db
from pylatexenc.latexwalker import get_default_latex_context_db as get_known_commands
from pylatexenc.macrospec import LatexContextDb, std_macro

_SIGNS = re.compile(r"\\.|[%$]", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_WORDS = {
    "TeX": "TeX",
    "LaTeX": "LaTeX",
    "BibTeX": "BibTeX",
    "url": "%(1)s",
    "href": "%(2)s",
    "-": "",
    "textless": "<",
    "textgreater": ">",
    "textbar": "|",
    "textasciicircum": "^",
    "ohorn": "ơ",
    "OHORN": "Ơ",
    "uhorn": "ư",
    "UHORN": "Ư",
    **dict.fromkeys(["texttt", "textsf", "textmd", "textup", "mbox"], "%(1)s"),
}
_ACCENTS = {"h": "\u0309", "textcommabelow": "\u0326"}
_ARGUMENTS = {**dict.fromkeys(_ACCENTS, "{"), "href": "{{"}
_FORMULA = {r"\(": "$", r"\)": "$"}
# What these print is not in the text, or changes from day to day.
_SILENT = ("cite", "citep", "citet", "ref", "footnote", "input", "include", "today", "item")


@lru_cache(maxsize=1)
def _converter() -> LatexNodes2Text:
    ours = [MacroTextSpec(name, text) for name, text in _WORDS.items()]
    ours += [MacroTextSpec(name, f"%(1)s{accent}") for name, accent in _ACCENTS.items()]
    ours += [MacroTextSpec(name, "") for name in _SILENT]
    context = get_default_latex_context_db()
    context.add_context_category("ours", macros=ours, prepend=True)
    return LatexNodes2Text(latex_context=context, math_mode="verbatim", strict_latex_spaces="macros")


@lru_cache(maxsize=1)
def _commands() -> LatexContextDb:
    """What takes arguments, for the parser: what it knows, and ours."""
    context = get_known_commands()
    ours = [std_macro(name, arguments) for name, arguments in _ARGUMENTS.items()]
    context.add_context_category("ours", macros=ours, prepend=True)
    return context


def plain_tex(written: str) -> str:
    """Text without the braces and commands of TeX, in one line; formulas between dollars stay as they are."""
    try:
        plain = _converter().latex_to_text(_with_plain_signs(written), latex_context=_commands())
    except Exception:  # noqa: BLE001 - it raises RecursionError, TypeError and more for what is no TeX
        plain = _COMMAND.sub(" ", written).replace("{", "").replace("}", "")
    return unicodedata.normalize("NFC", " ".join(plain.split()))


def _with_plain_signs(written: str) -> str:
    """Formulas stand between dollar signs; one that has no other means itself, and so does a percent sign."""
    dollars = sum(found[0] == "$" for found in _SIGNS.finditer(written))
    plain = {"%": "\\%", "$": "$" if dollars % 2 == 0 else "\\$"} | _FORMULA
    return _SIGNS.sub(lambda found: plain.get(found[0], found[0]), written)
