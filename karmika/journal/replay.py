"""Replay: the journal's acts applied again, in order, to other tables. Runs neither interpreters nor reactions."""

from django.apps import apps
from django.db import models, transaction

from karmika.journal import follow, guard
from karmika.journal.models import Recorded, Subject
from karmika.journal.perform import index_subjects
from karmika.journal.rows import Rows

_BATCH = 1000


def journalled_models() -> list[type[models.Model]]:
    """Every table that acts write, in a fixed order."""
    recorded = [model for model in apps.get_models() if issubclass(model, Recorded)]
    return [Subject, *sorted(recorded, key=lambda model: model._meta.db_table)]


def replay(alias: str) -> int:
    """Apply every entry, in order, to the tables of `alias`. Returns how many there were."""
    count = 0
    last = follow.horizon()
    walk = follow.entries(0, last)
    more = True
    while more:
        more = False
        with transaction.atomic(using=alias), guard.opened():
            rows = Rows(alias)
            for head, acts in walk:
                rows.begin(head)
                for number, act in enumerate(acts):
                    rows.act_number = number
                    act.apply(head, rows)
                index_subjects(acts, rows)
                count += 1
                if count % _BATCH == 0:
                    more = True
                    break
            rows.flush()
    return count
