"""POST and HEAD /submission: status codes, headers and bodies that survey apps insist on."""

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.utils.http import http_date
from lxml import etree

from karmika.intake.models import Attachment, Submission
from karmika.intake.tests.doorstep import INTERPRETERS, Form, publish_doorstep, waiting
from karmika.journal.queries import source_of
from karmika.kernel.dates import now
from karmika.kernel.logs import Json, Plain
from karmika.testing import assert_nothing_written, at_once

HEADERS = {"X-OpenRosa-Version": "1.0"}
NAMESPACE = {"o": "http://openrosa.org/http/response"}


def address(cast: Any, what: str = "submission", token: str | None = None, number: int | None = None) -> str:
    return f"/v1/key/{token or cast.device_token}/projects/{number or cast.project_number}/{what}"


def post(cast: Any, xml: bytes, url: str | None = None, headers: Any = HEADERS, **parts: Any) -> Any:
    files = {"xml_submission_file": SimpleUploadedFile("form.xml", xml, "text/xml"), **parts}
    return Client().post(url or address(cast), files, headers=headers)


def says(response: Any) -> str:
    assert response["Content-Type"].startswith("text/xml")
    assert response["X-OpenRosa-Version"] == "1.0"
    root = etree.fromstring(response.content)
    assert root.tag == "{http://openrosa.org/http/response}OpenRosaResponse"
    return root.findtext("o:message", namespaces=NAMESPACE) or ""


def test_a_new_submission_is_answered_201_with_a_sentence(cast: Any, survey: Any) -> None:
    response = post(cast, Form().xml(), address(cast) + "?deviceID=collect%3Aabc")
    assert (response.status_code, says(response)) == (201, "Received. Thank you.")
    assert Submission.objects.get().state == "applied"


def test_the_phones_language_does_not_stay_with_the_thread(cast: Any, survey: Any) -> None:
    from django.utils import translation

    post(cast, Form().xml())
    assert translation.get_language() == "en"


@pytest.mark.parametrize(
    ("days", "noted"),
    [(-400, ["clock_behind"]), (-1.1, ["clock_behind"]), (-0.9, []), (0.9, []), (1.1, ["clock_ahead"])],
)
def test_a_phone_says_in_each_call_what_its_clock_shows(
    cast: Any, survey: Any, days: float, noted: list[str]
) -> None:
    shown = (now() + timedelta(days=days)).timestamp()
    xml = Form().xml()
    for clock in (shown, shown + 7 * 24 * 3600):  # sent again with another clock it is still the same form
        response = post(cast, xml, headers=HEADERS | {"Date": http_date(clock)})
        assert response.status_code == 201
    assert [one["code"] for one in Submission.objects.get().findings] == noted


def test_a_clock_that_is_no_date_is_passed_over(cast: Any, survey: Any) -> None:
    for shown in ("yesterday", "Wed, 99 Foo 2026 25:61:61 GMT", ""):
        assert post(cast, Form().xml(), headers=HEADERS | {"Date": shown}).status_code == 201
    assert all(not one.findings for one in Submission.objects.all())


def test_an_identical_resend_is_answered_201(cast: Any, survey: Any) -> None:
    xml = Form().xml()
    post(cast, xml)
    with assert_nothing_written():
        assert post(cast, xml).status_code == 201


def test_other_xml_under_the_same_id_is_answered_409(cast: Any, survey: Any) -> None:
    form = Form()
    post(cast, form.xml())
    response = post(cast, Form(instance_id=form.instance_id, head="Gita").xml())
    assert response.status_code == 409
    assert "same number" in says(response)


def test_an_edit_is_answered_201_and_so_is_the_original_after_it(cast: Any, survey: Any) -> None:
    form = Form()
    post(cast, form.xml())
    edit = form.edited(head="Gita").xml()
    assert [post(cast, xml).status_code for xml in (edit, edit, form.xml())] == [201, 201, 201]
    assert Submission.objects.get().versions == 2


def test_an_edit_of_an_old_version_is_answered_409(cast: Any, survey: Any) -> None:
    form = Form()
    post(cast, form.xml())
    post(cast, form.edited(head="Gita").xml())
    assert post(cast, form.edited(head="Rita").xml()).status_code == 409


def test_an_edit_of_something_unknown_is_answered_404_until_its_original_is_there(
    cast: Any, survey: Any
) -> None:
    form = Form()
    edit = form.edited(head="Gita").xml()
    assert [post(cast, xml).status_code for xml in (edit, edit, form.xml(), edit)] == [404, 404, 201, 201]


@pytest.mark.parametrize("form", [Form(form_id="other"), Form(version="9")])
def test_an_unknown_form_or_version_is_answered_404_and_kept(cast: Any, survey: Any, form: Form) -> None:
    assert post(cast, form.xml()).status_code == 404
    assert source_of(Submission.objects.get(state="held").id) == form.xml()


def test_a_bad_token_is_answered_403_and_nothing_is_kept(cast: Any, survey: Any) -> None:
    with assert_nothing_written():
        response = post(cast, Form().xml(), address(cast, token="x" * 64))
    assert response.status_code == 403
    assert says(response)


def test_another_project_is_answered_403_and_an_unknown_one_404(cast: Any, survey: Any) -> None:
    from karmika.access.models import Project

    other = Project.objects.exclude(id=cast.project).order_by("number").first()
    assert other is not None
    with assert_nothing_written():
        assert post(cast, Form().xml(), address(cast, number=other.number)).status_code == 403
        assert post(cast, Form().xml(), address(cast, number=99999)).status_code == 404


def test_without_the_header_it_is_answered_400(cast: Any, survey: Any) -> None:
    with assert_nothing_written():
        assert post(cast, Form().xml(), headers={}).status_code == 400
        assert Client().head(address(cast)).status_code == 400


@pytest.mark.parametrize(
    "xml",
    [
        b"this is not XML",
        b'<!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/passwd">]><data id="doorstep" version="1">&e;</data>',
    ],
)
def test_what_is_not_xml_or_hostile_is_answered_400(cast: Any, survey: Any, xml: bytes) -> None:
    with assert_nothing_written():
        response = post(cast, xml)
    assert response.status_code == 400
    assert "root:" not in says(response)


def test_without_the_xml_part_it_is_answered_400(cast: Any, survey: Any) -> None:
    with assert_nothing_written():
        response = Client().post(
            address(cast), {"photo.jpg": SimpleUploadedFile("photo.jpg", b"x")}, headers=HEADERS
        )
        raw = Client().post(address(cast), Form().xml(), content_type="text/xml", headers=HEADERS)
        broken = Client().post(address(cast), b"--x", content_type="multipart/form-data", headers=HEADERS)
    assert (response.status_code, raw.status_code, broken.status_code) == (400, 400, 400)


def test_two_forms_in_one_body_are_not_acknowledged(cast: Any, survey: Any) -> None:
    two = [SimpleUploadedFile("form.xml", Form().xml(), "text/xml") for _ in range(2)]
    with assert_nothing_written():
        assert Client().post(address(cast), {"xml_submission_file": two}, headers=HEADERS).status_code == 400


@pytest.mark.parametrize("missing", [2000, 40])
def test_a_body_that_breaks_off_in_a_photo_is_not_acknowledged(cast: Any, survey: Any, missing: int) -> None:
    photo = SimpleUploadedFile("a.jpg", b"photo" * 1000, "image/jpeg")
    form = SimpleUploadedFile("form.xml", Form(photo="a.jpg").xml(), "text/xml")
    body = encode_multipart(BOUNDARY, {"xml_submission_file": form, "a.jpg": photo})
    with assert_nothing_written():
        response = Client().generic(
            "POST", address(cast), body[:-missing], MULTIPART_CONTENT, headers=HEADERS
        )
        assert response.status_code == 400


def test_more_fields_than_any_form_has_are_answered_413(cast: Any, survey: Any) -> None:
    fields = {f"f{number}": "x" for number in range(1_500)}
    with assert_nothing_written():
        response = Client().post(address(cast), fields, headers=HEADERS)
    assert response.status_code == 413 and "MB" in says(response)


def test_too_large_a_body_is_answered_413(cast: Any, survey: Any) -> None:
    with assert_nothing_written():
        response = Client().post(
            address(cast),
            b"",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH="100000001",
            headers=HEADERS,
        )
    assert response.status_code == 413


def test_a_body_sent_in_pieces_without_its_length_is_answered_411(cast: Any, survey: Any) -> None:
    with assert_nothing_written():
        response = Client().post(
            address(cast),
            b"",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH="",
            headers=HEADERS | {"Transfer-Encoding": "chunked"},
        )
    assert response.status_code == 411


def test_head_is_answered_204_with_the_limit_and_the_same_host(cast: Any, survey: Any) -> None:
    response = Client().head(address(cast) + "?deviceID=collect%3Aabc", headers=HEADERS)
    assert response.status_code == 204
    assert response["X-OpenRosa-Accept-Content-Length"] == "100000000"
    assert response["X-OpenRosa-Version"] == "1.0"
    assert response["Location"] == f"http://testserver{address(cast)}"


def test_other_methods_are_answered_405(cast: Any, survey: Any) -> None:
    assert Client().put(address(cast), headers=HEADERS).status_code == 405


def test_files_come_with_the_form_or_in_further_parts(cast: Any, survey: Any) -> None:
    form = Form(photo="house 1.jpg")
    first = SimpleUploadedFile("house 1.jpg", b"\xff\xd8 photo", "image/jpeg")
    response = post(cast, form.xml(), **{"*isIncomplete*": "yes", "house 1.jpg": first})
    assert response.status_code == 201
    more = SimpleUploadedFile("ఇల్లు.jpg", b"\xff\xd8 other", "image/jpeg")
    assert post(cast, form.xml(), **{"ఇల్లు.jpg": more}).status_code == 201
    found = {a.name: a for a in Attachment.objects.all()}
    assert {name: a.expected for name, a in found.items()} == {"house 1.jpg": True, "ఇల్లు.jpg": False}
    assert source_of(found["house 1.jpg"].id) == b"\xff\xd8 photo"
    assert Submission.objects.count() == 1


def test_the_same_file_twice_is_kept_once_and_another_of_its_name_beside_it(cast: Any, survey: Any) -> None:
    form = Form(photo="a.jpg")
    for content in (b"one", b"one", b"two"):
        photo = SimpleUploadedFile("a.jpg", content, "image/jpeg")
        assert post(cast, form.xml(), **{"a.jpg": photo}).status_code == 201
    assert sorted(source_of(a.id) for a in Attachment.objects.all()) == [b"one", b"two"]


def test_files_of_what_is_not_accepted_are_kept_too(cast: Any, survey: Any) -> None:
    photo = SimpleUploadedFile("a.jpg", b"one", "image/jpeg")
    assert post(cast, Form(version="9").xml(), **{"a.jpg": photo}).status_code == 404
    assert Attachment.objects.get().submission.state == "held"


def revoke(cast: Any, days: int) -> None:
    """Devi withdraws Lakshmi's phone; it was so many days ago."""
    from datetime import timedelta
    from unittest.mock import patch

    from karmika.access.acts import RevokeDevice
    from karmika.journal.perform import perform
    from karmika.kernel.dates import now

    with patch("karmika.journal.perform.now", return_value=now() - timedelta(days=days)):
        perform(RevokeDevice(device=cast.device, reason="lost"), cast.devi)


def test_a_withdrawn_phone_hands_in_earlier_work_for_thirty_days_and_it_waits(cast: Any, survey: Any) -> None:
    token = cast.device_token
    revoke(cast, days=29)
    form = Form()
    assert post(cast, form.xml(), address(cast, token=token)).status_code == 201
    submission = Submission.objects.get()
    assert (submission.state, submission.reason) == ("waiting", "intake.phone_revoked")
    assert waiting() == 1
    listed = Client().get(address(cast, "formList", token=token), headers=HEADERS)
    assert listed.status_code == 403


def test_after_thirty_days_a_withdrawn_phone_is_answered_403(cast: Any, survey: Any) -> None:
    token = cast.device_token
    revoke(cast, days=31)
    with assert_nothing_written():
        assert post(cast, Form().xml(), address(cast, token=token)).status_code == 403


def test_sixteen_identical_first_posts_at_once_are_sixteen_times_201_and_one_submission(
    fresh_database: str, cast: Any, settings: Any
) -> None:
    settings.KARMIKA_INTERPRETERS = "karmika.intake.tests.doorstep.INTERPRETERS"
    assert INTERPRETERS
    publish_doorstep(cast)
    xml, url = Form().xml(), address(cast)
    responses = at_once(*[partial(post, cast, xml, url) for _ in range(16)])
    assert [getattr(response, "status_code", response) for response in responses] == [201] * 16
    assert Submission.objects.get().state == "applied"
    from karmika.intake.tests.doorstep import figure

    assert (figure("households_listed"), figure("phones_active"), waiting()) == (1, 1, 0)


def test_sixteen_identical_posts_that_must_wait_are_one_waiting_submission(
    fresh_database: str, cast: Any, settings: Any
) -> None:
    settings.KARMIKA_INTERPRETERS = "karmika.intake.tests.doorstep.INTERPRETERS"
    publish_doorstep(cast)
    xml, url = Form(ward="251746-W08").xml(), address(cast)
    responses = at_once(*[partial(post, cast, xml, url) for _ in range(16)])
    assert [getattr(response, "status_code", response) for response in responses] == [201] * 16
    assert (Submission.objects.get().state, waiting()) == ("waiting", 1)


def test_two_answers_under_one_id_at_once_are_one_accepted_and_one_kept(
    fresh_database: str, cast: Any, settings: Any
) -> None:
    settings.KARMIKA_INTERPRETERS = "karmika.intake.tests.doorstep.INTERPRETERS"
    publish_doorstep(cast)
    form, url = Form(), address(cast)
    others = [Form(instance_id=form.instance_id, head=f"Head {n}").xml() for n in range(6)]
    responses = at_once(*[partial(post, cast, xml, url) for xml in others])
    codes = sorted(getattr(response, "status_code", 0) for response in responses)
    assert codes == [201] + [409] * 5
    assert (Submission.objects.filter(state="applied").count(), waiting()) == (1, 5)


@pytest.mark.parametrize("end", ["0001-01-01T00:00:00.000+14:00", "9999-12-31T23:59:59.999-14:00"])
def test_a_clock_beyond_all_calendars_does_not_send_the_phone_away(cast: Any, survey: Any, end: str) -> None:
    xml = Form().xml()
    said = etree.fromstring(xml).findtext("end") or ""
    assert post(cast, xml.replace(said.encode(), end.encode())).status_code == 201
    assert Submission.objects.get().reason in ("", "intake.wrong_type")


def test_a_fault_of_ours_is_told_in_words_and_the_phone_keeps_its_form(
    cast: Any, survey: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: Any, **given: Any) -> None:
        raise RuntimeError("Sita, 9848012301")

    monkeypatch.setattr("karmika.intake.gathering.take_in", broken)
    response = post(cast, Form().xml())
    assert response.status_code == 500
    assert "send it again" in says(response)
    assert "Sita" not in response.content.decode()


def test_a_key_reaches_no_log(cast: Any, survey: Any, caplog: pytest.LogCaptureFixture) -> None:
    token = cast.device_token
    for what in ("submission", "forms/nothing.xml", "nothing"):
        Client().get(address(cast, what))
        Client().get(address(cast, what, number=99999))
    Client().post(f"/v1/key/{token}/x", headers=HEADERS)
    Client().post(address(cast), b"--x", content_type="multipart/form-data", headers=HEADERS)
    assert token not in caplog.text


@pytest.mark.parametrize(
    "wrong", ["/v1/key/{}", "/v1/key/{}/", "/v1//key/{}/projects/1/formList", "/key/{}/x", "/{}"]
)
def test_a_key_in_a_mistyped_address_reaches_no_log(
    cast: Any, caplog: pytest.LogCaptureFixture, wrong: str
) -> None:
    Client().get(wrong.format(cast.device_token))
    lines = [formatter.format(record) for formatter in (Plain(), Json()) for record in caplog.records]
    assert lines and cast.device_token not in "".join(lines)
    assert {handler["formatter"] for handler in settings.LOGGING["handlers"].values()} == {"plain"}


def test_names_of_files_are_tidied(cast: Any, survey: Any) -> None:
    photo = SimpleUploadedFile("a.jpg", b"one", "image/jpeg")
    assert post(cast, Form().xml(), **{"a\x00\x1bb.jpg": photo}).status_code == 201
    assert Attachment.objects.get().name == "ab.jpg"


def test_a_hundred_photos_come_in_one_part(cast: Any, survey: Any) -> None:
    photos = {f"{n}.jpg": SimpleUploadedFile(f"{n}.jpg", b"photo %d" % n, "image/jpeg") for n in range(100)}
    assert post(cast, Form().xml(), **photos).status_code == 201
    assert Attachment.objects.count() == 100
