r"""Text as pdfLaTeX and BibTeX take it: Latin letters as commands in braces, such as {\'E} and {\'{\^e}}.

BibTeX reads bytes. It cuts a name to its initial, sorts and makes labels without breaking a letter only if
the letter is ASCII or stands in braces that begin with a command. Letters of scripts for which pdfLaTeX has
no font (Chinese, Arabic, Cyrillic) stay as they are, as in the files of the ACL Anthology: XeLaTeX and
LuaLaTeX set them, pdfLaTeX a question mark for each.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pylatexenc.latexencode import UnicodeToLatexEncoder

from effgenai.ui.text.controls import without_controls

# Braces would have to balance even behind a backslash, so they have names here.
_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    **{sign: f"\\{sign}" for sign in "&%$#_"},
    "‘": "`",
    "ʻ": "`",
    "’": "'",
    "ʼ": "'",
    "“": "``",
    "”": "''",
    "–": "--",
    "—": "---",
    "‐": "-",
    "‑": "-",
    "…": r"\ldots{}",
    "„": "{,,}",
    "‚": "{,}",
    "«": r"{\guillemotleft}",
    "»": r"{\guillemotright}",
    "‹": r"{\guilsinglleft}",
    "›": r"{\guilsinglright}",
}
_LETTERS = {
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "å": "aa", "Å": "AA", "ı": "i", "ȷ": "j", "đ": "dj", "Đ": "DJ", "ð": "dh", "Ð": "DH", "þ": "th",
    "Þ": "TH", "ŋ": "ng", "Ŋ": "NG", "ơ": "ohorn", "Ơ": "OHORN", "ư": "uhorn", "Ư": "UHORN",
}  # fmt: skip
_ABOVE = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0306": "u", "\u0307": ".",
    "\u0308": '"', "\u0309": "h", "\u030a": "r", "\u030b": "H", "\u030c": "v",
}  # fmt: skip
_BELOW = {"\u0323": "d", "\u0326": "textcommabelow", "\u0327": "c", "\u0328": "k", "\u0331": "b"}
_DOTLESS = {"i": r"\i", "j": r"\j"}
_HORN = "\u031b"
_GREEK = "\u0370-\u03ff\u1f00-\u1fff"
# Arrows and relations that LaTeX has without packages, and what is raised or lowered: "CO₂".
_SIGN = (
    "←↑→↓↔↕↖↗↘↙↦↩↪↼↽⇀⇁⇌⇐⇑⇒⇓⇔⇕∀∂∃∆∇∈∉∊∋∌∍∏∐∑−∓∕∗∘∙√∛∜∝∞∠∣∥∧∨∩∪∫∮∶∷∺∼≀≁≃≄≅≇≈≉≍≐≔≕≠≡≢≤≥≪≫≭≺≻≼≽⊂⊃⊄⊅⊆⊇⊎⊑⊒⊓⊔⊕⊖⊗⊘⊙⊢⊣⊤⊥"
    "⋀⋁⋂⋃⋄⋅⋆⋈⋢⋣⋮⋯⋱×÷±¬\u2070-\u209c"
)
# The same, and a Greek letter that stands alone: "α-VAE".
_SYMBOL = rf"[{_SIGN}]|(?<![{_GREEK}])[\u0391-\u03c9](?![{_GREEK}\u0300-\u036f])"
_IN_FORMULA = re.compile(rf"[{_SIGN}\u0391-\u03c9]")
# What PDFs and keyboards of East Asia make of Latin letters: "eﬃcient", "Ａ".
_FORMS = re.compile("[\ufb00-\ufb06\uff01-\uff5e]+")
_PIECE = re.compile(rf"(?P<symbol>{_SYMBOL})|.[\u0300-\u036f]*", re.DOTALL)
_RAW = re.compile(r"[^\x00-\x7f]+(?:\s+[^\x00-\x7f]+)*")
# What joins letters in the scripts that need it; other marks that nobody sees are left out.
_JOINERS = "\u200c\u200d"

# Letters that some fonts of pdfLaTeX lack (OT1, the usual ones, lack most), and what is set instead.
_SUBSTITUTES = {
    "k": (1, r"\c{#1}"),
    "dj": (0, "d"), "DJ": (0, "D"), "dh": (0, "d"), "DH": (0, "D"), "th": (0, "th"), "TH": (0, "Th"),
    "ng": (0, "ng"), "NG": (0, "Ng"),
    "guillemotleft": (0, r"\ensuremath{\ll}"), "guillemotright": (0, r"\ensuremath{\gg}"),
    "guilsinglleft": (0, r"\ensuremath{<}"), "guilsinglright": (0, r"\ensuremath{>}"),
}  # fmt: skip
_HORNED = r"\kern-.08em\raise.45ex\hbox{'}"
_DEFINED_NOWHERE = {
    "h": (1, r"{\ooalign{#1\crcr\hfil\raise1ex\hbox{\tiny?}\hfil}}"),
    **{name: (0, name[0] + _HORNED) for name in ("ohorn", "OHORN", "uhorn", "UHORN")},
}
_QUESTION_MARKS = r"\def\lacking#1{\expandafter\providecommand\csname u8:\detokenize{#1}\endcsname{?}}"
_COMMAND = re.compile(r"\\([A-Za-z]+)(?![A-Za-z])")


def escape(text: str) -> str:
    """Text in one line in which nothing means anything to LaTeX but what makes a letter."""
    line = " ".join(without_controls(text).split())
    usual = _FORMS.sub(lambda forms: unicodedata.normalize("NFKC", forms[0]), line)
    composed = unicodedata.normalize("NFC", usual)
    visible = "".join(sign for sign in composed if sign in _JOINERS or unicodedata.category(sign) != "Cf")
    return _PIECE.sub(lambda piece: _symbol(piece[0]) if piece["symbol"] else _cluster(piece[0]), visible)


def symbols_as_commands(formula: str) -> str:
    """A formula with its arrows, relations and Greek letters as commands."""
    return _IN_FORMULA.sub(lambda symbol: _symbol(symbol[0]).replace(r"\ensuremath", ""), formula)


@lru_cache
def _symbols() -> UnicodeToLatexEncoder:
    return UnicodeToLatexEncoder(
        non_ascii_only=True,
        replacement_latex_protection="braces-all",
        unknown_char_policy="keep",
        unknown_char_warning=False,
    )


def _symbol(sign: str) -> str:
    return str(_symbols().unicode_to_latex(sign))


def escape_name(text: str) -> str:
    r"""The same for a part of a name; what stays as it is stands in {\relax ...}, which BibTeX never cuts."""
    return _RAW.sub(lambda raw: rf"{{\relax {raw[0]}}}", escape(text))


def in_braces(text: str) -> str:
    r"""The same for a name that is one whole: of its first three signs BibTeX makes a label."""
    written = escape(text)
    is_plain = written.isascii() and "\\" not in written[:5]
    return f"{{{written}}}" if is_plain else rf"{{\relax {written}}}"


def preamble_for(bibtex: str) -> str:
    r"""What a file of such entries begins with, so that every font has its letters; often empty.

    LaTeX looks for a letter that a font lacks under its name with a question mark before it, and pdfLaTeX for
    a letter beyond ASCII under its bytes. What nothing defines would end with an error.
    """
    used = set(_COMMAND.findall(bibtex))
    lines = [
        rf"\expandafter\providecommand\csname?\string\{name}\endcsname{_definition(*substitute)}"
        for name, substitute in _SUBSTITUTES.items()
        if name in used
    ]
    lines += [
        rf"\providecommand{{\{name}}}{_definition(*substitute)}"
        for name, substitute in _DEFINED_NOWHERE.items()
        if name in used
    ]
    if foreign := sorted({sign for sign in bibtex if not sign.isascii()}):
        lines.append(_QUESTION_MARKS + "".join(rf"\lacking{{{sign}}}" for sign in foreign))
    return "".join(f'@preamble{{"{line}"}}\n' for line in lines)


def _definition(arguments: int, body: str) -> str:
    return (f"[{arguments}]" if arguments else "") + f"{{{body}}}"


def _cluster(cluster: str) -> str:
    """A sign with the accents that stand on it; as it is, if it is none of the Latin script."""
    if cluster in _SIGNS:
        return _SIGNS[cluster]
    if cluster.isascii():
        return cluster
    if cluster in _LETTERS:
        return rf"{{\{_LETTERS[cluster]}}}"
    base, *marks = list(unicodedata.normalize("NFD", cluster))
    letter = _letter(base, marks)
    return f"{{{letter}}}" if letter else _unaccented(cluster)


def _letter(base: str, marks: list[str]) -> str:
    """The commands of a letter, what stands above it first; empty if there is no command for one of them."""
    if _HORN in marks:
        marks.remove(_HORN)
        base = unicodedata.normalize("NFC", base + _HORN)
    if not set(marks) <= _ABOVE.keys() | _BELOW.keys() or not (base in _LETTERS or _is_plain(base)):
        return ""
    letter = rf"\{_LETTERS[base]}" if base in _LETTERS else base
    above = [mark for mark in marks if mark in _ABOVE]
    letter = _DOTLESS.get(letter, letter) if above else letter
    for mark in [*above, *(mark for mark in marks if mark in _BELOW)]:
        letter = _accented(_ABOVE.get(mark) or _BELOW[mark], letter)
    return letter


def _is_plain(base: str) -> bool:
    return base.isascii() and base.isalpha()


def _accented(accent: str, letter: str) -> str:
    return f"\\{accent}{letter}" if len(letter) == 1 and not accent.isalpha() else f"\\{accent}{{{letter}}}"


def _unaccented(cluster: str) -> str:
    """Signs that are no letters of ours with each mark as it is; a sign of LaTeX among them escaped."""
    return "".join(_SIGNS.get(sign, sign) for sign in cluster)
