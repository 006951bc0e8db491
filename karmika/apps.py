"""Start of the house: hands the explicit lists down to the floors that need them, once."""

import msgspec
from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Wires acts, refusals, names and the list of unjournalled tables."""

    name = "karmika"
    label = "karmika"

    def ready(self) -> None:
        """After all models are loaded: the lists of rooms.py and unjournalled.py reach journal and kernel."""
        from karmika.access import open_work, phones
        from karmika.access.house_keys import house_key
        from karmika.access.queries import install_others, names_of
        from karmika.intake.phones import activity
        from karmika.journal import encoding, queries
        from karmika.journal.refusals import REFUSALS
        from karmika.kernel import guard, refused, sealing
        from karmika.referrals import subjects
        from karmika.referrals.queries.referrals import link_names
        from karmika.rooms import OPEN_WORK, REFERRED, ROOMS
        from karmika.unjournalled import UNJOURNALLED

        guard.install({table for table, _ in UNJOURNALLED})
        for room in ROOMS:
            encoding.install(room.acts)
            for act in room.acts:
                # msgspec builds a class's type information at its first use, and two threads that do so at once
                # bring the process down: build all of it now, while there is one thread
                msgspec.json.Decoder(act)
        refused.install(REFUSALS, *(room.refusals for room in ROOMS))
        queries.install_names(names_of)
        install_others(link_names)
        subjects.install(REFERRED)
        sealing.install(house_key)
        open_work.install(OPEN_WORK)
        phones.install(activity)
