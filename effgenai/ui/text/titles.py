"""What people write as one line of plain text: for feeds, data for search engines and previews of links."""

from __future__ import annotations

import html
import re

from markdown_it.token import Token

from effgenai.ui.text.controls import without_controls
from effgenai.ui.text.markdown import formula_html, inline_tokens
from effgenai.ui.text.plain import Links, plain_markdown, readable

_POWER = re.compile(r"\^(?:([\dn])|\{([\dn+\-=()]+)\})")
_INDEX = re.compile(r"_(?:(\d)|\{([\d+\-=()]+)\})")
_RAISED = str.maketrans("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎")
# So that no paragraph is wrapped: texts are shorter.
_ENDLESS = 1_000_000


class _WithoutAddresses(Links):
    def mark(self, address: str) -> str:
        """Nothing: of a link its words stay."""
        return ""


def plain_title(text: str) -> str:
    r"""A title in letters of every script; what pages show as a formula is spelled out, prices are none.

    "From $0.10 to $n^2$" becomes "From $0.10 to n²", and `\$` a dollar sign.
    """
    return readable(without_controls("".join(map(_words, inline_tokens(text)))))


def plain_prose(text: str) -> str:
    """Markdown in one line, without its marks and the addresses of its links."""
    return plain_title(" ".join(filter(None, plain_markdown(text, _WithoutAddresses(), _ENDLESS))))


def _words(token: Token) -> str:
    if token.type.startswith("math_inline"):
        return _spelled(token.content)
    return " " if token.type in {"softbreak", "hardbreak"} else token.content


def _spelled(formula: str) -> str:
    raised = _POWER.sub(lambda power: (power[1] or power[2]).translate(_RAISED), formula)
    lowered = _INDEX.sub(lambda index: (index[1] or index[2]).translate(_LOWERED), raised)
    spaced = re.sub(r"<mo lspace[^>]*>(\w+)</mo>", r" \1 ", formula_html(lowered))
    return html.unescape(re.sub(r"<[^>]+>", "", spaced))
