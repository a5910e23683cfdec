"""What Markdown means to single programs alone: kramdown, Pandoc and Quarto, MkDocs, Docusaurus.

Their boxes and settings are left out and told, and the text in them stays; HTML that is marked as holding
Markdown is set apart by blank lines, which is how everybody else's Markdown says the same.
"""

from __future__ import annotations

import re

from effgenai.conferences.site.importing.kramdown import lines_of
from effgenai.ui.text.markdown import words

_EXTENSION = re.compile(r"\{::(?P<name>[a-z_]+)(?P<rest>[^{}\n]*?)(?P<closed>/?)\}|\{:/[a-z_]*\}")
_PARSES_HTML = re.compile(r"""parse_block_html\s*=\s*["']?true""")
_FENCE_WORDS = re.compile(r"(?P<fence> {0,3}(?:`{3,}|~{3,}))[ \t]*\{(?P<words>[^{}\n]*)\}[ \t]*")
_BOX = re.compile(r" {0,3}:{3,}(?P<words>[^\n]*)")
_BOX_TITLE = re.compile(r"[a-z-]+(?:\[(.+)\]|[ \t]+([^{].*))", re.IGNORECASE)
_INDENTED_BOX = re.compile(r"(?:!!!|\?\?\?\+?|===[!+]?)[ \t]+(?P<words>[a-z][^\n]*|\"[^\n]+\")")
_QUOTED = re.compile(r'"([^"\n]+)"')
_PROGRAM = re.compile(
    r"(?:import\s(?:.*\sfrom\s+)?[\"'][^\"']+[\"'];?|export\s+(?:const|let|default|function)\b.*)\s*"
)
_INCLUDED = re.compile(r"\s*-{1,2}8<-{1,2}\s.*")
_ABBREVIATION = re.compile(r"\*\[[^\]\n]+\]:.*")
_REMARK = re.compile(r"\{/\*.*?\*/\}")
_ICON = re.compile(r":(?:material|fontawesome|octicons|simple)-[a-z0-9-]+:")
_WORDS = r"(?:[#.][A-Za-z][\w:.-]*|[A-Za-z][\w-]*=(?:\"[^\"\n]*\"|[\w%.-]+))"
_SPAN = re.compile(rf"(?<!!)\[([^\[\]\n]+)\](\{{[ \t]*{_WORDS}(?:[ \t]+{_WORDS})*[ \t]*\}})")
_ATTRIBUTES = re.compile(rf"(?<=[)\]}}\w*_\"?!. ])\{{[ \t]*({_WORDS}(?:[ \t]+{_WORDS})*)[ \t]*\}}")
_ID_ALONE = re.compile(r"#[\w:.-]+")
_HTML_BLOCKS = words(
    "div section article aside details blockquote center main header footer nav figure summary"
)
_TAG = re.compile(
    r"<(?P<closing>/?)(?P<name>[a-z][a-z0-9]*)\b(?P<attributes>[^<>]*?)(?P<empty>/?)>", re.IGNORECASE
)
_MARKED = re.compile(r"""\bmarkdown\s*=\s*["']?(?P<value>[a-z0-9]+)["']?""", re.IGNORECASE)
_INDENT = 4


def is_marked_as_markdown(text: str) -> bool:
    """Whether the text has settings of kramdown, or HTML that says there is Markdown in it."""
    return "{::" in text or any(_MARKED.search(tag["attributes"]) for tag in _TAG.finditer(text))


def without_dialects(text: str) -> tuple[str, list[str]]:
    """The Markdown as others read it, too, and what was left out; code stays as it is."""
    reader = _Reader()
    for line, is_code in lines_of(_without_indented_boxes(text, reader.left_out)):
        if is_code:
            reader.lines.append(reader.without_words_of_fence(line))
        else:
            reader.read(line)
    return "\n".join(reader.lines), reader.left_out


def _without_indented_boxes(text: str, left_out: list[str]) -> str:
    """The text of the boxes of MkDocs, which is indented below a line that opens them, moved to the left."""
    lines: list[str] = []
    indent = 0
    for line, is_code in lines_of(text):
        leading = len(line) - len(line.lstrip(" "))
        if line.strip() and leading < indent:
            indent = leading // _INDENT * _INDENT
        shown = line[min(indent, leading) :]
        opening = _INDENTED_BOX.fullmatch(shown.rstrip())
        if opening and not is_code:
            indent += _INDENT
            left_out.append(f"Box {shown.strip()}, without its text, which stays")
            title = _QUOTED.search(opening["words"])
            shown = f"**{title[1]}**\n" if title else ""
        lines.append(shown)
    return "\n".join(lines)


class _Reader:
    def __init__(self) -> None:
        self.lines: list[str] = []
        self.left_out: list[str] = []
        self._is_remark = False
        self._parses_html = False
        # The open elements of HTML, and whether Markdown is meant within each.
        self._open: list[tuple[str, bool]] = []

    def without_words_of_fence(self, line: str) -> str:
        """The line that opens a block of code, with its language alone; that the code was run is told."""
        found = _FENCE_WORDS.fullmatch(line)
        if not found:
            return line
        language = re.split(r"[\s,]", found["words"].strip())[0]
        if not language.startswith((".", "#")):
            self.left_out.append(f"What the code of {{{language}}} gave when it was run")
        return found["fence"] + language.removeprefix(".")

    def read(self, line: str) -> None:
        """Take one line that is no code."""
        line = _EXTENSION.sub(self._extension, line) if "{:" in line or self._is_remark else line
        if self._is_remark:
            return
        box = _BOX.fullmatch(line)
        if box:
            self._box(box["words"].strip(" \t:"))
        elif _PROGRAM.fullmatch(line) or _INCLUDED.fullmatch(line) or _ABBREVIATION.fullmatch(line):
            self.left_out.append(f"Line {line.strip()}")
        else:
            parts = line.split("`")
            parts[::2] = [self._within(part) for part in parts[::2]]
            self.lines.append("`".join(parts))

    def _extension(self, found: re.Match[str]) -> str:
        name = found["name"] or ""
        if name == "options":
            self._parses_html |= bool(_PARSES_HTML.search(found["rest"]))
            if not _PARSES_HTML.search(found["rest"]):
                self.left_out.append(f"Setting {found[0]}")
        elif name == "comment" or self._is_remark:
            self._is_remark = name == "comment" and not found["closed"]
        return ""

    def _box(self, said: str) -> None:
        self.lines.append("")
        if not said:
            return
        self.left_out.append(f"Box ::: {said}, without its text, which stays")
        title = _BOX_TITLE.fullmatch(said)
        if title:
            self.lines += [f"**{title[1] or title[2]}**", ""]

    def _within(self, part: str) -> str:
        part = _REMARK.sub("", part)
        self.left_out += [f"Icon {icon}" for icon in _ICON.findall(part)]
        part = _SPAN.sub(r"\1\2", _ICON.sub("", part))
        part = _ATTRIBUTES.sub(
            lambda found: found[0] if _ID_ALONE.fullmatch(found[1]) else f"{{: {found[1]}}}", part
        )
        return _TAG.sub(self._tag, part) if "<" in part else part

    def _tag(self, tag: re.Match[str]) -> str:
        name, marked = tag["name"].lower(), _MARKED.search(tag["attributes"])
        if tag["empty"] or not (marked or name in _HTML_BLOCKS or (name, True) in self._open):
            return tag[0]
        if tag["closing"]:
            return self._closed(name, tag[0])
        in_html = self._parses_html and name in _HTML_BLOCKS - {"summary"}
        is_markdown = marked["value"] != "0" if marked else in_html
        self._open.append((name, is_markdown))
        shown = f"<{tag['name']}{_MARKED.sub('', tag['attributes'])}>"
        return f"\n{shown}\n\n" if is_markdown else shown

    def _closed(self, name: str, tag: str) -> str:
        """The closing tag; blank lines let Markdown end before it, or begin again behind it."""
        while self._open:
            opened, is_markdown = self._open.pop()
            if opened == name:
                break
        else:
            return tag
        is_within = bool(self._open) and self._open[-1][1]
        return f"\n\n{tag}\n" + "\n" * is_within if is_markdown else tag + "\n\n" * is_within
