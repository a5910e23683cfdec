"""`export_site` on the command line, and `make export-site` in a fresh checkout."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from effgenai.conferences.site.models import Page
from tests.effgenai.embedded.helpers import clean_environment
from tests.support.factories import NOW, make_conference

ROOT = Path(__file__).parents[3]


@pytest.mark.django_db
def test_it_says_what_it_wrote_and_where(tmp_path, monkeypatch, capsys):
    make_conference("forever")
    monkeypatch.chdir(tmp_path)
    call_command("export_site", "forever", "out")
    assert f" to {tmp_path / 'out'}" in capsys.readouterr().out
    assert (tmp_path / "out/index.html").exists()


@pytest.mark.django_db
def test_the_check_tells_broken_links_and_exits_with_one(tmp_path, capsys):
    conference = make_conference("forever")
    with pytest.raises(SystemExit) as end:
        call_command("export_site", "forever", str(tmp_path / "out"), "--check")
    assert end.value.code == 0
    assert "Every link leads somewhere." in capsys.readouterr().out

    Page.objects.create(
        conference=conference, slug="p", title="P", body="[x](#none)", is_published=True, updated_at=NOW
    )
    with pytest.raises(SystemExit) as end:
        call_command("export_site", "forever", str(tmp_path / "out"), "--check")
    assert end.value.code == 1
    said = capsys.readouterr()
    assert "p/index.html" in said.err
    assert "1 problem, listed above." in said.out


@pytest.mark.django_db
def test_what_cannot_be_is_told_in_a_sentence(tmp_path):
    make_conference("forever")
    with pytest.raises(CommandError, match="no conference “never” here"):
        call_command("export_site", "never", str(tmp_path / "out"))
    (tmp_path / "mine").write_text("")
    with pytest.raises(CommandError, match="no earlier export"):
        call_command("export_site", "forever", str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def make(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Call make in a folder as a person would, without the installing."""
    env = {**clean_environment(), "DATA_DIR": str(folder / "data"), "PWD": str(folder)}
    return subprocess.run(
        ["make", "-o", "setup", "-f", str(ROOT / "Makefile"), f"PY={sys.executable}", "export-site", *words],
        cwd=folder,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_make_writes_the_demo_in_a_fresh_checkout_to_a_folder_of_the_caller(tmp_path):
    done = make(tmp_path, "CONFERENCE=effgenai", "OUT=mine/site")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Every link leads somewhere." in done.stdout
    assert (tmp_path / "mine/site/papers/index.html").exists()
    assert not (ROOT / "mine").exists()


@pytest.mark.parametrize("words", [(), ("CONFERENCE=effgenai",), ("OUT=x",)])
def test_make_asks_for_what_is_missing(tmp_path, words):
    done = make(tmp_path, *words)
    assert done.returncode != 0
    assert "make export-site CONFERENCE=effgenai OUT=folder" in done.stderr
