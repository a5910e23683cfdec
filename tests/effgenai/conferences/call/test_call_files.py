import io
import zipfile

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from demo.drawing.pdf import make_pdf
from effgenai.audit.models import AuditLine
from effgenai.conferences.call.models import CallFile
from effgenai.conferences.call.uploads import BadCallFile, check_call_file, safe_name
from effgenai.conferences.core.models import Track
from effgenai.conferences.core.states import PublicState, Role
from effgenai.resilience.limited.running import LimitMet
from tests.support.factories import make_conference, make_member, make_user

pytestmark = pytest.mark.django_db


def archive(*names):
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w") as file:
        for name in names:
            file.writestr(name, "text")
    return saved.getvalue()


STYLE = b"\\ProvidesPackage{effgenai}\n"


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "effgenai.storage.backends.disk.WholeFiles",
            "OPTIONS": {"location": str(tmp_path)},
        },
    }


@pytest.fixture
def conference():
    return make_conference("effgenai")


@pytest.fixture
def chair(client, conference):
    chair = make_member(conference, Role.CHAIR)
    client.force_login(chair)
    return chair


def url(conference, name, *args):
    return reverse(f"conferences:{name}", args=[conference.slug, *args])


def add(client, conference, content=None, name="style.sty", **fields):
    data = {"label": "Style", "address": "", "track": "", **fields}
    if content is not None:
        data["file"] = SimpleUploadedFile(name, content)
    return client.post(url(conference, "new_call_file"), data)


def test_an_upload_is_kept_under_its_hash_and_stands_in_the_call(client, conference, chair):
    assert add(client, conference, STYLE).url == url(conference, "call_files")
    file = CallFile.objects.get()
    assert (file.name, file.size, file.content_type) == ("style.sty", len(STYLE), "application/x-tex")
    with default_storage.open(file.path) as saved:
        assert saved.read() == STYLE
    assert file.sha256 in file.path
    assert AuditLine.objects.get().action == "call_file.add"
    page = client.get(url(conference, "call")).content.decode()
    assert url(conference, "call_file_download", file.key) in page


def test_the_same_content_is_stored_once(client, conference, chair, tmp_path):
    add(client, conference, STYLE)
    add(client, conference, STYLE, label="Again")
    assert CallFile.objects.count() == 2
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_visitor_downloads_it_as_an_attachment_that_may_be_kept_for_ever(client, conference, chair):
    add(client, conference, STYLE, name="../Stil & Größe.STY")
    client.logout()
    file = CallFile.objects.get()
    answer = client.get(url(conference, "call_file_download", file.key))
    assert b"".join(answer.streaming_content) == STYLE
    assert answer["Content-Disposition"] == 'attachment; filename="Stil-Groe.sty"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "immutable" in answer["Cache-Control"]
    again = client.get(
        url(conference, "call_file_download", file.key), headers={"If-None-Match": answer["ETag"]}
    )
    assert again.status_code == 304


def test_files_of_a_draft_are_not_kept_by_caches_and_not_for_visitors(client, conference, chair):
    conference.public_state = PublicState.DRAFT
    conference.save()
    add(client, conference, STYLE)
    address = url(conference, "call_file_download", CallFile.objects.get().key)
    answer = client.get(address)
    assert b"".join(answer.streaming_content) == STYLE
    assert answer["Cache-Control"] == "private, no-cache"
    client.logout()
    assert client.get(address).status_code == 404


def test_an_address_elsewhere_is_linked_and_not_downloaded(client, conference, chair):
    add(client, conference, address="https://example.org/template")
    file = CallFile.objects.get()
    assert (file.address, file.path) == ("https://example.org/template", "")
    assert client.get(url(conference, "call_file_download", file.key)).status_code == 404
    assert 'href="https://example.org/template"' in client.get(url(conference, "call")).content.decode()


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("page.html", b"<html></html>", "Files of this kind are not taken"),
        ("drawing.svg", b"<svg/>", "Files of this kind are not taken"),
        ("macro.docm", archive("a"), "Files of this kind are not taken"),
        ("none", STYLE, "Files of this kind are not taken"),
        ("style.sty", b"", "The file is empty"),
        ("style.sty", b"  <!DOCTYPE html><p>", "a web page"),
        ("notes.txt", b"text <SVG onload=x>", "a web page"),
        ("style.sty", "<script>".encode("utf-16"), "a web page"),
        ("style.sty", b"#!/bin/sh\n", "This is a program"),
        ("template.zip", b"MZ\x90\x00", "This is a program"),
        ("template.zip", b"\x7fELF", "This is a program"),
        ("template.zip", b"PK but nothing more", "it is none, or it is damaged"),
        ("paper.pdf", b"no pdf", "it is none, or it is damaged"),
        ("style.sty", b"a\0b", "it is none, or it is damaged"),
        ("template.zip", archive("tex/main.tex", "tools/Setup.EXE"), "tools/Setup.EXE"),
        ("form.docx", archive("[Content_Types].xml", "word/vbaProject.bin"), "a program or a macro"),
    ],
)
def test_what_runs_or_pretends_is_refused(client, conference, chair, name, content, sentence, tmp_path):
    page = add(client, conference, content, name=name).content.decode()
    assert sentence in page
    assert 'value="Style"' in page
    assert not CallFile.objects.exists()
    assert not AuditLine.objects.exists()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.zip", archive("main.tex")),
        ("a.docx", archive("[Content_Types].xml")),
        ("a.pdf", make_pdf("Title", "Text.")),
        ("a.tex", b"\\documentclass{article} % 3 < 4 and a <b"),
        ("a.tar.gz", b"\x1f\x8b\x08rest"),
        ("a.bib", "@article{x, author={Gödel}}".encode("latin-1")),
    ],
)
def test_what_authors_need_is_taken(name, content):
    assert check_call_file(name, content).name == name


def test_an_archive_that_meets_a_limit_is_refused_in_a_sentence(monkeypatch):
    def too_much(*args, **options):
        raise LimitMet

    monkeypatch.setattr("effgenai.conferences.call.uploads.run_limited", too_much)
    with pytest.raises(BadCallFile, match="too much time or memory"):
        check_call_file("a.zip", archive("main.tex"))


def test_a_file_that_is_too_large_is_named_so(monkeypatch):
    monkeypatch.setattr("effgenai.conferences.call.uploads.MAX_BYTES", 10)
    with pytest.raises(BadCallFile, match="at most"):
        check_call_file("a.tex", b"x" * 11)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("C:\\Users\\me\\Vorlage.TEX", "Vorlage.tex"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ('a"\r\nX: y.tex', "a-X-y.tex"),
        ("模板.zip", "file.zip"),
        (".sty", "file.sty"),
        ("x" * 200 + ".tex", "x" * 80 + ".tex"),
    ],
)
def test_names_are_made_safe(given, safe):
    assert safe_name(given) == safe


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"address": "http://example.org/t"}, "begins with https://"),
        ({"address": "javascript:alert(1)"}, "begins with https://"),
        ({}, "Choose a file, or give an address below."),
        ({"content": STYLE, "address": "https://example.org/t"}, "not both"),
        ({"content": STYLE, "label": ""}, "This field is required"),
    ],
)
def test_wrong_input_is_named_and_nothing_is_kept(client, conference, chair, fields, sentence):
    assert sentence in add(client, conference, **fields).content.decode()
    assert not CallFile.objects.exists()


def test_a_track_of_another_conference_cannot_be_chosen(client, conference, chair):
    foreign = make_conference().tracks.get()
    assert "valid choice" in add(client, conference, STYLE, track=foreign.pk).content.decode()
    assert not CallFile.objects.exists()


def change(client, file, content=None, **fields):
    data = {"label": file.label, "address": file.address, "track": file.track_id or "", **fields}
    if content is not None:
        data["file"] = SimpleUploadedFile("new.sty", content)
    client.post(url(file.conference, "call_file", file.key), data)
    return CallFile.objects.get(pk=file.pk)


def test_renaming_keeps_file_and_address_replacing_gives_another(client, conference, chair):
    add(client, conference, STYLE)
    first = CallFile.objects.get()
    renamed = change(client, first, label="LaTeX style")
    assert (renamed.label, renamed.key, renamed.path) == ("LaTeX style", first.key, first.path)
    replaced = change(client, renamed, b"% new")
    assert (replaced.name, replaced.size) == ("new.sty", 5)
    assert replaced.key != first.key
    moved = change(client, replaced, address="https://example.org/t")
    assert (moved.address, moved.path, moved.sha256) == ("https://example.org/t", "", "")


def test_files_change_places_and_go(client, conference, chair):
    for label in "abc":
        add(client, conference, STYLE, label=label)

    def order():
        return "".join(conference.call_files.values_list("label", flat=True))

    a, _, c = conference.call_files.all()
    client.post(url(conference, "move_call_file", c.key), {"way": "up"})
    assert order() == "acb"
    client.post(url(conference, "move_call_file", a.key), {"way": "down"})
    assert order() == "cab"
    client.post(url(conference, "move_call_file", c.key), {"way": "up"})
    assert order() == "cab"
    assert "Remove “c”?" in client.get(url(conference, "remove_call_file", c.key)).content.decode()
    assert order() == "cab"
    client.post(url(conference, "remove_call_file", c.key))
    assert order() == "ab"
    assert client.get(url(conference, "call_file_download", c.key)).status_code == 404


def test_a_file_moves_up_or_down_and_nowhere_else(client, conference, chair):
    for label in "ab":
        add(client, conference, STYLE, label=label)
    last = conference.call_files.last()
    for sent in ({}, {"way": "sideways"}):
        assert client.post(url(conference, "move_call_file", last.key), sent).status_code == 403
    assert conference.call_files.last() == last


def test_files_of_a_track_stand_with_the_track(client, conference, chair):
    short = Track.objects.create(conference=conference, name="Short papers", position=1)
    add(client, conference, STYLE, label="For all")
    add(client, conference, STYLE, label="For short ones", track=short.pk)
    client.logout()
    page = client.get(url(conference, "call")).content.decode()
    assert page.index("Short papers") < page.index("For short ones") < page.index("To download")
    assert page.index("To download") < page.index("For all")


@pytest.mark.parametrize("role", [None, Role.REVIEWER, Role.SITE_EDITOR])
def test_only_chairs_handle_files(client, conference, role):
    file = CallFile.objects.create(conference=conference, label="Mine", address="https://example.org/")
    client.force_login(make_member(conference, role) if role else make_user())
    assert add(client, conference, STYLE).status_code == 404
    for name in ("call_file", "remove_call_file", "move_call_file"):
        assert client.post(url(conference, name, file.key), {"label": "Theirs"}).status_code == 404
    assert client.get(url(conference, "call_files")).status_code == 404
    assert list(CallFile.objects.values_list("label", flat=True)) == ["Mine"]
    assert not AuditLine.objects.exists()


def test_a_file_of_another_conference_is_not_found(client, conference, chair):
    foreign = CallFile.objects.create(conference=make_conference(), label="F", address="https://example.org/")
    assert client.post(url(conference, "remove_call_file", foreign.key)).status_code == 404
    assert client.get(url(conference, "call_file_download", foreign.key)).status_code == 404
    assert CallFile.objects.filter(pk=foreign.pk).exists()


def test_the_desk_needs_the_same_queries_for_one_file_and_three(client, conference, chair):
    counts = []
    for number in (1, 2):
        for _ in range(number):
            track = Track.objects.create(conference=conference, name=f"T{Track.objects.count()}")
            CallFile.objects.create(
                conference=conference, label="F", address="https://example.org/", track=track
            )
        client.get(url(conference, "call_files"))  # what is kept in the cache is read once
        with CaptureQueriesContext(connection) as queries:
            client.get(url(conference, "call_files"))
        counts.append(len(queries))
    assert counts[0] == counts[1]
