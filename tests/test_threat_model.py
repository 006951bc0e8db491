"""The threat model names tests that exist, and no line is silent about what shows it or what is left."""

import re
from urllib.parse import urlsplit

import pytest
from django.test import Client

from karmika.urls import urlpatterns
from tests.house import HOUSE

PAGE = HOUSE / "docs" / "for-developers" / "threat-model.md"


def names_of_tests():
    found = set()
    for folder in (HOUSE / "tests", HOUSE / "karmika"):
        for path in folder.rglob("test_*.py"):
            found |= set(re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE))
    return found


def test_every_test_it_names_exists():
    named = set(re.findall(r"`(test_\w+)`", PAGE.read_text(encoding="utf-8")))
    assert len(named) > 70
    assert sorted(named - names_of_tests()) == []


def test_every_line_has_a_test_an_open_end_or_a_reason():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    lines = [line for line in lines if not line.startswith(("| how |", "| asked for |"))]
    silent = [line for line in lines if not re.search(r"`test_\w+`|\*\*open\*\*|[Ee]xception|open \|", line)]
    assert len(lines) > 70 and silent == []


OF_ALLAUTH = (
    "account_signup", "account_email", "account_reset_password", "account_reauthenticate", "account_set_password",
    "account_confirm_login_code", "account_email_verification_sent", "mfa_index", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
    "mfa_reauthenticate", "mfa_trust", "mfa_list_webauthn", "mfa_login_webauthn", "usersessions_list",
)  # fmt: skip
GUESSES = (
    "/accounts/login/", "/accounts/signup/", "/accounts/2fa/", "/2fa/", "/mfa/", "/mfa/totp/activate/", "/totp/activate/",
    "/mfa/recovery-codes/", "/mfa/webauthn/", "/password/reset/", "/password/set/", "/reauthenticate/", "/admin/",
    "/sessions/", "/_allauth/browser/v1/config", "/email/", "/confirm-email/x/", "/phone/verify/",
)  # fmt: skip


def test_allauth_has_no_address_but_ours(cast, client_for):
    names = {pattern.name for pattern in urlpatterns if getattr(pattern, "name", None)}
    assert not names & set(OF_ALLAUTH)
    ours = {name for name in names if name.startswith(("account_", "mfa_", "socialaccount_"))}
    assert ours == {
        "account_login", "account_logout", "account_inactive", "account_change_password", "mfa_authenticate",
    }  # fmt: skip
    for client in (Client(), client_for("fatima")):
        assert [one for one in GUESSES if client.get(one).status_code != 404] == []


@pytest.mark.parametrize(
    "address", ["/sign-in/", "/sign-out/", "/inactive/", "/password/", "/own/", "/confirm/"]
)
def test_pages_of_sign_in_are_in_our_frame(cast, client_for, address):
    for client in (Client(), client_for("ramesh")):
        answer = client.get(address, follow=True)
        page = answer.content.decode()
        assert answer.status_code == 200 and 'class="brand"' in page and "ui/base.css" in page
        assert urlsplit(answer.request["PATH_INFO"]).netloc == ""
