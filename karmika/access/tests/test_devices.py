"""Phones: acts, tokens, and the viewer that speaks through a phone."""

import base64
import json
import re
import zlib
from datetime import timedelta

import pytest

from karmika.access.acts import DeactivateUser, EndRole, RegisterDevice, ReissueDevice, RevokeDevice
from karmika.access.collect_settings import qr_svg, qr_text
from karmika.access.device_keys import app_of, fetched, seen, token_of
from karmika.access.models import Device, DeviceFetch, DeviceKey, DeviceSeen, RoleAssignment
from karmika.access.viewer import device_access, viewer_for_device
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.kernel.viewer import Grant, Place


def register(cast, **more):
    fields = {
        "device": uuid7(),
        "name": "W07-2",
        "holder": cast.user_id("ramesh"),
        "organisation": cast.mepma,
        "programme": cast.vog,
        "area": cast.area("251746-W08"),
        **more,
    }
    return RegisterDevice(**fields)


def refused(act, viewer, code, nothing_written):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert caught.value.code == code


def test_a_phone_speaks_for_its_holder_within_its_own_area(cast):
    act = register(cast)
    perform(act, cast.admin)
    viewer, device = viewer_for_device(token_of(act.device))
    assert device.id == act.device and viewer.device == act.device and viewer.id == cast.user_id("ramesh")
    assert viewer.grants == (Grant("community_organiser", cast.area("251746-W08"), cast.mepma, cast.vog),)
    roles = frozenset({"community_organiser"})
    viewer.authorise(roles, Place(cast.area("251746-W08"), cast.mepma, cast.vog))
    with pytest.raises(Refused):
        viewer.authorise(roles, Place(cast.area("251746-W07"), cast.mepma, cast.vog))


def test_a_phone_set_up_wider_than_the_role_reaches_only_the_role(cast):
    act = register(cast, holder=cast.user_id("lakshmi"), area=cast.area("251746"))
    perform(act, cast.admin)
    viewer, _ = viewer_for_device(token_of(act.device))
    assert [grant.area for grant in viewer.grants] == [cast.area("251746-W07")]


def test_a_phone_needs_a_holder_with_a_role_there_and_a_project(cast, nothing_written):
    cases = {
        "access.holder_has_no_role": register(cast, holder=cast.user_id("stranger")),
        "access.user_unknown": register(cast, holder=uuid7()),
        "access.name_missing": register(cast, name=""),
        "access.device_exists": register(cast, device=cast.device),
    }
    for code, act in cases.items():
        refused(act, cast.admin, code, nothing_written)
    for viewer in (cast.ramesh, cast.fatima, cast.auditor, cast.colleague):
        refused(register(cast), viewer, "access.not_yours", nothing_written)
    refused(register(cast, organisation=cast.other_org), cast.admin, "access.not_yours", nothing_written)


def test_a_phone_of_a_programme_without_project_is_refused(cast, nothing_written):
    colleague = register(
        cast, holder=cast.user_id("colleague"), organisation=cast.other_org, programme=cast.kma
    )
    refused(colleague, cast.operator, "access.holder_has_no_role", nothing_written)
    villager = register(cast, holder=cast.user_id("devi"), area=cast.area("UP-V1"))
    refused(villager, cast.operator, "access.holder_has_no_role", nothing_written)


def test_a_token_is_long_url_safe_kept_sealed_and_the_same_at_every_print(cast):
    token = token_of(cast.device)
    assert re.fullmatch(r"[A-Za-z0-9_-]{64}", token)
    assert token_of(cast.device) == token
    key = DeviceKey.objects.get(device_id=cast.device)
    assert token.encode() not in bytes(key.token_sealed) + bytes(key.token_hmac)


def test_unknown_tokens_are_refused(cast):
    for token in ("", "x" * 64, "é" * 64, "x" * 10_000):
        with pytest.raises(Refused) as caught:
            viewer_for_device(token)
        assert caught.value.code == "access.unknown_device"


def test_a_withdrawn_phone_is_told_from_an_unknown_one_and_keeps_its_grants_for_earlier_work(cast):
    token = cast.device_token
    perform(RevokeDevice(device=cast.device, reason="lost"), cast.admin)
    with pytest.raises(Refused) as caught:
        viewer_for_device(token)
    assert caught.value.code == "access.revoked_device"
    access = device_access(token)
    assert access.closed_at == Device.objects.get(id=cast.device).revoked_at
    assert [grant.role for grant in access.viewer.grants] == ["resource_person"]


def test_a_new_key_closes_the_old_one_even_before_the_new_sheet_was_printed(cast):
    old = cast.device_token
    perform(ReissueDevice(device=cast.device), cast.admin)
    with pytest.raises(Refused) as caught:
        viewer_for_device(old)
    assert caught.value.code == "access.revoked_device"
    new = token_of(cast.device)
    assert new != old
    assert viewer_for_device(new)[1].id == cast.device
    assert device_access(old).closed_at == Device.objects.get(id=cast.device).reissued_at


def test_a_phone_is_closed_when_its_holder_left_or_holds_no_role_there_any_more(cast):
    token = cast.device_token
    role = RoleAssignment.objects.get(user_id=cast.user_id("lakshmi"))
    perform(EndRole(assignment=role.id), cast.admin)
    access = device_access(token)
    assert access.closed_at is not None
    assert [grant.role for grant in access.viewer.grants] == ["resource_person"]
    perform(DeactivateUser(user=cast.user_id("lakshmi")), cast.admin)
    assert device_access(token).closed_at is not None


def test_a_phone_is_withdrawn_once_with_a_known_reason_by_those_in_charge(cast, nothing_written):
    revoke = RevokeDevice(device=cast.device, reason="lost")
    refused(
        RevokeDevice(device=cast.device, reason="mood"), cast.admin, "access.reason_unknown", nothing_written
    )
    for viewer in (cast.lakshmi, cast.ramesh, cast.fatima, cast.colleague):
        refused(revoke, viewer, "access.not_yours", nothing_written)
    perform(revoke, cast.admin)
    refused(revoke, cast.admin, "access.device_revoked_already", nothing_written)
    refused(ReissueDevice(device=cast.device), cast.admin, "access.device_revoked_already", nothing_written)


def test_the_qr_code_sets_odk_collect_up(cast, settings):
    settings.KARMIKA_URL = "https://karmika.example"
    device = Device.objects.get(id=cast.device)
    said = json.loads(zlib.decompress(base64.b64decode(qr_text(device))))
    address = f"https://karmika.example/v1/key/{cast.device_token}/projects/{cast.project_number}"
    assert said["general"]["server_url"] == address
    assert said["general"]["form_update_mode"] == "match_exactly"
    assert said["general"]["autosend"] == "wifi_and_cellular"
    assert said["general"]["app_language"] == "en"
    assert said["admin"] == {} and said["project"]["name"]
    picture = qr_svg(device).decode()
    assert "style" not in picture and cast.device_token not in picture and "<svg" in picture


def test_when_a_phone_was_last_heard_of_is_noted_now_and_then(cast):
    def call(client):
        seen(cast.device, client, device_access(cast.device_token).seen_at)

    call("org.odk.collect.android/v2025.2.3 Dalvik/2.1.0 (Linux; U; Android 13; SM-A125F Build/TP1A)")
    first = DeviceSeen.objects.get(device_id=cast.device)
    call("other/1")
    assert DeviceSeen.objects.get(device_id=cast.device).client == "ODK Collect v2025.2.3"
    DeviceSeen.objects.update(last_seen_at=first.last_seen_at - timedelta(minutes=6))
    call("other/1")
    assert DeviceSeen.objects.get(device_id=cast.device).client == "other 1"


def test_of_what_an_app_says_of_itself_only_its_name_and_version_are_kept():
    said = {
        "org.odk.collect.android/v2025.2.3 Dalvik/2.1.0 (Linux; Sita's phone)": "ODK Collect v2025.2.3",
        "curl/8.5": "curl 8.5",
        "okhttp": "",
        "": "",
        "Sita Devi 9848012301": "",
        "<script>/1": "",
        "a/" + "b" * 500: "",
    }
    assert {user_agent: app_of(user_agent) for user_agent in said} == said


def test_what_a_phone_fetched_is_written_when_it_changed_or_after_an_hour(cast, django_assert_num_queries):
    fetched(cast.device, "household", "1", is_form=True)
    first = DeviceFetch.objects.get()
    with django_assert_num_queries(1):
        fetched(cast.device, "household", "1", is_form=True)
    assert DeviceFetch.objects.get().fetched_at == first.fetched_at
    fetched(cast.device, "household", "2", is_form=True)
    assert DeviceFetch.objects.get().version == "2"
    DeviceFetch.objects.update(fetched_at=first.fetched_at - timedelta(hours=2))
    fetched(cast.device, "household", "2", is_form=True)
    assert DeviceFetch.objects.get().fetched_at > first.fetched_at
    fetched(cast.device, "household", "x", is_form=False, lines=3)
    assert DeviceFetch.objects.count() == 2
