"""What TeX prints, as plain text: accents in all their spellings, dashes, marks without their commands."""

from __future__ import annotations

import re
from functools import lru_cache

from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

_SIGNS = re.compile(r"\\.|[%$]", re.DOTALL)
_COMMAND = re.compile(r"\\[A-Za-z]+")
_WORDS = {"TeX": "TeX", "LaTeX": "LaTeX", "BibTeX": "BibTeX", "url": "%(1)s"}
# What these print is not in the text, or changes from day to day.
_SILENT = ("cite", "citep", "citet", "ref", "footnote", "input", "include", "today", "item")


@lru_cache(maxsize=1)
def _converter() -> LatexNodes2Text:
    ours = [MacroTextSpec(name, text) for name, text in _WORDS.items()]
    ours += [MacroTextSpec(name, "") for name in _SILENT]
    context = get_default_latex_context_db()
    context.add_context_category("ours", macros=ours, prepend=True)
    return LatexNodes2Text(latex_context=context, math_mode="verbatim", strict_latex_spaces="macros")


def plain_tex(written: str) -> str:
    """Text without the braces and commands of TeX, in one line; formulas between dollars stay as they are."""
    try:
        plain = _converter().latex_to_text(_with_plain_signs(written))
    except Exception:  # noqa: BLE001 - it raises RecursionError, TypeError and more for what is no TeX
        plain = _COMMAND.sub(" ", written).replace("{", "").replace("}", "")
    return " ".join(plain.split())


def _with_plain_signs(written: str) -> str:
    """A percent sign means itself, and so does a dollar sign that has no other."""
    dollars = sum(found[0] == "$" for found in _SIGNS.finditer(written))
    plain = {"%": "\\%", "$": "$" if dollars % 2 == 0 else "\\$"}
    return _SIGNS.sub(lambda found: plain.get(found[0], found[0]), written)
