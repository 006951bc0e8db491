"""People whom only the tests of this room need."""

import pytest

from karmika.access.acts import AddUser, AssignRole
from karmika.access.models import Account, User
from karmika.access.viewer import viewer_for
from karmika.journal.perform import perform
from karmika.kernel.ids import uuid7


@pytest.fixture
def privacy(cast):
    """The privacy officer of the state."""
    user = uuid7()
    place = {"organisation": cast.mepma, "area": cast.area("28")}
    perform(
        [
            AddUser(user=user, username="privacy", name="Saroja", **place),
            AssignRole(assignment=uuid7(), user=user, role="privacy_officer", programme=None, **place),
        ],
        cast.operator,
    )
    Account.objects.create(id=user, username="privacy", password="!")
    return viewer_for(User.objects.get(id=user))
