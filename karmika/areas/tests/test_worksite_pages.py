"""The pages of worksites."""

import pytest

from karmika.access.viewer import Operator
from karmika.areas import queries
from karmika.areas.acts import DefineWorksite
from karmika.areas.acts.naming import area_id
from karmika.areas.acts.worksites import Details, worksite_id
from karmika.areas.models import Worksite
from karmika.journal.perform import perform

pytestmark = [pytest.mark.django_db, pytest.mark.urls("karmika.areas.tests.addresses")]

CITY = area_id("ulb", "251746")
WARD = area_id("ward", "251746-W07")
FORM = {
    "kind": "market",
    "name_en": "Rice market",
    "lat": "16.51",
    "lon": "80.64",
    "opens_at": "05:00",
    "closes_at": "21:00",
}


def define(code="X-1", ward="251746-W07", organisation=None):
    details = Details(area=area_id("ward", ward), worksite_kind="auto_stand", name_en=f"Stand {code}")
    perform(DefineWorksite(code=code, details=details, organisation=organisation), Operator())
    return worksite_id(code)


def text(answer):
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_list_shows_ones_own_area_with_numbers_by_ward(cast, client_for):
    define()
    page = text(client_for("ramesh").get("/worksites/"))
    assert "Worksites of Vijayawada" in page
    assert "Stand X-1" in page
    number = queries.worksites_in(WARD).count()
    assert {child.code: n for child, n in queries.worksite_counts(CITY)}["251746-W07"] == number


def test_one_goes_down_to_a_ward_but_not_out_of_ones_area(cast, client_for):
    client = client_for("ramesh")
    assert "Ward 7" in text(client.get(f"/worksites/in/{WARD}/"))
    for elsewhere in (area_id("ulb", "251719"), area_id("state", "28"), area_id("ulb", "none")):
        assert client.get(f"/worksites/in/{elsewhere}/").status_code == 404


def test_a_worksite_of_another_organisation_is_not_shown(cast, client_for):
    site = define(organisation=cast.other_org)
    assert "Stand X-1" not in text(client_for("ramesh").get("/worksites/"))
    assert client_for("ramesh").get(f"/worksites/{site}/").status_code == 404
    assert "Stand X-1" in text(client_for("colleague").get(f"/worksites/{site}/"))


def test_a_new_worksite_is_typed(cast, client_for):
    answer = client_for("ramesh").post(
        f"/worksites/in/{CITY}/new/", {**FORM, "area": str(WARD), "code": "N-1"}
    )
    assert answer["Location"] == f"/worksites/in/{WARD}/"
    site = Worksite.objects.get(code="N-1")
    assert (site.area_id, site.lat_e6, f"{site.opens_at:%H:%M}") == (WARD, 16_510_000, "05:00")


def test_a_refusal_is_shown_beside_the_form(cast, client_for, nothing_written):
    define("X-1")
    with nothing_written():
        page = text(
            client_for("ramesh").post(
                f"/worksites/in/{CITY}/new/", {**FORM, "area": str(WARD), "code": "X-1"}
            )
        )
    assert "already used" in page


def test_a_worksite_is_changed_and_its_history_says_by_whom(cast, client_for):
    site = define()
    client = client_for("ramesh")
    assert "Stand X-1" in text(client.get(f"/worksites/{site}/"))
    answer = client.post(f"/worksites/{site}/", {**FORM, "area": str(area_id("ward", "251746-W08"))})
    assert answer["Location"] == f"/worksites/{site}/"
    page = text(client.get(answer["Location"]))
    assert "Rice market" in page
    assert "Ramesh Babu changed what is known of the worksite X-1" in page


def test_a_closed_worksite_leaves_the_list(cast, client_for):
    site = define()
    client = client_for("ramesh")
    client.post(f"/worksites/{site}/", {**FORM, "area": str(WARD), "closed_on": "2025-01-01"})
    assert "Rice market" not in text(client.get("/worksites/"))


def test_who_only_looks_is_shown_no_form(cast, client_for, nothing_written):
    site = define()
    client = client_for("lakshmi")
    assert "Change what is known" not in text(client.get(f"/worksites/{site}/"))
    with nothing_written():
        assert client.get(f"/worksites/in/{WARD}/new/").status_code == 404
        assert client.post(f"/worksites/{site}/", {**FORM, "area": str(WARD)}).status_code == 200


def test_a_stranger_and_nobody_see_nothing(cast, client_for, client):
    site = define()
    assert client_for("stranger").get(f"/worksites/{site}/").status_code == 404
    assert client.get("/worksites/").status_code == 302
