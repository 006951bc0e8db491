"""Paralegals of Vijayawada, and browsers in which they are signed in."""

import pytest
from django.test import Client

from karmika.access.models import Account
from karmika.cases.tests import makers


@pytest.fixture
def asha(cast):
    """A paralegal of the city."""
    return makers.viewer(makers.staff(cast, "asha", "case_worker"))


@pytest.fixture
def bina(cast):
    """Another paralegal of the city."""
    return makers.viewer(makers.staff(cast, "bina", "case_worker"))


@pytest.fixture
def meena(cast):
    """The legal advisor of the city."""
    return makers.viewer(makers.staff(cast, "meena", "legal_advisor"))


@pytest.fixture
def browser():
    """`browser(viewer)`: signed in as this one."""

    def sign_in(viewer) -> Client:
        client = Client()
        client.force_login(
            Account.objects.get(pk=viewer.id), backend="karmika.access.backends.UsernameOrPhoneBackend"
        )
        return client

    return sign_in
