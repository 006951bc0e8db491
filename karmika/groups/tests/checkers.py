"""More of the staff for tests of checks: those of the cast are too few for four levels."""

from datetime import timedelta
from uuid import UUID

from karmika.access.acts import AddUser, AssignRole
from karmika.access.models import User
from karmika.access.viewer import viewer_for
from karmika.groups.acts import Verify
from karmika.journal.perform import perform
from karmika.kernel.dates import today
from karmika.kernel.ids import stable, uuid7
from karmika.testing import SINCE


def hire(cast, name: str, *roles: str, area="251746", programme=True):
    """A colleague of the cast with these roles in the city."""
    user = stable("test", "user", name)
    acts = []
    if not User.objects.filter(id=user).exists():
        acts.append(
            AddUser(
                user=user, username=name, name=name.title(), area=cast.area(area), organisation=cast.mepma
            )
        )
    for role in roles:
        acts.append(
            AssignRole(
                assignment=uuid7(),
                user=user,
                role=role,
                area=cast.area(area),
                organisation=cast.mepma,
                programme=cast.vog,
                valid_from=SINCE,
                valid_to=today() + timedelta(days=400),
            )
        )
    for act in acts:
        perform(act, cast.operator)
    return viewer_for(User.objects.get(id=user))


def verify(group, level: str, viewer, outcome="confirmed", reason="", looked_at=("members_met",)):
    """One look at a group, performed."""
    act = Verify(group=_id(group), level=level, outcome=outcome, reason=reason, looked_at=looked_at)
    return perform(act, viewer).acts[0]


def _id(group) -> UUID:
    return group if isinstance(group, UUID) else group.id
