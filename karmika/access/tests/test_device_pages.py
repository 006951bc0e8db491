"""The pages of phones, and the sheet."""

from datetime import timedelta

from karmika.access.acts import RevokeDevice
from karmika.access.device_keys import fetched
from karmika.access.models import Device, DeviceSeen
from karmika.access.phones import STATES
from karmika.access.viewer import device_access
from karmika.journal.perform import perform
from karmika.kernel.dates import now, today
from karmika.kernel.ids import uuid7


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def filled(cast, **more):
    return {
        "device": str(uuid7()),
        "name": "W08-1",
        "holder": "ramesh",
        "project": str(cast.project),
        "area": str(cast.area("251746-W08")),
        **more,
    }


def test_the_list_shows_phones_of_ones_own_area(cast, client_for):
    assert "Lakshmi" in text(client_for("fatima").get("/devices/"))
    assert client_for("colleague").get("/devices/").status_code == 404


def test_a_phone_is_registered_and_its_sheet_shows(cast, client_for):
    client = client_for("admin")
    form = filled(cast)
    answer = client.post("/devices/register/", form)
    assert answer["Location"] == f"/devices/{form['device']}/sheet/"
    sheet = text(client.get(answer["Location"]))
    assert "W08-1" in sheet and f'src="/devices/{form["device"]}/qr.svg"' in sheet
    assert "style=" not in sheet


def test_a_holder_one_may_not_see_is_not_known(cast, client_for, nothing_written):
    client = client_for("admin")
    with nothing_written():
        page = text(client.post("/devices/register/", filled(cast, holder="colleague")))
    assert "does not exist" in page
    with nothing_written():
        assert "has no role" in text(client.post("/devices/register/", filled(cast, holder="stranger")))


def test_the_qr_code_is_a_picture_that_no_cache_keeps_and_no_page_holds_the_token(cast, client_for):
    client = client_for("admin")
    answer = client.get(f"/devices/{cast.device}/qr.svg")
    assert answer["Content-Type"] == "image/svg+xml" and answer["Cache-Control"] == "no-store"
    assert b"<svg" in answer.content
    for address in ("", "sheet/"):
        assert cast.device_token not in text(client.get(f"/devices/{cast.device}/{address}"))


def test_seeing_a_phone_does_not_give_its_secret(cast, client_for, nothing_written):
    client = client_for("fatima")
    assert "Withdraw the phone" not in text(client.get(f"/devices/{cast.device}/"))
    with nothing_written():
        for address in ("sheet/", "qr.svg"):
            assert client.get(f"/devices/{cast.device}/{address}").status_code == 404
        for address in ("reissue/", "revoke/"):
            assert client.post(f"/devices/{cast.device}/{address}", {"reason": "lost"}).status_code == 404


def test_a_new_key_changes_the_code_and_a_withdrawn_phone_has_none(cast, client_for):
    client = client_for("admin")
    before = client.get(f"/devices/{cast.device}/qr.svg").content
    assert client.post(f"/devices/{cast.device}/reissue/").status_code == 302
    assert client.get(f"/devices/{cast.device}/qr.svg").content != before
    assert client.post(f"/devices/{cast.device}/revoke/", {"reason": "lost"}).status_code == 302
    assert Device.objects.get(id=cast.device).revoked_reason == "lost"
    assert client.get(f"/devices/{cast.device}/qr.svg").status_code == 404
    assert client.get(f"/devices/{cast.device}/sheet/").status_code == 404
    page = text(client.get(f"/devices/{cast.device}/"))
    assert "The phone was lost" in page and "withdrew a phone" in page


def test_a_phone_is_not_withdrawn_without_a_reason(cast, client_for, nothing_written):
    with nothing_written():
        assert (
            client_for("admin").post(f"/devices/{cast.device}/revoke/", {"reason": "mood"}).status_code == 302
        )


def test_the_list_says_what_is_worth_a_call(cast, client_for):
    client = client_for("fatima")
    assert "never" in text(client.get("/devices/"))
    long_ago = now() - timedelta(days=9)
    DeviceSeen.objects.create(
        device_id=cast.device, first_seen_at=long_ago, last_seen_at=long_ago, client="ODK Collect v2025.2.3"
    )
    page = text(client.get("/devices/"))
    assert "silent for 9 days" in page and "ODK Collect v2025.2.3" in page
    found = {state: "silent for 9 days" in text(client.get(f"/devices/?state={state}")) for state in STATES}
    assert found == {"in_use": True, "silent": True, "never": False, "withdrawn": False}
    DeviceSeen.objects.update(last_seen_at=now())
    assert "silent for 9" not in text(client.get("/devices/"))
    assert "No phone is found." in text(client.get("/devices/?state=silent"))
    assert "Lakshmi" in text(client.get(f"/devices/?area={cast.area('251746')}"))
    assert "No phone is found." in text(client.get(f"/devices/?area={cast.area('251746-W08')}&state=in_use"))
    assert "Lakshmi" in text(client.get("/devices/?area=x&state=x&page=x"))


def test_a_withdrawn_phone_is_silent_without_a_flag(cast, client_for):
    long_ago = now() - timedelta(days=9)
    DeviceSeen.objects.create(device_id=cast.device, first_seen_at=long_ago, last_seen_at=long_ago)
    perform(RevokeDevice(device=cast.device, reason="lost"), cast.admin)
    page = text(client_for("fatima").get("/devices/?state=withdrawn"))
    assert "withdrawn" in page and "silent for 9" not in page


def test_a_phone_that_goes_on_a_day_says_so_and_works_until_then(cast, client_for):
    day = today() + timedelta(days=3)
    perform(RevokeDevice(device=cast.device, reason="handed_on", on=day), cast.admin)
    assert device_access(cast.device_token).closed_at is None
    client = client_for("admin")
    assert "Will be withdrawn" in text(client.get(f"/devices/{cast.device}/"))
    assert "Lakshmi" in text(client.get("/devices/?state=in_use"))
    assert "No phone is found." in text(client.get("/devices/?state=withdrawn"))


def test_what_a_phone_fetched_is_shown_in_its_version(cast, client_for):
    client = client_for("fatima")
    assert "It has fetched nothing yet." in text(client.get(f"/devices/{cast.device}/"))
    fetched(cast.device, "household", "2026-11", is_form=True)
    fetched(cast.device, "wards.csv", "0123456789abcdef", is_form=False, lines=1234)
    page = text(client.get(f"/devices/{cast.device}/"))
    for words in ("household", "2026-11", "wards.csv", "01234567", "1,234"):
        assert words in page


def test_pages_of_phones_ask_few_questions(cast, client_for, django_assert_max_num_queries):
    client = client_for("admin")
    client.get("/devices/")
    for address in ("/devices/?state=in_use", f"/devices/{cast.device}/"):
        with django_assert_max_num_queries(15):
            client.get(address)
