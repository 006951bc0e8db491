"""Files of jobs go into a folder of the test's own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def data(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """The data directory of this test."""
    settings.KARMIKA_DATA = tmp_path
    yield tmp_path


@pytest.fixture
def privacy(cast: Any) -> Any:
    """A browser in which the state's privacy officer is signed in."""
    from django.test import Client

    from karmika.access.acts import AddUser, AssignRole
    from karmika.access.models import Account
    from karmika.journal.perform import perform
    from karmika.kernel.ids import uuid7

    user = uuid7()
    place = {"organisation": cast.mepma, "area": cast.area("28")}
    officer = AssignRole(assignment=uuid7(), user=user, role="privacy_officer", programme=None, **place)
    perform([AddUser(user=user, username="privacy", name="Saroja", **place), officer], cast.operator)
    account = Account.objects.create(id=user, username="privacy", password="!")
    client = Client()
    client.force_login(account, backend="karmika.access.backends.UsernameOrPhoneBackend")
    return client


@pytest.fixture
def things(cast: Any) -> None:
    """The sample things of ward 7."""
    from tests.rights_samples import make_things

    make_things(cast)
