"""`Rows`: the only writer of journalled tables. Collects rows, writes them with SQL cached per table."""

from typing import Any
from uuid import UUID

from django.db import models

from karmika.journal.act import Header
from karmika.kernel.ids import RowIds
from karmika.kernel.overlay import Overlay


class Rows(Overlay):
    """Collects what the acts of one transaction write; `begin` is called for each entry."""

    def __init__(self, alias: str = "default") -> None:
        super().__init__(alias)
        self.entry: Header | None = None
        self.act_number = 0
        self._made = 0
        self._ids: RowIds | None = None

    def begin(self, entry: Header) -> None:
        """What follows belongs to this entry."""
        self.entry, self.act_number, self._made = entry, 0, 0
        self._ids = RowIds(entry.id, int(entry.recorded_at.timestamp() * 1000))

    def new_id(self) -> UUID:
        """The next id of this entry; the same on replay."""
        assert self._ids is not None
        self._made += 1
        return self._ids[self._made]

    def insert(self, model: type[models.Model], **values: Any) -> None:
        """A new row. Fields by attname (`household_id`); `entry_seq` and `changed_seq` come by themselves."""
        assert self.entry is not None
        table = self._table(model)
        if table.says_entry:
            values.setdefault("entry_seq", self.entry.seq)
        if table.says_change:
            values["changed_seq"] = self.entry.seq
        self._put(model, values)

    def update(self, model: type[models.Model], key: Any, **changes: Any) -> None:
        """Change a row that the act has locked, or that this transaction wrote."""
        assert self.entry is not None
        if self._table(model).says_change:
            changes["changed_seq"] = self.entry.seq
        self._change(model, key, changes)

    def get(self, model: type[models.Model], key: Any) -> dict[str, Any]:
        """A row that the act has locked, or that this transaction wrote. For `apply`: it must be there."""
        found = self.find(model, key)
        assert found is not None, f"{model._meta.db_table} has no row {key}"
        return found

    def delete(self, model: type[models.Model], key: Any) -> None:
        """Remove a row that only repeats what the journal says (a spell entered by mistake)."""
        self._drop(model, key)
