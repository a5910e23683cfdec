"""The folder of an export: replaced as a whole, and never anything that is not ours."""

from __future__ import annotations

import json
import threading

import pytest

from effgenai.archive.writing.errors import ExportError
from effgenai.archive.writing.folder import replaced, write_manifest
from tests.support.factories import NOW


def export(out, files: dict[str, str], *, conference: str = "x") -> None:
    with replaced(out, conference=conference) as folder:
        for name, text in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        write_manifest(folder, conference=conference, source="https://s/x/", at=NOW)


def names(out) -> list[str]:
    return sorted(path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file())


def test_a_new_or_an_empty_folder_is_filled(tmp_path):
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "empty", tmp_path / "deep/new"):
        export(out, {"a": "1", "b/c": "2"})
        assert names(out) == ["a", "archive.json", "b/c"]


def test_the_second_time_same_files_stay_and_others_come_and_go(tmp_path):
    out = tmp_path / "out"
    export(out, {"same": "1", "other": "1", "gone/deep": "1"})
    same = (out / "same").stat()
    export(out, {"same": "1", "other": "2", "come": "1"})
    assert names(out) == ["archive.json", "come", "other", "same"]
    assert ((out / "same").stat().st_ino, (out / "same").stat().st_mtime_ns) == (
        same.st_ino,
        same.st_mtime_ns,
    )
    assert (out / "other").read_text() == "2"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_what_is_not_an_earlier_export_is_refused_and_left_alone(tmp_path):
    out = tmp_path / "thesis"
    out.mkdir()
    (out / "chapter").write_text("years of work")
    with pytest.raises(ExportError, match="no earlier export"):
        export(out, {"a": "1"})
    assert names(out) == ["chapter"]


def test_a_manifest_of_somebody_else_does_not_count(tmp_path):
    (tmp_path / "archive.json").write_text(json.dumps({"files": {}}))
    with pytest.raises(ExportError, match="no earlier export"):
        export(tmp_path, {"a": "1"})
    assert names(tmp_path) == ["archive.json"]


def test_the_export_of_another_conference_is_refused(tmp_path):
    export(tmp_path / "out", {"a": "1"}, conference="first")
    with pytest.raises(ExportError, match="the export of first"):
        export(tmp_path / "out", {"b": "1"}, conference="second")
    assert names(tmp_path / "out") == ["a", "archive.json"]


def test_a_file_is_refused(tmp_path):
    (tmp_path / "out").write_text("text")
    with pytest.raises(ExportError, match="is a file"):
        export(tmp_path / "out", {"a": "1"})
    assert (tmp_path / "out").read_text() == "text"


def test_a_place_that_cannot_be_written_is_told_in_a_sentence():
    with pytest.raises(ExportError, match="cannot be written"):
        export_to_proc()


def export_to_proc() -> None:
    from pathlib import Path

    export(Path("/proc/nowhere/out"), {"a": "1"})


def test_an_error_half_way_changes_nothing(tmp_path):
    out = tmp_path / "out"
    export(out, {"a": "1"})
    with pytest.raises(RuntimeError), replaced(out, conference="x") as folder:
        (folder / "a").write_text("2")
        raise RuntimeError
    assert (out / "a").read_text() == "1"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_run_killed_between_its_last_steps_is_mended(tmp_path):
    out = tmp_path / "out"
    export(out, {"a": "1"})
    out.rename(tmp_path / ".out.old")
    (tmp_path / ".out.new").mkdir()
    with pytest.raises(RuntimeError), replaced(out, conference="x"):
        raise RuntimeError
    assert names(out) == ["a", "archive.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_two_at_a_time_follow_one_another(tmp_path):
    out, entered, leave = tmp_path / "out", threading.Event(), threading.Event()

    def slow() -> None:
        with replaced(out, conference="x") as folder:
            entered.set()
            leave.wait(10)
            (folder / "first").write_text("1")
            write_manifest(folder, conference="x", source="https://s/x/", at=NOW)

    first = threading.Thread(target=slow)
    first.start()
    entered.wait(10)
    second = threading.Thread(target=export, args=(out, {"second": "1"}))
    second.start()
    second.join(0.3)
    assert second.is_alive()
    leave.set()
    first.join(10)
    second.join(10)
    assert names(out) == ["archive.json", "second"]
