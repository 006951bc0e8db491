"""The page of a programme's own table: the figures of the definitions, for whom they are, down to the groups."""

from datetime import date
from uuid import UUID

import pytest
from lxml import html

from karmika.groups.acts import ApproveProposal, EndMembership
from karmika.groups.models import Group, GroupProposal
from karmika.groups.tests import people
from karmika.groups.tests.people import Someone, worker_id
from karmika.journal import follow
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import uuid7
from karmika.measures import tally
from karmika.programme.acts import Document, RecordOutsideFigure


@pytest.fixture
def groups(cast):
    """A CIG that formed itself in January, one from a proposal today, a self-help group; one member left; the nation."""
    people.group(cast, range(6))
    people.group(cast, range(20, 31), group_type="shg", name="Self help")
    sexes = {n: "male" if n % 2 else "female" for n in range(40, 45)}
    people.make(cast, [Someone(number=n, sex=sex, occupation="loader") for n, sex in sexes.items()])
    run = people.propose(cast, occupation="loader")
    proposal = GroupProposal.objects.get(run_id=run.run)
    perform(ApproveProposal(proposal=proposal.id), cast.fatima)
    people.form(cast, proposal, name="Driven together")
    first = Group.objects.get(name="Sri Durga")
    perform(EndMembership(group=first.id, worker=worker_id(0), reason="own_wish", on=today()), cast.ramesh)
    perform(national(), cast.operator)
    tally.fold(follow.horizon())
    return cast


def national(amount: int = 1949) -> RecordOutsideFigure:
    return RecordOutsideFigure(
        figure=uuid7(), measure="groups_formed", as_of=date(2025, 3, 31), amount=amount, wording="CIGs in India",
        source="The mission's case study", confidence="low", document=Document(title="Case study"),
    )  # fmt: skip


def address(cast, area="28", query=""):
    return f"/figures/{cast.area(area)}/tables/mepma/{query}"


def page(client, where):
    answer = client.get(where)
    assert answer.status_code == 200, where
    return html.fromstring(answer.content.decode())


def lines(found):
    (table,) = [one for one in found.xpath("//table") if one.findtext("caption") == "What is counted"]
    rows = (row.xpath("./th|./td") for row in table.xpath("./tbody/tr"))
    return {cells[0].text_content(): [cell.text_content() for cell in cells[1:]] for cells in rows}


def test_the_table_says_what_was_counted_and_what_was_not(groups, client_for):
    shown = page(client_for("devi"), address(groups))
    found = lines(shown)
    assert found["CIGs formed"][0] == "2"
    assert found["Members onboarded, first reading (inducted into groups)"][0] == "10"
    assert found["Women out of all members"] == ["80.0 %", "8 out of 10"]
    assert found["Members for each CIG"] == ["5.00", "10 out of 2"]
    share = found["Share of the CIGs in the whole country"]
    assert share == ["0.1 %", "2 out of 1,949; published: 1,949 for 31 March 2025"]
    (source,) = shown.xpath("//details/ul/li/text()")
    assert "CIGs in India" in source and "The mission's case study" in source and "no source seen" in source
    for name in ("Members onboarded, second reading (into financial systems)", "of these with a savings account",
                 "of these with a credit linkage", "of these informed about schemes"):  # fmt: skip
        assert found[name] == ["not yet recorded", ""]


def test_a_share_of_a_figure_that_nobody_recorded_is_not_made_up(cast, client_for):
    assert lines(page(client_for("devi"), address(cast)))["Share of the CIGs in the whole country"] == [
        "not yet recorded",
        "",
    ]


def test_at_the_end_of_an_earlier_month_it_says_what_was_then(groups, client_for):
    found = page(client_for("devi"), address(groups, query="?to=2026-01"))
    assert lines(found)["CIGs formed"][0] == "1"
    assert lines(found)["Members onboarded, first reading (inducted into groups)"][0] == "6"
    assert "As of 31 January 2026." in found.text_content()


def test_each_number_opens_what_is_behind_it_with_the_same_figure(groups, client_for):
    client = client_for("devi")
    found = page(client, address(groups))
    opened = 0
    for link in found.xpath("//main//table//td/a"):
        heading = page(client, link.get("href")).xpath("string(//h1)")
        assert heading.endswith(f": {link.text_content()}"), link.get("href")
        opened += 1
    assert opened >= 9


def test_the_way_leads_down_to_a_ward_and_its_groups(groups, client_for):
    client = client_for("devi")
    where = address(groups)
    for name in ("NTR", "Vijayawada", "Ward 7"):
        (link,) = [
            one for one in page(client, where).xpath("//main//table//th/a") if one.text_content() == name
        ]
        where = link.get("href")
    ward = page(client, where)
    assert lines(ward)["CIGs formed"][0] == "2"
    (link,) = [one for one in ward.xpath("//main//a") if one.text_content() == "The groups one by one"]
    listed = page(client, link.get("href")).xpath("//tbody//th/a/text()")
    assert sorted(listed) == ["Driven together", "Sri Durga"]


def test_groups_of_another_area_are_not_in_the_list(groups, client_for):
    found = page(client_for("devi"), f"/groups/?type=cig&area={groups.area('520')}")
    assert not found.xpath("//tbody//th/a/text()")
    assert len(page(client_for("devi"), "/groups/?area=nonsense").xpath("//tbody//th/a")) == 3


def test_nobody_reads_the_table_of_an_area_of_others_and_no_other_table(groups, client_for):
    assert client_for("stranger").get(address(groups, "251746")).status_code == 404
    assert client_for("ramesh").get(address(groups)).status_code == 404
    assert client_for("devi").get(f"/figures/{UUID(int=0)}/tables/mepma/").status_code == 404
    assert client_for("devi").get(address(groups).replace("mepma", "other")).status_code == 404


def test_another_organisation_reads_its_own_nought(groups, client_for):
    found = lines(page(client_for("colleague"), address(groups, "251746")))
    assert found["CIGs formed"][0] == "0" and found["Members for each CIG"][0] == "no data"


def test_who_may_not_open_groups_sees_the_figures_and_no_way_there(groups, client_for):
    found = page(client_for("admin"), address(groups))
    assert lines(found)["CIGs formed"][0] == "2"
    assert "The groups one by one" not in found.text_content()


def test_home_and_figures_lead_to_the_table_where_it_holds(groups, client_for):
    for where in ("/", f"/figures/{groups.area('28')}/"):
        links = page(client_for("devi"), where).xpath("//main//a/@href")
        assert address(groups) in links
