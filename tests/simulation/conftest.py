"""People whom only the simulations need."""

import pytest

from karmika.access.acts import AddUser, AssignRole
from karmika.access.models import Account
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7


@pytest.fixture
def privacy_officer(cast):
    """The account of the state's privacy officer."""
    user = uuid7()
    place = {"organisation": cast.mepma, "area": cast.area("28")}
    perform(
        [
            AddUser(user=user, username="privacy", name="Saroja", **place),
            AssignRole(assignment=uuid7(), user=user, role="privacy_officer", programme=None, **place),
        ],
        cast.operator,
    )
    return Account.objects.create(id=user, username="privacy", password="!")
