"""Photos of papers: by the page and by a form, seen by those who may, gone with the paper, the photo or the person."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from karmika.access.models import ExportSubject
from karmika.entitlements.acts import AddPhoto, EndDocument, RecordDocument, RemovePhoto
from karmika.entitlements.models import DocumentPhoto, PersonDocument
from karmika.entitlements.photos import picture
from karmika.entitlements.tests import people
from karmika.entitlements.uploads import PHOTO_MAXIMUM, photo_type
from karmika.journal.models import Entry
from karmika.journal.perform import perform
from karmika.journal.queries import source_of
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.registry.acts import Erase, Restrict

JPEG = b"\xff\xd8\xff\xe0 a photo of a passbook"


@pytest.fixture
def person(cast):
    return people.make(cast)[0]


def paper(cast, person, kind="bank_passbook"):
    act = RecordDocument(document=uuid7(), person=person.id, document_kind=kind)
    perform(act, cast.lakshmi)
    return PersonDocument.objects.get(id=act.document)


def photo(cast, document, content=JPEG, viewer=None):
    act = AddPhoto(photo=uuid7(), document=document.id, media_type=photo_type(content), size=len(content))
    perform(act, viewer or cast.lakshmi, source=content)
    return DocumentPhoto.objects.get(id=act.photo)


def send(client, person, **said):
    return client.post(reverse("entitlements.record", args=[person.id]), said)


def address(found):
    return reverse("entitlements.photo", args=[found.person_id, found.id])


def refused(code, act, viewer, nothing_written, source=JPEG):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer, source=source)
    assert caught.value.code == code


def test_a_paper_is_noted_with_its_photo_in_one_go(cast, person, client_for):
    client = client_for("lakshmi")
    said = {"do": "document", "entry": str(uuid7()), "kind": "bank_passbook", "last_digits": "12a4"}
    send(client, person, **said, photo=SimpleUploadedFile("9999 8888 7777.html", JPEG, "text/html"))
    found = DocumentPhoto.objects.get()
    assert (found.media_type, found.document.document_kind) == ("image/jpeg", "bank_passbook")
    page = client.get(reverse("entitlements.person", args=[person.id])).content.decode()
    assert address(found) in page
    shown = client.get(address(found))
    assert (shown.content, shown.headers["Content-Type"]) == (JPEG, "image/jpeg")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert ExportSubject.objects.filter(subject=person.id, export__what="entitlements.photo").exists()


def test_the_picture_is_sealed_and_in_no_act(cast, person):
    found = photo(cast, paper(cast, person))
    entry = Entry.objects.get(id=found.source_id)
    assert JPEG not in bytes(entry.source) and JPEG not in bytes(entry.acts)
    assert picture(found) == (JPEG, "image/jpeg")


def test_the_same_form_twice_attaches_one_photo(cast, person, client_for):
    client, document = client_for("lakshmi"), paper(cast, person)
    entry = str(uuid7())
    for _ in range(2):
        send(
            client, person, do="add_photo", entry=entry, document=str(document.id),
            photo=SimpleUploadedFile("a.jpg", JPEG),
        )  # fmt: skip
    assert DocumentPhoto.objects.count() == 1


@pytest.mark.parametrize("kind", ["aadhaar", "mobile_linked_aadhaar"])
def test_an_aadhaar_card_is_never_photographed(cast, person, client_for, nothing_written, kind):
    document = paper(cast, person, kind)
    act = AddPhoto(photo=uuid7(), document=document.id, media_type="image/jpeg", size=9)
    refused("entitlements.aadhaar_photo", act, cast.lakshmi, nothing_written)
    with nothing_written():  # the paper is not noted either: whoever filled it in reads why
        said = {"do": "document", "entry": str(uuid7()), "kind": kind}
        answer = send(client_for("lakshmi"), person, **said, photo=SimpleUploadedFile("a.jpg", JPEG))
    assert (
        "photographed" in client_for("lakshmi").get(answer["Location"]).content.decode()
        or answer.status_code == 302
    )


@pytest.mark.parametrize(
    "content",
    [b"", b"<script>alert(1)</script>", b"%PDF-1.7", b"GIF89a", JPEG + b"x" * PHOTO_MAXIMUM],
    ids=["empty", "script", "pdf", "gif", "large"],
)
def test_what_is_no_photo_is_not_kept(cast, person, client_for, nothing_written, content):
    client, document = client_for("lakshmi"), paper(cast, person)
    with nothing_written():
        send(
            client, person, do="add_photo", entry=str(uuid7()), document=str(document.id),
            photo=SimpleUploadedFile("a.jpg", content, "image/jpeg"),
        )  # fmt: skip
    assert not DocumentPhoto.objects.exists()


def test_without_her_consent_no_photo_is_kept(cast, nothing_written):
    person = people.make(cast, people.Someone(number=5, agreed=False))[0]
    document = paper(cast, person)
    act = AddPhoto(photo=uuid7(), document=document.id, media_type="image/jpeg", size=9)
    refused("entitlements.not_agreed", act, cast.lakshmi, nothing_written)


def test_there_is_an_end_to_the_photos_of_a_paper(cast, person, nothing_written):
    document = paper(cast, person)
    for _ in range(4):
        photo(cast, document)
    act = AddPhoto(photo=uuid7(), document=document.id, media_type="image/jpeg", size=9)
    refused("entitlements.photos_enough", act, cast.lakshmi, nothing_written)


@pytest.mark.parametrize("who", ["stranger", "colleague"])
def test_nobody_of_elsewhere_sees_or_touches_a_photo(cast, person, client_for, nothing_written, who):
    found = photo(cast, paper(cast, person))
    assert client_for(who).get(address(found)).status_code in (403, 404)
    viewer = getattr(cast, who)
    refused("access.not_yours", RemovePhoto(photo=found.id), viewer, nothing_written)
    act = AddPhoto(photo=uuid7(), document=found.document_id, media_type="image/jpeg", size=9)
    refused("access.not_yours", act, viewer, nothing_written)


def test_a_photo_is_not_shown_under_somebody_elses_address(cast, person, client_for):
    found = photo(cast, paper(cast, person))
    other = people.make(cast, 2)[0]
    client = client_for("lakshmi")
    assert client.get(reverse("entitlements.photo", args=[other.id, found.id])).status_code == 404
    send(client, other, do="remove_photo", entry=str(uuid7()), photo=str(found.id))
    assert DocumentPhoto.objects.get().removed is False


def test_a_photo_that_is_taken_away_cannot_be_read_again(cast, person, client_for, nothing_written):
    found = photo(cast, paper(cast, person))
    client = client_for("lakshmi")
    send(client, person, do="remove_photo", entry=str(uuid7()), photo=str(found.id))
    assert source_of(found.source_id) is None
    assert client.get(address(found)).status_code == 404
    refused("entitlements.unknown_photo", RemovePhoto(photo=found.id), cast.lakshmi, nothing_written)


@pytest.mark.parametrize("way", ["ended", "replaced"])
def test_the_photos_of_a_paper_end_with_it(cast, person, way):
    document = paper(cast, person)
    found = photo(cast, document)
    if way == "ended":
        perform(EndDocument(document=document.id, reason="entered_by_mistake", on=today()), cast.lakshmi)
    else:
        paper(cast, person)
    assert source_of(found.source_id) is None
    assert DocumentPhoto.objects.get().removed is True


def test_with_the_person_her_photos_are_hidden_and_erased(cast, person, client_for):
    found = photo(cast, paper(cast, person))
    act = Restrict(
        restriction=uuid7(), household=person.household_id, person=person.id, reason="own_request",
        authority="Order 12/2026", reference="R-7", due_on=today() + timedelta(days=0),
    )  # fmt: skip
    perform(act, cast.operator)
    assert client_for("lakshmi").get(address(found)).status_code == 404
    perform(Erase(restriction=act.restriction), cast.operator)
    assert source_of(found.source_id) is None
