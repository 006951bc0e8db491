"""Files are loaded, undone and loaded again; the replayed journal gives the same tables."""

from karmika.access.staff_import import load_staff
from karmika.candidates.acts import SettleCandidate
from karmika.candidates.models import Candidate
from karmika.candidates.tests import lists
from karmika.files.models import LoadedFile
from karmika.files.tests.test_undoing import GITA, SITA, SITE, STAFF, taken_back, worksites
from karmika.groups.tests import people
from karmika.journal.perform import perform
from karmika.rebuild import rebuild_and_compare


def test_all_that_files_brought_is_replayed(cast, fresh_database, tmp_path):
    for _ in range(2):
        worksites(tmp_path, SITE)
        load_staff(cast.operator, (STAFF + SITA + GITA).encode())
        lists.load(cast)
        lists.load(cast, lists.ESHRAM.replace("Door 4-1", "Door 9-9"))
        lists.load(cast, lists.REGISTER, "shg_register")
        for file in LoadedFile.objects.filter(undone_on=None).order_by("-entry_seq"):
            taken_back(file.id)
    lists.load(cast)
    (worker,) = people.make(cast, [1])
    one, other = Candidate.objects.filter(state="open").order_by("listed_in", "reference")
    perform(SettleCandidate(candidate=one.id, outcome="found", person=worker), cast.ramesh)
    perform(SettleCandidate(candidate=other.id, outcome="not_found", reason="moved"), cast.ramesh)
    found = rebuild_and_compare()
    assert (found.differing, found.first) == (0, ())
