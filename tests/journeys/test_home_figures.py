"""Every figure of the home page equals a count that knows nothing of measures, and opens to a form in three clicks."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from lxml import html

from karmika import worker
from karmika.access.models import Project
from karmika.groups.acts import ApproveProposal
from karmika.groups.models import GroupProposal
from karmika.groups.tests import people
from karmika.intake.models import Submission
from karmika.intake.publishing import publish
from karmika.journal.perform import perform
from karmika.measures import tally
from karmika.reactions import REACTIONS
from karmika.registry.models import Household
from karmika.registry.tests import doorstep

VIJAYAWADA = ("251746-W07", "251746-W08", "251746")
ANDHRA = (*VIJAYAWADA, "28", "749", "520", "251719", "251719-W01")

COUNTS = {
    "Households listed": """
        SELECT count(*) FROM registry_visit v LEFT JOIN registry_household h ON h.id = v.household_id
        WHERE v.attempt = 1 AND {where_v}""",
    "Households visited to an end": """
        SELECT count(DISTINCT coalesce(v.household_id, v.id)) FROM registry_visit v
        WHERE v.outcome IN ('interviewed', 'refused', 'shifted', 'vacant') AND {where_v}""",
    "Visits": "SELECT count(*) FROM registry_visit v WHERE {where_v}",
    "Persons": "SELECT count(*) FROM registry_person v WHERE v.state = 'active' AND {where_v}",
    "Workers": "SELECT count(*) FROM registry_worker v WHERE v.state = 'active' AND {where_v}",
    "Consents": "SELECT count(*) FROM registry_consent v WHERE v.given AND v.withdrawn_on IS NULL AND {where_v}",
    "Groups proposed": "SELECT count(*) FROM groups_groupproposal v WHERE v.state <> 'rejected' AND {where_v}",
    "Groups formed": "SELECT count(*) FROM groups_group v WHERE {where_v}",
    "Members of groups": """
        SELECT count(*) FROM groups_membership m JOIN groups_group v ON v.id = m.group_id
        WHERE m.left_on IS NULL AND {where_v}""",
    "Forms waiting": "SELECT count(*) FROM intake_submission v WHERE v.state IN ('waiting', 'held') AND {where_v}",
    "Phones active": """
        SELECT count(DISTINCT s.device_id) FROM intake_submissionversion s
        JOIN intake_submission v ON v.id = s.submission_id WHERE {where_v}""",
    "Corrections": """
        SELECT count(*) FROM intake_submissionversion s JOIN intake_submission v ON v.id = s.submission_id
        WHERE s.number > 1 AND NOT s.held AND {where_v}""",
}
"""In plain SQL, by the names on the page. All of it happened today, so a phone is active on one day."""


class Phone:
    """Lakshmi's phone, over HTTP."""

    def __init__(self, cast):
        self.address = f"/v1/key/{cast.device_token}/projects/{cast.project_number}/submission"

    def send(self, said, instance=None, replaces=None) -> str:
        instance = instance or f"uuid:{uuid4()}"
        letter = doorstep.xml(said, instance=instance)
        if replaces:
            letter = letter.replace(
                b"<instanceID>", f"<deprecatedID>{replaces}</deprecatedID><instanceID>".encode()
            )
        part = SimpleUploadedFile("submission.xml", letter, content_type="text/xml")
        answer = Client().post(
            self.address, {"xml_submission_file": part}, headers={"X-OpenRosa-Version": "1.0"}
        )
        assert answer.status_code == 201, answer.content
        return instance


@pytest.fixture
def a_week(cast):
    """Surveys with two workers each, doors that stayed shut, one that refused, an edit, a form that waits, groups."""
    publish(cast.devi, Project.objects.get(id=cast.project), doorstep.FORM.read_bytes(), doorstep.FORM.name)
    phone = Phone(cast)
    drivers = [doorstep.survey(*(driver(n, k) for k in range(2))) for n in range(4)]
    sent = [phone.send(said) for said in drivers]
    phone.send(drivers[0], instance=sent[0])
    phone.send(doorstep.survey())
    phone.send(doorstep.changed(drivers[1], member__0__sex="female", member__1__works="no", member__1__work=None),
               replaces=sent[1])  # fmt: skip
    phone.send(doorstep.nobody("absent"))
    phone.send(doorstep.nobody("locked"))
    phone.send(doorstep.revisit(Household.objects.filter(last_outcome="locked").get().number))
    phone.send(doorstep.refused())
    phone.send(doorstep.survey(ward="251746-W08"))
    assert Submission.objects.filter(state="waiting").count() == 1
    proposed = GroupProposal.objects.get(id=people.propose(cast).groups[0].id)
    perform(ApproveProposal(proposal=proposed.id), cast.ramesh)
    people.form(cast, proposed)
    worker.run_once(REACTIONS)
    return cast


def driver(number, place):
    return doorstep.member(f"Driver {number} {place}", work=doorstep.worker_answers(debt=[], has_debt="no"))


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200, address
    return html.fromstring(answer.content.decode())


def tiles(client, address="/"):
    """Name -> (figure, address behind it) of every figure of an area; not of the viewer's own day."""
    found = {}
    for tile in page_of(client, address).xpath("//div[@class='tile'][dd/a[starts-with(@href, '/figures/')]]"):
        name = tile.find("dt").text.strip()
        link = tile.find("dd/a")
        found[name] = (int(link.text.replace(",", "").replace("₹", "").replace("−", "-")), link.get("href"))
    return found


def counted(cast, sql, areas, organisation) -> int:
    """The count over rows of these areas and this organisation."""
    quoted = [cast.area(code).hex if connection.vendor == "sqlite" else cast.area(code) for code in areas]
    own = organisation.hex if connection.vendor == "sqlite" else organisation
    where = f"v.area_id IN ({', '.join(['%s'] * len(quoted))}) AND v.organisation_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(sql.format(where_v=where), [*quoted, own])
        return cursor.fetchone()[0]


VIEWERS = {
    "devi": ANDHRA,
    "ramesh": VIJAYAWADA,
    "lakshmi": ("251746-W07",),
    "stranger": ("251719", "251719-W01"),
    "colleague": VIJAYAWADA,
    "auditor": ANDHRA,
}
"""Who looks, and the areas of his own."""


def test_each_figure_equals_a_count_in_plain_sql(a_week, client_for):
    for who, areas in VIEWERS.items():
        (grant,) = getattr(a_week, who).grants
        shown = {name: figure for name, (figure, _) in tiles(client_for(who)).items()}
        expected = {name: counted(a_week, sql, areas, grant.organisation) for name, sql in COUNTS.items()}
        assert shown == expected, who
        assert who in ("stranger", "colleague") or all(expected.values()), "nothing proves nothing"


def test_the_tally_is_the_sum_of_the_contributions(a_week):
    assert tally.verify() == []


def test_every_figure_opens_to_a_form_within_three_clicks(a_week, client_for):
    for who in ("devi", "ramesh", "auditor"):
        client = client_for(who)
        for name, (_, address) in tiles(client).items():
            assert clicks_to_a_form(client, address) <= 3, (who, name)


def clicks_to_a_form(client, address) -> int:
    """How many clicks from the home page to a page of a submission, this address being the first."""
    page = page_of(client, address)
    if forms := links(page, "/submissions/"):
        page_of(client, forms[0])
        return 2
    entry = page_of(client, links(page, "/figures/entry/")[0])
    page_of(client, links(entry, "/submissions/")[0])
    return 3


def links(page, start):
    return [link.get("href") for link in page.xpath("//main//a") if link.get("href").startswith(start)]


def test_the_figure_is_the_same_on_the_way_down(a_week, client_for):
    client = client_for("devi")
    for code in ("28", "749", "251746", "251746-W07"):
        figure, address = tiles(client, f"/figures/{a_week.area(code)}/")["Workers"]
        heading = page_of(client, address).xpath("string(//h1)")
        assert heading == f"Workers: {figure}"
        assert figure == counted(a_week, COUNTS["Workers"], ANDHRA, a_week.mepma)


def test_a_filter_stays_on_the_way_down(a_week, client_for):
    client = client_for("devi")
    page = page_of(client, f"/figures/{a_week.area('28')}/workers/?sex=female")
    (below,) = [link for link in links(page, "/figures/") if str(a_week.area("749")) in link][:1]
    assert below.endswith("?sex=female")
    women = counted(a_week, COUNTS["Workers"] + " AND v.sex = 'female'", ANDHRA, a_week.mepma)
    assert page_of(client, below).xpath("string(//h1)") == f"Workers: {women}"
    assert women > 0
