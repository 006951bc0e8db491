"""The pages of phones, and the sheet."""

from karmika.access.models import Device
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
