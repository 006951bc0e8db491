"""The pages of targets and outside figures: lists, forms, histories, and what stays closed to whom."""

from datetime import date

import pytest
from django.urls import reverse

from karmika.journal.models import Entry
from karmika.kernel.ids import uuid7
from karmika.programme.models import OutsideFigure, Target
from karmika.programme.tests.makers import record, set_target


def text_of(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def typed_target(cast, **changes):
    return {
        "entry": uuid7(),
        "measure": "members",
        "area": cast.area("251746"),
        "organisation": cast.mepma,
        "programme": "",
        "starts_on": "2026-04-01",
        "ends_on": "2027-03-31",
        "amount": "900",
        "document_title": "Circular 12/2026",
        "document_issuer": "Mission Director",
        "document_dated_on": "2026-03-30",
        "document_reference": "p. 2",
    } | changes


def typed_figure(cast, **changes):
    return {
        "entry": uuid7(),
        "measure": "groups_formed",
        "about": cast.area("28"),
        "organisation": cast.mepma,
        "as_of": "2025-03-31",
        "amount": "818",
        "wording": "Common interest groups",
        "source": "Exhibition page",
        "confidence": "medium",
        "document_title": "Formation of groups",
        "document_issuer": "",
        "document_dated_on": "",
        "document_reference": "",
    } | changes


def test_a_target_is_set_on_the_page_and_a_second_click_changes_nothing(cast, client_for):
    client, typed = client_for("devi"), typed_target(cast)
    page = text_of(client.post("/targets/set/", typed, follow=True))
    assert "Members of groups, Vijayawada: 900" in page and "Circular 12/2026" in page
    assert "Devi Prasad (State programme manager)" in page and "All programmes" in page
    entries = Entry.objects.count()
    text_of(client.post("/targets/set/", typed, follow=True))
    assert (Target.objects.count(), Entry.objects.count()) == (1, entries)


def test_a_refusal_stands_in_the_form_with_what_was_typed(cast, client_for, nothing_written):
    client = client_for("devi")
    with nothing_written():
        page = text_of(client.post("/targets/set/", typed_target(cast, ends_on="2026-03-31")))
        assert "The last day of the period is before its first day." in page and "Circular 12/2026" in page
        for changes in ({"amount": "-1"}, {"amount": "many"}, {"area": uuid7()}, {"starts_on": ""}):
            assert 'class="errors"' in text_of(client.post("/targets/set/", typed_target(cast, **changes)))


def test_a_target_is_replaced_and_withdrawn_and_both_are_told(cast, client_for):
    client, first = client_for("devi"), set_target(cast)
    address = reverse("programme.replace_target", args=[first])
    form = text_of(client.get(address))
    assert 'value="900"' in form and "Why it is replaced" in form and 'name="area"' not in form
    page = text_of(client.post(address, typed_target(cast, amount="1000", reason="revised"), follow=True))
    assert "Members of groups, Andhra Pradesh: 1,000" in page and "The authority revised it" in page
    old = text_of(client.get(reverse("programme.target", args=[first])))
    assert "Replaced by another" in old and "The one in its place" in old and "Withdraw it" not in old
    second = Target.objects.standing().get().id
    gone = reverse("programme.withdraw_target", args=[second])
    assert 'class="errors"' in text_of(client.post(gone, {"reason": ""}))
    page = text_of(client.post(gone, {"reason": "cancelled"}, follow=True))
    assert "Withdrawn: The authority cancelled it" in page
    assert "was replaced or withdrawn meanwhile" in text_of(client.post(gone, {"reason": "cancelled"}))
    assert "No target is set here" in text_of(client.get("/targets/"))
    assert "1,000" in text_of(client.get("/targets/?state=fallen"))


def test_a_figure_from_outside_is_recorded_replaced_and_withdrawn(cast, client_for):
    client = client_for("devi")
    page = text_of(client.post("/outside-figures/record/", typed_figure(cast), follow=True))
    assert "Groups formed, Andhra Pradesh: 818" in page and "31 March 2025" in page
    assert "Exhibition page" in page and "Read in a second source" in page
    first = OutsideFigure.objects.get().id
    address = reverse("programme.replace_outside_figure", args=[first])
    assert 'value="Exhibition page"' in text_of(client.get(address))
    typed = typed_figure(cast, amount="820", reason="entered_wrongly")
    assert "820" in text_of(client.post(address, typed, follow=True))
    second = OutsideFigure.objects.standing().get().id
    gone = reverse("programme.withdraw_outside_figure", args=[second])
    assert "It counts something else" in text_of(
        client.post(gone, {"reason": "counts_otherwise"}, follow=True)
    )
    assert "No figure from outside" in text_of(client.get("/outside-figures/"))


def test_a_figure_of_the_nation_is_recorded_and_is_not_compared(cast, client_for):
    typed = typed_figure(cast, about=f"nation {cast.area('28')}", amount="1949")
    page = text_of(client_for("devi").post("/outside-figures/record/", typed, follow=True))
    assert "Groups formed, India: 1,949" in page
    assert OutsideFigure.objects.get().about_id is None


def test_everyones_figures_are_read_by_all_and_changed_by_nobody(cast, client_for):
    figure = record(cast, cast.operator, about=None, organisation=None, amount=1949)
    page = text_of(client_for("devi").get(reverse("programme.outside_figure", args=[figure])))
    assert "everyone" in page and "Withdraw it" not in page
    assert "The operator, " in page and "(Operator)" not in page
    assert "1,949" in text_of(client_for("colleague").get("/outside-figures/"))


@pytest.mark.parametrize(("language", "level"), [("en", "State"), ("te", "రాష్ట్రం"), ("hi", "राज्य")])
def test_the_levels_of_areas_are_in_the_language_of_the_page(cast, client_for, language, level):
    client = client_for("devi")
    client.post("/language/", {"language": language})
    assert f"({level}, 28)</option>" in client.get("/targets/set/").content.decode()


def test_who_reads_and_who_does_not(cast, client_for):
    target = set_target(cast, area=cast.area("251746"), programme=cast.vog)
    figure = record(cast, about=cast.area("251746"))
    addresses = (
        reverse("programme.target", args=[target]),
        reverse("programme.outside_figure", args=[figure]),
    )
    for name in ("fatima", "auditor", "admin", "ramesh"):
        for address in addresses:
            page = text_of(client_for(name).get(address))
            assert "Replace it" not in page and "Withdraw it" not in page
        assert "Set a target" not in text_of(client_for(name).get("/targets/"))
    for name in ("stranger", "colleague"):
        for address in addresses:
            text_of(client_for(name).get(address), 404)
            text_of(client_for(name).get(f"{address}withdraw/"), 404)
        assert "Vijayawada" not in text_of(client_for(name).get("/targets/")).split("<main")[1]
    for address in ("/targets/set/", "/outside-figures/record/"):
        text_of(client_for("fatima").get(address), 404)


@pytest.mark.parametrize(
    "query", ["?measure=nonsense", "?page=-1", "?page=99999", "?page=²", "?state=x&page=1e9"]
)
def test_a_list_takes_any_address(cast, client_for, query):
    for address in ("/targets/", "/outside-figures/"):
        text_of(client_for("devi").get(address + query))


def test_a_long_list_is_read_page_by_page(cast, client_for):
    for day in range(1, 54):
        ends = date(2027, 1, 1).replace(month=1 + day // 28, day=1 + day % 28)
        set_target(cast, ends_on=ends, amount=1000 + day)
    first = text_of(client_for("devi").get("/targets/"))
    assert first.count('<th scope="row">') == 50 and 'rel="next"' in first
    second = text_of(client_for("devi").get("/targets/?page=1"))
    assert second.count('<th scope="row">') == 3 and 'rel="prev"' in second and 'rel="next"' not in second
    assert all(f"{1000 + n:,}" in first + second for n in range(1, 54))
