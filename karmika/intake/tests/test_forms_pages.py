"""Uploading, publishing, opening and closing forms, as pages."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from karmika.intake.models import Form, FormFile, FormVersion
from karmika.intake.tests.doorstep import FORM
from karmika.testing import assert_nothing_written

pytestmark = pytest.mark.usefixtures("survey")
ClientFor = Callable[[str], Any]


def upload(client: Any, cast: Any, markdown: str) -> Any:
    file = SimpleUploadedFile("doorstep.md", markdown.encode(), "text/markdown")
    return client.post("/forms/upload/", {"project": str(cast.project), "file": file}, follow=True)


@pytest.mark.parametrize("who", ["devi", "admin"])
def test_a_form_is_uploaded_and_published_at_once(cast: Any, client_for: ClientFor, who: str) -> None:
    response = upload(client_for(who), cast, FORM.replace("{version}", "2"))
    body = response.content.decode()
    assert "Version 2 is published." in body
    assert "te" in body
    form = Form.objects.get()
    assert FormVersion.objects.get(id=form.current_id).version == "2"
    assert FormVersion.objects.count() == 2


def test_the_same_version_again_is_refused(cast: Any, client_for: ClientFor) -> None:
    with assert_nothing_written():
        response = upload(client_for("devi"), cast, FORM.replace("{version}", "1"))
    assert "Version 1 of this form is published already." in response.content.decode()


def test_a_broken_form_is_refused_with_a_sentence(cast: Any, client_for: ClientFor) -> None:
    with assert_nothing_written():
        response = upload(client_for("devi"), cast, "| survey |\n| | type | name |\n| | nonsense | x |\n")
    assert response.status_code == 200
    assert "upload it once more" in response.content.decode()


@pytest.mark.parametrize("who", ["ramesh", "lakshmi", "auditor"])
def test_others_do_not_publish(cast: Any, client_for: ClientFor, who: str) -> None:
    with assert_nothing_written():
        assert upload(client_for(who), cast, FORM.replace("{version}", "2")).status_code == 404


def test_a_form_of_another_organisation_is_not_seen(cast: Any, client_for: ClientFor) -> None:
    form = Form.objects.get()
    assert "Doorstep" not in client_for("colleague").get("/forms/").content.decode()
    assert client_for("colleague").get(f"/forms/{form.id}/").status_code == 404
    assert "Doorstep" in client_for("ramesh").get("/forms/").content.decode()


def test_a_form_is_closed_and_opened(cast: Any, client_for: ClientFor) -> None:
    form = Form.objects.get()
    client = client_for("devi")
    for state in ("closing", "closed", "open"):
        client.post(f"/forms/{form.id}/state/", {"state": state})
        form.refresh_from_db()
        assert form.state == state
    with assert_nothing_written():
        body = client.post(f"/forms/{form.id}/state/", {"state": "gone"}, follow=True).content.decode()
        assert "A form is open, closing or closed." in body
        assert client_for("ramesh").post(f"/forms/{form.id}/state/", {"state": "closed"}).status_code == 404


def test_a_file_of_the_form_is_uploaded(cast: Any, client_for: ClientFor) -> None:
    form = Form.objects.get()
    client = client_for("devi")

    def add(content: bytes, name: str = "logo.png") -> str:
        file = SimpleUploadedFile("any.png", content, "image/png")
        return client.post(
            f"/forms/{form.id}/files/", {"name": name, "file": file}, follow=True
        ).content.decode()

    assert "The file was uploaded." in add(b"one")
    with assert_nothing_written():
        assert "uploaded already" in add(b"one")
        assert "needs a name" in add(b"two", "a/b.png")
    add(b"two")
    assert FormFile.objects.count() == 2


def test_the_uploaded_file_of_a_version_can_be_fetched_again(cast: Any, client_for: ClientFor) -> None:
    form = Form.objects.get()
    response = client_for("ramesh").get(f"/forms/{form.id}/versions/{form.current_id}/")
    assert response.content.decode() == FORM.replace("{version}", "1")
    assert "doorstep.md" in response["Content-Disposition"]
