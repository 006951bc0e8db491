"""A sheet is read out by recordings of the office where a device has no voice: kept by those who may, played to all."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation

from karmika.entitlements.acts import KeepClip, RemoveClip
from karmika.entitlements.models import VoiceClip
from karmika.entitlements.tests import people
from karmika.entitlements.uploads import CLIP_MAXIMUM, sound_type
from karmika.entitlements.voices import Clips, pieces, sayable
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused

OGG = b"OggS a spoken sentence"
FILED = "The form was handed in on"


def keep(cast, text=FILED, content=OGG, area="251746", viewer=None, **changes):
    said = {
        "area": cast.area(area), "organisation": cast.mepma, "language": "en", "text": text,
        "media_type": sound_type(content), "size": len(content),
    }  # fmt: skip
    act = KeepClip(**said | changes)
    perform(act, viewer or cast.fatima, source=content)
    return VoiceClip.objects.get(text=text, area_id=act.area, language=act.language)


def refused(code, nothing_written, does):
    with nothing_written(), pytest.raises(Refused) as caught:
        does()
    assert caught.value.code == code


def test_a_text_is_cut_at_its_numbers_so_that_one_recording_serves_every_day():
    said = pieces(
        "Next: the office answers. If nothing has come by 21 November 2026, ask there with your number."
    )
    assert said == (
        "Next: the office answers. If nothing has come by", "21", "November", "2026", "ask there with your number",
    )  # fmt: skip
    assert pieces("1 2 3") == ("1", "2", "3")
    assert pieces("– … .") == () or all(piece.strip() for piece in pieces("– … ."))


@pytest.mark.parametrize("language", ["en", "te", "hi"])
def test_everything_that_a_sheet_says_of_an_application_can_be_recorded(cast, language):
    known = set(sayable(language))
    found = people.file(cast, people.prepare(cast, people.make(cast)[0]))
    from karmika.entitlements import terms
    from karmika.entitlements.spoken import next_words

    with translation.override(language):
        for state in terms.STATES:
            found.state = state
            found.decided_on = found.received_on = found.renew_on = date(2026, 11, 9)
            found.reason = "income"
            for text in (*next_words(found), str(terms.STATES[state])):
                assert set(pieces(text)) <= known, text
    assert set(pieces(" ".join(found.number))) <= known


def test_the_sheet_plays_whole_texts_alone(cast, client_for):
    found = people.file(cast, people.prepare(cast, people.make(cast)[0]))
    page = reverse("entitlements.slip", args=[found.id, "en"])
    assert "data-clips" not in client_for("lakshmi").get(page).content.decode()
    for text in (FILED, *pieces(f"{found.filed_on.day} {found.filed_on:%B} {found.filed_on.year}")):
        keep(cast, text)
    shown = client_for("lakshmi").get(page).content.decode()
    (playing,) = [one for one in shown.split('data-clips="')[1:] if "The form was handed in on" in one[:700]]
    addresses = playing.partition('"')[0].split(" ")
    assert len(addresses) == 4
    for one in addresses:
        sound = client_for("lakshmi").get(one.replace("&amp;", "&"))
        assert (sound.content, sound.headers["Content-Type"]) == (OGG, "audio/ogg")
    policy = client_for("lakshmi").get(page).headers["Content-Security-Policy"]
    assert "<script>" not in shown and "media-src 'self'" in policy and "unsafe" not in policy


def test_what_is_recorded_nearest_is_played_and_only_of_the_own_organisation(cast):
    far, near = keep(cast, area="251746"), keep(cast, content=b"OggS nearer", area="251746-W07")
    clips = Clips.of(cast.area("251746-W07"), cast.mepma, "en")
    assert str(near.id) in clips.clips_for(FILED)[0]
    assert str(far.id) in Clips.of(cast.area("251746-W08"), cast.mepma, "en").clips_for(FILED)[0]
    assert not Clips.of(cast.area("251746-W07"), cast.other_org, "en")
    assert not Clips.of(cast.area("251746-W07"), cast.mepma, "te")


def test_another_recording_replaces_the_one_before_and_ends_its_bytes(cast):
    first = keep(cast)
    before = first.source_id
    again = keep(cast, content=b"OggS clearer")
    assert (
        again.id == first.id and source_of(before) is None and source_of(again.source_id) == b"OggS clearer"
    )


def test_a_recording_is_taken_away(cast, client_for, nothing_written):
    found = keep(cast)
    perform(RemoveClip(clip=found.id), cast.fatima)
    assert source_of(found.source_id) is None
    assert client_for("lakshmi").get(reverse("entitlements.clip", args=[found.id])).status_code == 404
    refused(
        "entitlements.unknown_clip", nothing_written, lambda: perform(RemoveClip(clip=found.id), cast.fatima)
    )
    assert keep(cast).removed is False


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"text": "Give me your money"}, "entitlements.unknown_text"),
        ({"text": "<script>"}, "entitlements.unknown_text"),
        ({"language": "xx"}, "entitlements.unknown_text"),
        ({"media_type": "text/html"}, "entitlements.no_sound"),
        ({"size": CLIP_MAXIMUM + 1}, "entitlements.no_sound"),
        ({"size": 0}, "entitlements.no_sound"),
    ],
)
def test_only_texts_of_the_sheets_and_only_sounds_are_kept(cast, nothing_written, changes, code):
    refused(code, nothing_written, lambda: keep(cast, **changes))


def test_only_those_who_keep_offices_record_and_only_where_they_work(cast, nothing_written):
    refused("access.not_yours", nothing_written, lambda: keep(cast, viewer=cast.lakshmi))
    refused("access.not_yours", nothing_written, lambda: keep(cast, organisation=cast.other_org))
    found = keep(cast)
    refused("access.not_yours", nothing_written, lambda: perform(RemoveClip(clip=found.id), cast.stranger))


def test_another_organisation_hears_nothing(cast, client_for):
    found = keep(cast)
    assert client_for("colleague").get(reverse("entitlements.clip", args=[found.id])).status_code in (
        403,
        404,
    )


def test_the_page_lists_what_is_missing_first_and_keeps_a_recording(cast, client_for):
    client, page = client_for("fatima"), reverse("entitlements.voices")
    shown = client.get(page, {"language": "en"}).content.decode()
    assert "Number of the office" in shown and "<p>0 of " in shown
    sound = SimpleUploadedFile("a.ogg", OGG, "audio/ogg")
    said = {"do": "keep", "entry": str(uuid7()), "language": "en", "text": "Number", "sound": sound}
    client.post(reverse("entitlements.record_voice"), said)
    assert VoiceClip.objects.get().text == "Number"
    assert "<p>1 of " in client.get(page, {"language": "en"}).content.decode()
    hostile = SimpleUploadedFile("a.ogg", b"<html>", "audio/ogg")
    client.post(reverse("entitlements.record_voice"), {**said, "entry": str(uuid7()), "sound": hostile})
    assert VoiceClip.objects.count() == 1
    assert client_for("lakshmi").get(page).status_code == 404
