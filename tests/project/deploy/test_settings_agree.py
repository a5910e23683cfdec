"""settings.py, docs/settings.md, docker-compose.yml and .env.example name the same variables."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
NO_DEFAULT = "–"


def documented() -> dict[str, dict[str, str]]:
    """Per section of docs/settings.md: each variable with its default."""
    sections: dict[str, dict[str, str]] = {}
    for line in (ROOT / "docs/settings.md").read_text().splitlines():
        if line.startswith("## "):
            sections[line[3:]] = {}
        elif match := re.match(r"\| `([A-Z_]+)` \| (.*?) \| .{20,} \|$", line):
            list(sections.values())[-1][match[1]] = match[2].strip("`")
    return sections


def read_by_settings() -> dict[str, Any]:
    """Each variable that settings.py reads, with its default if that is written out there."""
    found: dict[str, Any] = {}
    for node in ast.walk(ast.parse((ROOT / "effgenai/settings.py").read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if re.fullmatch(r"env\.\w+|os\.environ\.get|os\.getenv", ast.unparse(node.func)):
            default = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
            name = ast.literal_eval(node.args[0])
            found[name] = ast.literal_eval(default[0]) if default and is_literal(default[0]) else None
    return found


def is_literal(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant)


def compose() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())


def interpolated() -> set[str]:
    """The variables that docker-compose.yml and the Caddyfile take from .env."""
    text = (ROOT / "docker-compose.yml").read_text()
    in_caddy = re.findall(r"\{\$([A-Z_]+)", (ROOT / "deploy/Caddyfile").read_text())
    return {*re.findall(r"(?<!\$)\$\{([A-Z_]+)", text), *in_caddy}


def in_example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def given_by_compose() -> set[str]:
    """What the processes of the application get from the file itself."""
    return {
        name
        for service in compose()["services"].values()
        if service["image"] == "effgenai"
        for name in service["environment"]
    }


def test_every_variable_that_settings_reads_is_documented_and_no_other():
    assert set(read_by_settings()) == set(documented()["The application"])


@pytest.mark.parametrize(("name", "default"), sorted(documented()["The application"].items()))
def test_the_documented_default_is_the_one_in_the_code(name, default):
    code = read_by_settings()[name]
    shown = {"True": "yes", "False": "no", "": "empty"}.get(str(code), str(code))
    if code is None:
        assert default in {
            NO_DEFAULT,
            ".data in the checkout",
            "`.data` in the checkout",
            ".data` in the checkout",
        }
    else:
        assert default == shown


def test_every_variable_of_compose_is_documented():
    known = {**documented()["The application"], **documented()["docker-compose.yml"]}
    assert interpolated() | given_by_compose() | set(in_example()) <= set(known)


def test_compose_documents_only_what_it_uses():
    assert set(documented()["docker-compose.yml"]) <= interpolated()


def test_the_documented_defaults_of_compose_are_those_in_the_file():
    text = (ROOT / "docker-compose.yml").read_text()
    for name, default in documented()["docker-compose.yml"].items():
        expected = "${" + name + (":?" if default == NO_DEFAULT else f":-{default}" + "}")
        assert expected in text


def test_whatever_must_be_set_is_set_in_production():
    required = {
        name
        for section in ("The application", "docker-compose.yml")
        for name, default in documented()[section].items()
        if default == NO_DEFAULT
    }
    assert required <= given_by_compose() | set(in_example())


def test_secrets_of_the_example_are_empty():
    secrets = ("SECRET_KEY", "POSTGRES_PASSWORD", "POSTGRES_APP_PASSWORD", "VALKEY_PASSWORD")
    assert [in_example()[name] for name in secrets] == [""] * 4


def test_development_variables_are_those_that_make_and_the_tests_read():
    files = [ROOT / "Makefile", ROOT / "effgenai/embedded/run.py", ROOT / "tests/plugins/browser.py"]
    text = "\n".join(path.read_text() for path in files)
    assert all(re.search(rf"\b{name}\b", text) for name in documented()["Development"])
