"""A bucket: a name is written over, and its failures reach people as those of a disk do."""

import pytest
from botocore.exceptions import ClientError, EndpointConnectionError
from django.core.files.storage import default_storage
from storages.backends.s3 import S3Storage

from effgenai.storage.errors import NotStored, NotWhole
from effgenai.storage.saving import Content, FileProblem, open_whole, problem_of, save_content


@pytest.fixture
def bucket(settings):
    settings.AWS_S3_FILE_OVERWRITE = False
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "effgenai.storage.backends.bucket.WholeObjects",
            "OPTIONS": {"bucket_name": "b"},
        },
    }


def refuse(*args, **kwargs):
    raise ClientError({"Error": {"Code": "500"}, "ResponseMetadata": {"HTTPStatusCode": 500}}, "PutObject")


def unreachable(*args, **kwargs):
    raise EndpointConnectionError(endpoint_url="https://bucket.example")


def missing(*args, **kwargs):
    raise FileNotFoundError("no such object")


def test_the_same_name_is_written_over(bucket):
    assert default_storage.get_available_name("ab/paper.pdf") == "ab/paper.pdf"


def test_a_bucket_that_refuses_is_a_sentence(bucket, monkeypatch):
    monkeypatch.setattr(S3Storage, "size", missing)
    monkeypatch.setattr(S3Storage, "_save", refuse)
    with pytest.raises(NotStored, match="The file was not stored"):
        save_content("paper.pdf", b"content")


def test_an_object_of_another_size_than_was_sent_is_not_believed(bucket, monkeypatch):
    monkeypatch.setattr(S3Storage, "size", lambda *_: 3)
    monkeypatch.setattr(S3Storage, "_save", lambda _, name, __: name)
    with pytest.raises(NotStored):
        save_content("paper.pdf", b"content")


def test_a_bucket_out_of_reach_serves_nothing_and_is_told(bucket, monkeypatch):
    monkeypatch.setattr(S3Storage, "_open", unreachable)
    monkeypatch.setattr(S3Storage, "size", unreachable)
    with pytest.raises(NotWhole):
        open_whole("paper.pdf", 7)
    assert problem_of("paper.pdf", Content(7, "")) == FileProblem.UNREADABLE
