"""Paralegals and reports for the tests of this room. All of it is invented."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from karmika.access.acts import AddUser, AssignRole
from karmika.access.models import Account, User
from karmika.access.viewer import viewer_for
from karmika.cases.acts import OpenCase
from karmika.cases.models import Case
from karmika.cases.words import Words
from karmika.journal.perform import perform
from karmika.kernel.viewer import Viewer
from karmika.testing import SINCE

SECRETS = {
    "name": "Zqname Zqfamily",
    "phone": "9848077123",
    "hours": "Zqhours",
    "safe_word": "Zqsafeword",
    "speaks": "Zqspeaker",
    "story": "Zqstory of what happened",
    "against": "Zqagainst",
}
"""Words that stand nowhere else."""


def staff(cast: Any, name: str, role: str, area: str = "251746", organisation: UUID | None = None) -> UUID:
    """Somebody new with one role, who can sign in; the id."""
    user = uuid4()
    place = {"area": cast.area(area), "organisation": organisation or cast.mepma}
    perform(
        [
            AddUser(user=user, username=name, name=name.title(), **place),
            AssignRole(
                assignment=uuid4(), user=user, role=role, programme=cast.vog, valid_from=SINCE, **place
            ),
        ],
        cast.operator,
    )
    Account.objects.create(id=user, username=name, password="!")
    return user


def viewer(user: UUID) -> Viewer:
    """As a viewer with today's grants."""
    return viewer_for(User.objects.get(id=user))


def report(cast: Any, by: Viewer, *, level: int = 0, area: str = "251746-W07", **more: Any) -> OpenCase:
    """A report: of unpaid wages, or of violence; the act as it was decided."""
    said = {
        "case": uuid4(),
        "level": level,
        "area": cast.area(area),
        "organisation": cast.mepma,
        "programme": cast.vog,
        "told": "named",
        "channel": "visit",
        "matter": "violence_worker" if level else "wage_unpaid",
        "happened_from": date(2026, 1, 5),
        "words": Words(**SECRETS),
    }
    decided = perform(OpenCase(**{**said, **more}), by).acts[0]
    assert isinstance(decided, OpenCase)
    return decided


def row(act: OpenCase) -> Case:
    """The case of a report."""
    return Case.objects.get(id=act.case)
