"""What several parts of this room speak of. Ids, codes and dates only: nothing here is personal."""

from uuid import UUID

import msgspec


class Whose(msgspec.Struct, frozen=True, kw_only=True):
    """Where a subject is and whose it is; sex and occupation as known that day, for figures."""

    area: UUID
    organisation: UUID
    programme: UUID
    sex: str = ""
    occupation: str = ""
