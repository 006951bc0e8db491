"""Federations of groups and of federations: sizes and areas are data, nobody is in two, delegates are members."""

from datetime import timedelta

import pytest
from django.urls import reverse

from karmika.groups.acts import (
    AdmitGroup,
    Dissolve,
    EndMembership,
    FormFederation,
    LeaveFederation,
    NameDelegate,
)
from karmika.groups.federation_levels import levels, read
from karmika.groups.models import Delegate, Federation, FederationMember
from karmika.groups.tests.gatherings import federation, nowhere
from karmika.groups.tests.people import JOINED, counted, group, worker_id
from karmika.groups.tests.test_at_once import outcomes
from karmika.groups.types import FILE
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.kernel.refused import Refused
from karmika.rebuild import rebuild_and_compare
from karmika.testing import at_once

DAY = timedelta(days=1)


def six(cast):
    return [group(cast, range(n, n + 5), name=f"Group {n}") for n in range(0, 30, 5)]


def refused(nothing_written, act, viewer):
    with nothing_written(), pytest.raises(Refused) as caught:
        perform(act, viewer)
    assert "?" not in caught.value.sentence()
    return caught.value.code


def forms(cast, members, **changes):
    asked = {
        "level": "alf", "name": "Ward seven", "area": cast.area("251746-W07"), "organisation": cast.mepma,
        "programme": cast.vog, "formed_on": today(), "members": members,
    }  # fmt: skip
    return FormFederation(**asked | changes)


def test_a_federation_is_formed_grows_shrinks_and_counts(fresh_database, cast):
    *five, last = six(cast)
    found = federation(cast, five)
    assert (found.number, found.members.count()) == ("251746-ALF-0001", 5)
    assert (counted("federations_formed"), counted("federation_members")) == (1, 5)
    perform(AdmitGroup(federation=found.id, member=last.id, on=today()), cast.ramesh)
    assert counted("federation_members") == 6
    names = NameDelegate(federation=found.id, group=last.id, worker=worker_id(25), on=today())
    perform(names, cast.ramesh)
    gone = LeaveFederation(federation=found.id, member=last.id, reason="members_decided", on=today())
    perform(gone, cast.ramesh)
    assert (counted("federation_members"), Delegate.objects.get().to_on) == (5, today())
    assert not rebuild_and_compare().differing


def test_what_cannot_be_formed(cast, nothing_written):
    *five, last = six(cast)
    keys = tuple(one.id for one in five)
    for act, code in (
        (forms(cast, keys, level="union"), "groups.unknown_level"),
        (forms(cast, keys, name=""), "groups.name"),
        (forms(cast, keys, area=cast.area("251746")), "groups.wrong_area"),
        (forms(cast, keys[:4]), "groups.too_few_groups"),
        (forms(cast, (*keys, keys[0])), "groups.twice"),
        (forms(cast, (*keys, nowhere())), "groups.not_federable"),
        (forms(cast, keys, area=cast.area("251746-W08")), "groups.not_federable"),
        (forms(cast, keys, formed_on=today() + DAY), "groups.future"),
        (forms(cast, keys, formed_on=JOINED - DAY), "groups.too_early"),
    ):
        assert refused(nothing_written, act, cast.ramesh) == code
    federation(cast, five)
    assert refused(nothing_written, forms(cast, (*keys[:4], last.id)), cast.ramesh) == "groups.federated"


def test_a_group_ends_only_after_it_left_its_federation(cast, nothing_written):
    *five, _last = six(cast)
    found = federation(cast, five)
    ends = Dissolve(group=five[0].id, reason="members_decided", on=today())
    assert refused(nothing_written, ends, cast.ramesh) == "groups.federated"
    gone = LeaveFederation(federation=found.id, member=five[0].id, reason="group_ended", on=today())
    perform(gone, cast.ramesh)
    assert refused(nothing_written, gone, cast.ramesh) == "groups.not_federated"
    perform(ends, cast.ramesh)
    admits = AdmitGroup(federation=found.id, member=five[0].id, on=today())
    assert refused(nothing_written, admits, cast.ramesh) == "groups.not_federable"


def test_who_speaks_for_a_group_is_one_of_its_members(cast, nothing_written):
    *five, last = six(cast)
    found = federation(cast, five)

    def names(number, group=five[0], **changes):
        asked = {"federation": found.id, "group": group.id, "worker": worker_id(number), "on": today()}
        return NameDelegate(**asked | changes)

    assert refused(nothing_written, names(25, group=last), cast.ramesh) == "groups.not_federated"
    assert refused(nothing_written, names(7), cast.ramesh) == "groups.not_member"
    perform(names(0), cast.ramesh)
    perform(names(1), cast.ramesh)
    assert refused(nothing_written, names(0), cast.ramesh) == "groups.already_there"
    assert refused(nothing_written, names(2), cast.ramesh) == "groups.delegates"
    perform(names(2, in_place_of=worker_id(1)), cast.ramesh)
    speaking = Delegate.objects.filter(to_on__isnull=True).values_list("worker_id", flat=True)
    assert set(speaking) == {worker_id(0), worker_id(2)}


@pytest.mark.parametrize("who", ["lakshmi", "stranger", "colleague", "auditor", "devi", "admin"])
def test_a_resource_person_and_others_change_no_federation(cast, who, nothing_written):
    *five, last = six(cast)
    found = federation(cast, five)
    for act in (
        forms(cast, (last.id,)),
        AdmitGroup(federation=found.id, member=last.id, on=today()),
        LeaveFederation(federation=found.id, member=five[0].id, reason="members_decided", on=today()),
        NameDelegate(federation=found.id, group=five[0].id, worker=worker_id(0), on=today()),
    ):
        assert refused(nothing_written, act, getattr(cast, who)) == "access.not_yours"


def test_two_who_form_a_federation_of_the_same_groups_at_once(fresh_database, cast):
    keys = tuple(one.id for one in six(cast))
    ramesh, fatima = cast.ramesh, cast.fatima
    acts = [forms(cast, keys[:5], name="North"), forms(cast, keys[1:], name="South")]
    results = at_once(lambda: perform(acts[0], ramesh), lambda: perform(acts[1], fatima))
    assert outcomes(results) == ["done", "groups.federated"]
    assert FederationMember.objects.count() == 5 and Federation.objects.count() == 1


def test_it_is_formed_and_changed_on_its_pages(cast, client_for):
    groups = six(cast)
    client = client_for("ramesh")

    def at(name, *args):
        return reverse(f"groups.{name}", args=args)

    assert "There is no federation yet." in client.get(at("federations")).content.decode()
    ward = cast.area("251746-W07")
    page = client.get(at("form_federation"), {"level": "alf", "area": ward}).content.decode()
    assert page.count('name="member"') == 6
    sent = {
        "do": "save", "level": "alf", "area": ward, "name": "Ward seven", "formed_on": today().isoformat(),
        "member": [str(one.id) for one in groups[:4]], "entry": uuid7(),
    }  # fmt: skip
    page = client.post(at("form_federation"), sent).content.decode()
    assert "needs at least 5" in page and page.count(" checked>") == 4
    sent["member"] = [str(one.id) for one in groups[:5]]
    page = client.post(at("form_federation"), sent, follow=True).content.decode()
    found = Federation.objects.get()
    day = today().isoformat()
    assert "251746-ALF-0001" in page and "Nobody was named yet." in page
    client.post(at("admit_group", found.id), {"member": groups[5].id, "on": day})
    client.post(at("name_delegate", found.id), {"who": f"{groups[5].id}:{worker_id(25)}", "on": day})
    gone = EndMembership(group=groups[5].id, worker=worker_id(25), reason="moved_away", on=today())
    perform(gone, cast.ramesh)
    page = client.get(at("federation", found.id)).content.decode()
    assert "Worker 25" in page and "left the group" in page
    client.post(
        at("leave_federation", found.id), {"member": groups[5].id, "reason": "members_decided", "on": day}
    )
    page = client.get(at("federation", found.id)).content.decode()
    assert "Former members" in page and "Its members decided so" in page
    assert "251746-ALF-0001" in client.get(at("federations")).content.decode()
    assert client_for("colleague").get(at("federation", found.id)).status_code == 404


def test_the_file_of_levels_is_whole():
    codes = {one.code for one in levels()}
    assert codes == {"alf", "slf", "clf", "tlf"}
    assert all(set(one.names) == {"en", "te", "hi"} for one in levels())
    text = FILE.read_text(encoding="utf-8")
    with pytest.raises(ValueError, match="before it"):
        read(text.replace("federates: [alf]", "federates: [tlf]"))
