"""Replaying the journal gives the same tables, also after somebody was erased."""

from dataclasses import replace
from datetime import timedelta

import pytest

from karmika.entitlements.acts import (
    CloseGap,
    EndDocument,
    NoteGap,
    NoteRenewal,
    RecordDocument,
    Reject,
    ShowScreening,
    TellFacts,
    Withdraw,
)
from karmika.entitlements.acts.parts import Happened, Told
from karmika.entitlements.loading import installed
from karmika.entitlements.tests import people
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.rebuild import rebuild_and_compare
from karmika.registry.acts import Erase, Restrict


@pytest.mark.parametrize("erased", [False, True], ids=["everybody is there", "one was erased"])
def test_every_act_of_the_room_is_replayed_alike(fresh_database, cast, monkeypatch, erased):
    private = replace(installed().facts["receives_pension"], name="hidden_illness", sensitive=True)
    monkeypatch.setitem(installed().facts, "hidden_illness", private)
    hers, his = people.make(cast, 1, 2)
    told = (Told(fact="epfo_member", value=False), Told(fact="hidden_illness", value=True))
    happened = (Happened(event="birth", on=today()),)
    perform(TellFacts(person=hers.id, facts_told=told, events=happened), cast.lakshmi)
    perform(TellFacts(person=hers.id, facts_told=(Told(fact="epfo_member", value=None),)), cast.lakshmi)
    perform(ShowScreening(person=hers.id, owed=("eshram",)), cast.lakshmi)
    paper, gap = uuid7(), uuid7()
    seen = {"person": hers.id, "document_kind": "aadhaar"}
    perform(RecordDocument(document=uuid7(), last_digits="1234", **seen), cast.lakshmi)
    perform(RecordDocument(document=paper, **seen), cast.lakshmi)
    perform(EndDocument(document=paper, reason="lost", on=today()), cast.lakshmi)
    perform(NoteGap(gap=gap, person=hers.id, reason="lost", due_on=today(), note="A note"), cast.lakshmi)
    perform(CloseGap(gap=gap, outcome="completed", what_was_done="Got it", on=today()), cast.lakshmi)
    found = people.received(cast, people.prepare(cast, hers))
    perform(NoteRenewal(application=found.id, renew_on=today() + timedelta(days=300)), cast.lakshmi)
    second = people.sanctioned(cast, people.prepare(cast, his, "pmsby"))
    perform(Reject(application=second.id, reason="no_funds", words="None left", on=today()), cast.ramesh)
    third = people.prepare(cast, his)
    perform(Withdraw(application=third.id, reason="entered_by_mistake", on=today()), cast.ramesh)
    if erased:
        act = Restrict(
            restriction=uuid7(), household=hers.household_id, person=hers.id, reason="own_request",
            authority="Order 12/2026", reference="R-7", due_on=today(),
        )  # fmt: skip
        perform([act], cast.operator)
        perform(Erase(restriction=act.restriction), cast.operator)
    compared = rebuild_and_compare()
    assert not compared.differing, compared.first
