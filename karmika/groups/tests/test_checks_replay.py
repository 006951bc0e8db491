"""What checks wrote is what the replayed journal writes."""

from karmika.chain import sealing
from karmika.groups import ghost_signals
from karmika.groups.acts import Attest, DrawVisits, EndMembership, RecordDrawnVisit, ReviewSignal
from karmika.groups.models import DrawnVisit, SignalReview, Verification
from karmika.groups.tests.checkers import hire, verify
from karmika.groups.tests.people import group, worker_id
from karmika.journal.perform import perform
from karmika.kernel.dates import now, today
from karmika.rebuild import rebuild_and_compare


def test_checks_are_replayed(fresh_database, cast):
    found = group(cast)
    visitor = hire(cast, "kavitha", "community_organiser")
    verify(found, "organiser", visitor)
    verify(found, "city", cast.fatima, "sent_back", "papers_missing")
    perform(Attest(group=found.id, worker=worker_id(0), outcome="says_not_member", on=today()), visitor)
    perform(
        Attest(group=found.id, worker=worker_id(1), outcome="confirmed", how="signature", on=today()), visitor
    )
    ghost_signals.compute_all()
    review = ReviewSignal(
        group=found.id, signal="contradicted", outcome="cannot_tell", reason="nobody_reached"
    )
    perform(review, cast.fatima)
    sealing.seal(now())
    perform(DrawVisits(area=cast.area("251746"), organisation=cast.mepma, programme=cast.vog), cast.fatima)
    visit = DrawnVisit.objects.get()
    perform(RecordDrawnVisit(visit=visit.id, outcome="not_found", on=today()), visitor)
    perform(EndMembership(group=found.id, worker=worker_id(0), reason="own_wish", on=today()), cast.ramesh)
    assert (Verification.objects.count(), SignalReview.objects.count()) == (2, 1)
    compared = rebuild_and_compare()
    assert not compared.differing, compared.first
