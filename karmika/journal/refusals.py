"""Sentences of the journal's refusals."""

from django.utils.translation import gettext_lazy as _

REFUSALS = {
    "journal.same_id_other_content": _(
        "Something else was already recorded under this number. What you sent is kept apart; ask your office to compare."
    ),
    "journal.clash": _(
        "Somebody recorded the same thing at the same moment. Look again, then repeat if it is still needed."
    ),
}
