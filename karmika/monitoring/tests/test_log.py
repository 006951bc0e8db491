"""The log: everything that was recorded on one's own ground, newest first, in sentences without names of workers."""

import re
from urllib.parse import unquote

import pytest

from karmika.journal.models import Entry
from karmika.monitoring import log as room
from karmika.monitoring.log import log
from tests.rights_samples import make_things


@pytest.fixture
def worked(cast):
    make_things(cast)
    return cast


def test_an_auditor_reads_the_newest_first_and_pages_to_the_oldest(worked, monkeypatch):
    monkeypatch.setattr(room, "A_PAGE", 7)
    monkeypatch.setattr(room, "SOUGHT", 20)
    seen, before = [], 0
    while True:
        page = log(worked.auditor, before=before)
        seen += [line.seq for line in page.lines]
        if not page.before:
            break
        before = page.before
    assert seen == sorted(set(seen), reverse=True)
    mine = Entry.objects.filter(organisation=worked.mepma, area__isnull=False).values_list("seq", flat=True)
    assert set(seen) == set(mine)


def test_another_organisation_s_entries_are_not_there(worked):
    theirs = set(Entry.objects.filter(organisation=worked.other_org).values_list("seq", flat=True))
    assert theirs.isdisjoint(line.seq for line in log(worked.auditor).lines)


def test_the_page_says_who_did_what_and_no_worker_s_name(worked, client_for):
    html = client_for("auditor").get("/log/").content.decode()
    assert "Devi Prasad" in html or "Ramesh Babu" in html
    # four digits meet by chance in ids, tokens and the head of the journal
    by_chance = r'[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d+-[0-9a-f]{16}|value="\w{64}"|Token": "\w+|before=[\w%=-]+'
    assert "9848" not in re.sub(by_chance, "", html)


@pytest.mark.parametrize("name", ["lakshmi", "ramesh", "fatima", "admin"])
def test_who_has_no_business_there_finds_no_such_page(worked, client_for, name):
    assert client_for(name).get("/log/").status_code == 404


def test_odd_addresses_are_read_as_nothing_asked(worked, client_for):
    for query in ("?before=x", "?before=-3", "?before=99999999999999999999", "?area=1", "?by=%00"):
        assert client_for("auditor").get(f"/log/{query}").status_code == 200


def test_one_person_s_entries_and_one_area_s(worked):
    devi = worked.user_id("devi")
    found = log(worked.auditor, actor=devi).lines
    assert found and {line.seq for line in found} <= set(
        Entry.objects.filter(actor=devi).values_list("seq", flat=True)
    )
    other = worked.area("251719")
    there = set(Entry.objects.filter(area=other, organisation=worked.mepma).values_list("seq", flat=True))
    assert {line.seq for line in log(worked.auditor, area=other).lines} == there != set()


def told(answer):
    """The lines of a page of the log."""
    return re.findall(r"<li.*?</li>", answer.content.decode().partition("<main")[2], re.S)


def test_no_address_of_the_log_counts_entries(worked, client_for, monkeypatch):
    """By their numbers one could find a gap between two lines: an entry that nobody may know of."""
    monkeypatch.setattr(room, "A_PAGE", 7)
    client = client_for("auditor")
    newest = client.get("/log/").content.decode()
    mark = re.search(r"before=([^\"&]+)", newest).group(1)
    assert not unquote(mark).isdecimal()
    assert told(client.get(f"/log/?before={mark}")) != told(client.get("/log/"))
    last = Entry.objects.order_by("-seq").values_list("seq", flat=True)[0]
    for guess in (last - 8, last - 20, 1):
        assert told(client.get(f"/log/?before={guess}")) == told(client.get("/log/"))
