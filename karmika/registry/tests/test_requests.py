"""Pages and command for requests to be forgotten: ask, see what is due, lift, erase; which lists held the person."""

from datetime import timedelta
from uuid import uuid4

import pytest
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse
from django.utils import translation

from karmika.access import exports
from karmika.access.models import Account, Export
from karmika.access.viewer import viewer_for
from karmika.cli.erase import erase
from karmika.journal.perform import perform
from karmika.kernel.dates import now, today
from karmika.kernel.refused import Refused
from karmika.registry import duties, requests
from karmika.registry.models import Person, Restriction
from karmika.registry.tests.test_erasing import Home


@pytest.fixture
def home(cast):
    return Home(cast)


@pytest.fixture
def officer(privacy):
    """The privacy officer's browser."""
    client = Client()
    client.force_login(Account.objects.get(username="privacy"))
    return client


def asked(person: str = "", **given: str) -> dict[str, str]:
    """The form as it is filled in."""
    return {
        "restriction": str(uuid4()),
        "reason": "own_request",
        "authority": "Order 12/2026 of the city office",
        "reference": "RTBF-7",
        "due_on": (today() + timedelta(days=30)).isoformat(),
        **given,
    }


def test_the_privacy_officer_restricts_from_the_page_of_a_person_and_sees_what_is_due(home, officer):
    page = officer.get(reverse("registry.person", args=[home.person.id])).content.decode()
    address = reverse("registry.forget_person", args=[home.person.id])
    assert address in page
    first = officer.get(address).content.decode()
    assert (today() + timedelta(days=30)).isoformat() in first, "the organisation's usual day is offered"
    assert first.count(f'href="{reverse("registry.person", args=[home.person.id])}"') == 2, "back, and cancel"
    answer = officer.post(address, asked(), follow=True)
    request = Restriction.objects.get()
    assert answer.redirect_chain == [(reverse("registry.request", args=[request.id]), 302)]
    listed = officer.get(reverse("registry.requests")).content.decode()
    assert "Zulekha Quraishi" in listed and "30 days" in listed
    assert Person.objects.get(id=home.person.id).hidden


def test_the_whole_household_is_restricted_from_its_page(home, officer):
    officer.post(reverse("registry.forget_household", args=[home.person.household_id]), asked())
    assert set(Person.objects.values_list("hidden", flat=True)) == {True}
    assert "the whole household" in officer.get(reverse("registry.requests")).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"authority": "Letter of Zulekha"}, "names the person"),
        ({"due_on": "2020-01-01"}, "a day that is not over yet"),
        ({"reason": "x"}, "Select a valid choice"),
        ({"authority": "\0" * 5}, "Null characters"),
    ],
)
def test_what_is_wrong_in_the_form_is_said_and_nothing_is_written(
    home, officer, nothing_written, given, said
):
    with nothing_written():
        answer = officer.post(reverse("registry.forget_person", args=[home.person.id]), asked(**given))
    assert answer.status_code == 200 and said in answer.content.decode()


def test_sent_twice_it_is_one_request(home, officer):
    form = asked()
    for _ in range(2):
        officer.post(reverse("registry.forget_person", args=[home.person.id]), form)
    assert Restriction.objects.count() == 1


def test_a_request_is_lifted_from_its_page(home, officer):
    request = home.restrict()
    officer.post(reverse("registry.lift", args=[request]), {"reason": "withdrawn"})
    assert not Person.objects.get(id=home.person.id).hidden
    page = officer.get(reverse("registry.requests")).content.decode()
    assert "lifted" in page and "The request was withdrawn" in page
    own = officer.get(reverse("registry.request", args=[request])).content.decode()
    assert "The request was withdrawn" in own and "To be erased on" not in own


def test_it_is_erased_on_its_day_and_before_it_only_by_a_second_person(home, officer, nothing_written):
    mine = asked()
    officer.post(reverse("registry.forget_person", args=[home.person.id]), mine)
    address = reverse("registry.erase", args=[mine["restriction"]])
    assert (
        "somebody else must do it"
        in officer.get(reverse("registry.request", args=[mine["restriction"]])).content.decode()
    )
    with nothing_written():
        said = officer.post(address, {"sure": "yes"}, follow=True).content.decode()
        assert "somebody else must erase it" in said
    duties.erase_due(now())
    assert Person.objects.get(id=home.person.id).name, "the day has not come"
    due = asked(due_on=today().isoformat())
    officer.post(reverse("registry.forget_person", args=[home.other.id]), due)
    officer.post(reverse("registry.erase", args=[due["restriction"]]), {"sure": "yes"})
    assert Person.objects.get(id=home.other.id).name is None
    page = officer.get(reverse("registry.request", args=[due["restriction"]])).content.decode()
    assert "erased" in page and "Anjaneya" not in page


def test_erased_at_once_only_with_the_box_ticked(home, officer, nothing_written):
    address = reverse("registry.erase", args=[home.restrict()])
    with nothing_written():
        assert "Tick the box" in officer.post(address, follow=True).content.decode()
    officer.post(address, {"sure": "yes"})
    assert Person.objects.get(id=home.person.id).name is None


def test_her_request_is_not_there_for_anybody_else(home, cast, client_for, nothing_written):
    request = home.restrict()
    addresses = [
        reverse("registry.requests"),
        *(reverse(f"registry.{name}", args=[request]) for name in ("request", "lift", "erase")),
        reverse("registry.forget_person", args=[home.other.id]),
    ]
    with nothing_written():
        for name in ("lakshmi", "ramesh", "fatima", "devi", "auditor", "admin", "stranger", "colleague"):
            client = client_for(name)
            for address in addresses:
                assert client.get(address).status_code == 404
                assert client.post(address, asked(sure="yes")).status_code == 404
            assert requests.request_view(getattr(cast, name), request) is None


def test_the_page_says_which_lists_forms_and_files_held_her(home, cast, client_for, officer):
    from karmika.intake.models import Attachment

    ramesh = client_for("ramesh")
    photo = reverse("intake.attachment", args=[home.submission.id, Attachment.objects.get().id])
    slip = reverse("registry.slip", args=[home.person.household_id])
    form = reverse("intake.submission", args=[home.submission.id])
    for address in (photo, slip, form):
        assert ramesh.get(address).status_code == 200
    phone = f"/v1/key/{cast.device_token}/projects/{cast.project_number}/forms/household_survey"
    assert Client().get(f"{phone}/attachments/households.csv").status_code == 200
    assert Client().get(f"{phone}/attachments/wards.csv").status_code == 200
    kinds = {"intake.attachment", "registry.slip", "intake.submission"}
    noted = set(Export.objects.values_list("what", flat=True))
    assert kinds <= noted <= kinds | {"odk.list"}

    request = home.restrict(days=0)
    page = reverse("registry.request", args=[request])
    for _ in range(2):  # before and after the erasure
        said = officer.get(page).content.decode()
        assert "Slip of a household" in said and "Form as it was sent" in said and "Ramesh Babu" in said
        assert "File that came with a form" in said
        duties.erase_due(now())
    assert Person.objects.get(id=home.person.id).name is None
    other = home.restrict("his")
    said = officer.get(reverse("registry.request", args=[other])).content.decode()
    assert "Slip of a household" in said
    assert not Export.objects.filter(file__contains="Zulekha").exists()


def test_lists_with_more_people_than_are_named_may_have_held_her(home, cast, privacy):
    from karmika.kernel.viewer import Place

    here = Place(home.person.area_id, cast.mepma, cast.vog)
    elsewhere = Place(cast.area("251719-W01"), cast.mepma, cast.vog)
    exports.note(cast.ramesh, "groups.group", here, persons=900)
    exports.note(cast.ramesh, "groups.group", elsewhere, persons=900)
    exports.note(cast.ramesh, "groups.group", here._replace(organisation=cast.other_org), persons=900)
    exports.note(cast.ramesh, "groups.group", here, subjects=[home.other.id])
    view = requests.request_view(privacy, home.restrict())
    assert [(line.certain, line.export.area_id) for line in view.exports] == [(False, home.person.area_id)]


@pytest.mark.parametrize("language", ["te", "hi"])
def test_the_pages_open_in_every_language(home, officer, language):
    request = home.restrict()
    with translation.override(language):
        for address in (
            reverse("registry.requests"),
            reverse("registry.request", args=[request]),
            reverse("registry.forget_person", args=[home.other.id]),
        ):
            assert officer.get(address, headers={"Accept-Language": language}).status_code == 200


class Shell:
    """`karmika erase` on this process's house."""

    def __init__(self, monkeypatch):
        monkeypatch.setattr("karmika.cli.house.open_house", lambda *_, **__: None)

    def __call__(self, *arguments, code=0):
        done = CliRunner().invoke(erase, arguments)
        assert done.exit_code == code, done.output
        return done.output


@pytest.fixture
def shell(monkeypatch):
    return Shell(monkeypatch)


PAPER = ("--reason", "order", "--authority", "Order 12/2026", "--reference", "R-7")


def test_the_command_restricts_lists_and_erases_what_is_due(fresh_database, cast, shell):
    home = Home(cast)
    number = home.person.household.number
    assert "0 open requests" in shell("--list")
    said = shell("--person", str(home.person.id), *PAPER)
    assert f"to be erased on {today() + timedelta(days=30)}" in said
    listed = shell("--list")
    assert number in listed and "in 30 days" in listed and "1 open requests, 0 due" in listed
    assert "Zulekha" not in said + listed, "the operator sees no names"
    assert "0 requests erased, 1 still open" in shell("--due")
    shell("--household", number, *PAPER, "--on", today().isoformat())
    assert "DUE" in shell("--list")
    assert "1 requests erased, 1 still open" in shell("--due")
    assert set(Person.objects.values_list("name", flat=True)) == {None}


def test_the_command_erases_before_the_day_only_what_somebody_else_asked_for(
    fresh_database, cast, shell, privacy
):
    home = Home(cast)
    mine = home.restrict()
    assert "somebody else must erase it" in shell("--now", str(mine), code=1)
    officer = viewer_for(Account.objects.get(username="privacy"))
    from karmika.registry.acts import Restrict

    hers = Restrict(
        restriction=uuid4(), household=home.person.household_id, person=home.other.id, reason="own_request",
        authority="Order 13", reference="R-8", due_on=today() + timedelta(days=30),
    )  # fmt: skip
    perform(hers, officer)
    assert "Erased." in shell("--now", str(hers.restriction))
    assert Person.objects.get(id=home.other.id).name is None
    assert "no open request" in shell("--now", str(hers.restriction), code=1)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "Give one of"),
        (("--list", "--due"), "Give one of"),
        (("--household", "1", "--person", str(uuid4()), *PAPER), "Give one of"),
        (("--household", "1"), "needs --reason, --authority, --reference"),
        (("--household", "1", *PAPER), "No household with the number 1"),
        (("--person", str(uuid4()), *PAPER), "not known here"),
        (("--person", "Zulekha", *PAPER), "not a valid UUID"),
    ],
)
def test_the_command_says_what_is_missing(home, shell, nothing_written, arguments, said):
    with nothing_written():
        output = shell(*arguments, code=1 if "known" in said or "No household" in said else 2)
    assert said in output


def test_a_refused_request_by_the_command_is_a_sentence(home, shell):
    home.restrict()
    assert "restricted already" in shell("--person", str(home.person.id), *PAPER, code=1)
    with pytest.raises(Refused):
        home.restrict()
