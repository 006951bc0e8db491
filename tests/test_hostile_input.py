"""What no browser sends: NUL bytes, endless words, half letters, in every field of every list page. No page breaks."""

import pytest

from karmika.access.models import User
from karmika.access.staff_import import load_staff
from karmika.areas.imports import AREA_COLUMNS, WORKSITE_COLUMNS, load_areas, load_worksites
from karmika.areas.models import Area, Worksite
from karmika.kernel.refused import Refused
from karmika.kernel.refused import known_codes as refused_codes
from karmika.registry.tests.doorstep import survey, take_in
from tests.hostile import uploads

PAGES = (
    "/workers/?area={0}&work={0}&page={0}",
    "/queue/?reason={0}&page={0}",
    "/groups/?type={0}&page={0}",
    "/groups/proposals/?type={0}",
    "/figures/{{area}}/workers/?occupation={0}&sex={0}&category={0}&from={0}&to={0}&on={0}&before={0}",
    "/users/?page={0}&text={0}",
    "/devices/?page={0}",
    "/forms/?page={0}",
    "/worksites/?page={0}",
    "/sign-in/?next={0}",
)
SENT = (
    "%00",
    "a%00b",
    "-1",
    "9" * 30,
    "%ED%A0%80",
    "%E2%80%AE%F0%9F%98%80",
    "a" * 2000,
    "%27%22%3C",
    "0001-01",
)
FORMS = {
    "/search/": ("text",),
    "/language/": ("language", "next"),
    "/users/add/": ("user", "name", "username", "phone", "language", "organisation", "area"),
    "/groups/proposals/ask/": (
        "worksite",
        "occupation",
        "type",
        "organisation",
        "programme",
        "radius_m",
        "entry",
    ),
    "/groups/self-formed/": (
        "type",
        "name",
        "member",
        "worksite",
        "formed_on",
        "consent_on",
        "text",
        "entry",
    ),
}
TYPED = ("\0", "a\0b", "\ud800".encode("utf-8", "replace").decode(), "\u202e\u200b😀", "9" * 5000, "'\"<%_\\")


@pytest.fixture
def surveyed(cast):
    take_in(cast, survey())
    return cast


@pytest.mark.parametrize("page", PAGES)
def test_no_address_breaks_a_page(surveyed, client_for, page):
    client = client_for("devi")
    client.raise_request_exception = False
    area = surveyed.area("251746")
    broken = [
        sent for sent in SENT if client.get(page.format(sent).replace("{area}", str(area))).status_code >= 500
    ]
    assert broken == []


@pytest.mark.parametrize("address", FORMS)
def test_nothing_that_is_typed_breaks_a_page(surveyed, client_for, address):
    client = client_for("fatima" if "groups" in address else "devi")
    client.raise_request_exception = False
    for typed in TYPED:
        answer = client.post(address, dict.fromkeys(FORMS[address], typed) | {"do": "save"})
        assert answer.status_code < 500, repr(typed)[:40]


LISTS = [
    (name, content) for name, content in uploads.lists() if len(content) < 3_000_000 and "40,000" not in name
]


@pytest.mark.parametrize("what", ["areas", "worksites", "staff"])
def test_no_list_breaks_an_import(cast, tmp_path, what):
    """Refused as a whole, or line by line; nobody and nothing is added."""
    heads = {"areas": AREA_COLUMNS, "worksites": WORKSITE_COLUMNS}
    for number, (_name, content) in enumerate(LISTS):
        before = (Area.objects.count(), Worksite.objects.count(), User.objects.count())
        if what in heads:
            content = content.replace(
                b"user_name,name,role,area_level,area_code", ",".join(heads[what]).encode()
            )
        file = tmp_path / f"{number}.csv"
        file.write_bytes(content)
        try:
            if what == "staff":
                assert not load_staff(cast.operator, content).logins
            else:
                load = load_areas if what == "areas" else load_worksites
                assert not load(cast.operator, file).added
        except Refused as refused:
            assert refused.code in refused_codes()
        assert (Area.objects.count(), Worksite.objects.count(), User.objects.count()) == before
