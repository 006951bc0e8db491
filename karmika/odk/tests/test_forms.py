"""What a phone fetches: form list, form, manifest, files."""

import hashlib
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from karmika.access.models import Device, DeviceFetch
from karmika.intake import phones
from karmika.intake.acts import SetFormState
from karmika.intake.models import Form as PublishedForm
from karmika.intake.tests.doorstep import publish_doorstep
from karmika.journal.perform import perform
from karmika.odk.tests.test_submission import HEADERS, address, says

LIST = {"x": "http://openrosa.org/xforms/xformsList"}
MANIFEST = {"x": "http://openrosa.org/xforms/xformsManifest"}

pytestmark = pytest.mark.usefixtures("survey")


def get(url: str, **headers: str) -> Any:
    return Client().get(url, headers={**HEADERS, **headers})


def listed(cast: Any) -> list[dict[str, str]]:
    response = get(address(cast, "formList") + "?deviceID=collect%3Aabc")
    assert response.status_code == 200
    assert "text/xml" in response["Content-Type"]
    assert response["X-OpenRosa-Version"] == "1.0"
    root = etree.fromstring(response.content)
    assert root.tag == "{http://openrosa.org/xforms/xformsList}xforms"
    return [{etree.QName(leaf).localname: leaf.text or "" for leaf in form} for form in root]


def test_the_form_list_says_all_that_an_app_asks_of_it(cast: Any) -> None:
    (form,) = listed(cast)
    xml = get(form["downloadUrl"]).content
    assert (form["formID"], form["name"], form["version"]) == ("doorstep", "Doorstep", "1")
    assert form["hash"] == f"md5:{hashlib.md5(xml).hexdigest()}"
    assert form["downloadUrl"].startswith("http://testserver/v1/key/")
    assert form["manifestUrl"].endswith("/forms/doorstep/manifest")


def test_a_new_version_replaces_the_old_one_and_changes_the_hash(cast: Any) -> None:
    (before,) = listed(cast)
    publish_doorstep(cast, "2")
    (after,) = listed(cast)
    assert after["version"] == "2"
    assert after["hash"] != before["hash"]


@pytest.mark.parametrize("state", ["closing", "closed"])
def test_forms_that_are_not_open_are_not_listed(cast: Any, state: str) -> None:
    perform(SetFormState(form=PublishedForm.objects.get().id, state=state), cast.devi)
    assert listed(cast) == []


def test_one_form_can_be_asked_for(cast: Any) -> None:
    root = etree.fromstring(get(address(cast, "formList?formID=other")).content)
    assert len(root) == 0


def test_the_form_is_served_without_the_openrosa_header_and_with_an_etag(cast: Any) -> None:
    url = address(cast, "forms/doorstep.xml")
    response = Client().get(url)
    assert response.status_code == 200
    assert etree.fromstring(response.content) is not None
    assert get(url, **{"If-None-Match": response["ETag"]}).status_code == 304


def test_an_older_version_can_still_be_fetched(cast: Any) -> None:
    publish_doorstep(cast, "2")
    assert b'version="1"' in get(address(cast, "forms/doorstep/versions/1.xml")).content
    assert get(address(cast, "forms/doorstep/versions/7.xml")).status_code == 404


def test_the_manifest_lists_the_files_and_stays_the_same(cast: Any) -> None:
    first = get(address(cast, "forms/doorstep/manifest"))
    assert "text/xml" in first["Content-Type"]
    root = etree.fromstring(first.content)
    assert root.tag == "{http://openrosa.org/xforms/xformsManifest}manifest"
    (file,) = root
    name, hashed, url = (
        file.findtext(f"x:{tag}", namespaces=MANIFEST) for tag in ("filename", "hash", "downloadUrl")
    )
    assert name == "wards.csv"
    content = get(str(url))
    assert hashed == f"md5:{hashlib.md5(content.content).hexdigest()}"
    assert content["Content-Type"].startswith("text/csv")
    assert content.content == b"name,label\n251746-W07,Ward 7\n"
    assert get(address(cast, "forms/doorstep/manifest")).content == first.content


@pytest.mark.parametrize(
    "what", ["forms/other.xml", "forms/other/manifest", "forms/doorstep/attachments/x.csv"]
)
def test_what_does_not_exist_is_answered_404(cast: Any, what: str) -> None:
    response = get(address(cast, what))
    assert response.status_code == 404
    assert says(response)


@pytest.mark.parametrize("what", ["formList", "forms/doorstep.xml", "forms/doorstep/manifest"])
def test_a_bad_token_is_answered_403(cast: Any, what: str) -> None:
    assert get(address(cast, what, token="y" * 64)).status_code == 403


def test_the_form_list_needs_the_header(cast: Any) -> None:
    assert Client().get(address(cast, "formList")).status_code == 400


def test_an_uploaded_picture_reaches_the_phone(cast: Any) -> None:
    from karmika.access.models import Project
    from karmika.intake.publishing import attach, publish
    from karmika.intake.tests.doorstep import FORM

    with_logo = (
        FORM.replace("{version}", "3")
        .replace(
            "label::Telugu (te) | required | constraint    |",
            "label::Telugu (te) | required | constraint | media::image |",
            1,
        )
        .replace(
            "Rooms              | గదులు              |          | . < 20        |",
            "Rooms | గదులు | | . < 20 | logo.png |",
        )
    )
    publish(cast.devi, Project.objects.get(id=cast.project), with_logo.encode(), "doorstep.md")
    names = etree.fromstring(get(address(cast, "forms/doorstep/manifest")).content)
    assert [file.findtext("x:filename", namespaces=MANIFEST) for file in names] == ["wards.csv"]
    attach(cast.devi, PublishedForm.objects.get(), b"\x89PNG one", "logo.png")
    attach(cast.devi, PublishedForm.objects.get(), b"\x89PNG two", "logo.png")
    names = etree.fromstring(get(address(cast, "forms/doorstep/manifest")).content)
    assert [file.findtext("x:filename", namespaces=MANIFEST) for file in names] == ["logo.png", "wards.csv"]
    assert get(address(cast, "forms/doorstep/attachments/logo.png")).content == b"\x89PNG two"


def held(cast: Any) -> dict[str, tuple[str, int | None]]:
    return {one.name: (one.version, one.lines) for one in DeviceFetch.objects.filter(device_id=cast.device)}


def test_what_a_phone_fetched_is_noted_with_its_version(cast: Any) -> None:
    (form,) = listed(cast)
    assert held(cast) == {}, "the list of forms is no form"
    get(form["downloadUrl"])
    wards = form["manifestUrl"].replace("manifest", "attachments/wards.csv")
    body = get(wards)
    assert held(cast) == {"doorstep": ("1", None), "wards.csv": (body["ETag"].strip('"'), 1)}
    publish_doorstep(cast, "2")
    (device,) = phones.activity([Device.objects.get(id=cast.device)]).values()
    assert device.old_forms == ("Doorstep",)
    get(listed(cast)[0]["downloadUrl"])
    assert held(cast)["doorstep"] == ("2", None)
    (device,) = phones.activity([Device.objects.get(id=cast.device)]).values()
    assert device.old_forms == ()


def test_asking_whether_a_form_is_there_is_no_fetching(cast: Any) -> None:
    (form,) = listed(cast)
    Client().head(form["downloadUrl"], headers=HEADERS)
    assert held(cast) == {}
    assert get(form["downloadUrl"].replace("doorstep", "elsewhere")).status_code == 404
    assert held(cast) == {}
