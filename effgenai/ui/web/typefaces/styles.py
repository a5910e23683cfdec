"""What styles say of the typefaces: where their files are, for which letters, and what stands in for them."""

from __future__ import annotations

from collections.abc import Iterator

from django.templatetags.static import static

from effgenai.ui.web.typefaces.faces import FACES, SCRIPTS, STAND_INS, WEIGHTS, Face, StandIn


def face_rules() -> str:
    """The `@font-face` rules of all files and stand-ins."""
    return "".join((*_rules_of_faces(), *map(_rule_of_stand_in, STAND_INS)))


def _rules_of_faces() -> Iterator[str]:
    for face in FACES:
        for script, ranges in SCRIPTS.items():
            yield _rule(face, script, ranges)


def _rule(face: Face, script: str, ranges: str) -> str:
    shown_for = ",".join(f"U+{part}" for part in ranges.split())
    weights = " ".join(map(str, WEIGHTS))
    return (
        f'@font-face{{font-family:"{face.family}";font-style:{face.style};font-weight:{weights};'
        f'font-display:swap;src:url("{static(face.name_of(script))}") format("woff2");'
        f"unicode-range:{shown_for}}}\n"
    )


def _rule_of_stand_in(face: StandIn) -> str:
    places = ",".join(f'local("{name}")' for name in face.local)
    return (
        f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};src:{places};'
        f"size-adjust:{face.size}%;ascent-override:{face.ascent}%;descent-override:{face.descent}%;"
        "line-gap-override:0%}\n"
    )
