"""What several parts of this room speak of. Ids, codes and dates only: nothing here is personal."""

from datetime import datetime
from uuid import UUID

import msgspec


class Whose(msgspec.Struct, frozen=True, kw_only=True):
    """Where a subject is and whose it is; sex and occupation as known that day, for figures."""

    area: UUID
    organisation: UUID
    programme: UUID
    sex: str = ""
    occupation: str = ""


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """A link that lives on after an answer which is not the last one, and until when."""

    link: UUID
    until: datetime
