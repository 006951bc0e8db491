"""Start of the house: hands the explicit lists down to the floors that need them, once."""

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """Wires acts, refusals, names and the list of unjournalled tables."""

    name = "karmika"
    label = "karmika"

    def ready(self) -> None:
        # BUILDING: tolerant while rooms are missing (founder removes this before landing)
        try:
            self._ready()
        except (ImportError, AttributeError) as e:
            import sys
            sys.stderr.write(f"BUILDING: house not complete: {e}\n")
            self._partial()

    def _partial(self) -> None:
        import importlib

        from karmika.journal import encoding
        from karmika.journal.refusals import REFUSALS
        from karmika.kernel import guard, refused
        from karmika.unjournalled import UNJOURNALLED
        guard.install({table for table, _ in UNJOURNALLED})
        refused.install(REFUSALS)
        for room in ("areas", "access", "intake", "registry", "groups"):
            for mod, attr, fn in (("acts", "ACTS", encoding.install), ("refusals", "REFUSALS", refused.install)):
                try:
                    m = importlib.import_module(f"karmika.{room}.{mod}")
                    fn(getattr(m, attr))
                except (ImportError, AttributeError):
                    pass
        try:
            from karmika.access.queries import names_of
            from karmika.journal import queries
            queries.install_names(names_of)
        except ImportError:
            pass

    def _ready(self) -> None:
        """After all models are loaded: the lists of rooms.py and unjournalled.py reach journal and kernel."""
        from karmika.access.queries import names_of
        from karmika.journal import encoding, queries
        from karmika.journal.refusals import REFUSALS
        from karmika.kernel import guard, refused
        from karmika.rooms import ROOMS
        from karmika.unjournalled import UNJOURNALLED

        guard.install({table for table, _ in UNJOURNALLED})
        for room in ROOMS:
            encoding.install(room.acts)
        refused.install(REFUSALS, *(room.refusals for room in ROOMS))
        queries.install_names(names_of)
