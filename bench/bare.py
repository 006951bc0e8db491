"""The peer of the intake benchmark: a Django that does nothing but insert the bytes it gets, in one transaction.

Run as `python -m bench.bare PORT DATABASE_URL`; the same server, the same options, the same durability.
"""

import sys
from typing import Any

import dj_database_url
from django.conf import settings

PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"


def application(database_url: str) -> Any:
    """A WSGI application with one table and one address."""
    database: dict[str, Any] = dict(dj_database_url.parse(database_url, conn_max_age=60))
    if database["ENGINE"].endswith("sqlite3"):
        database["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": PRAGMAS}
    settings.configure(
        DATABASES={"default": database}, ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="bench"
    )
    import django

    django.setup()
    from django.core.wsgi import get_wsgi_application
    from django.db import connection, models, transaction
    from django.http import HttpRequest, HttpResponse
    from django.urls import path

    class Kept(models.Model):
        id = models.UUIDField(primary_key=True)
        content = models.BinaryField()

        class Meta:
            app_label = "bare"

    with connection.schema_editor() as editor:
        editor.create_model(Kept)
    connection.close()

    def keep(request: HttpRequest) -> HttpResponse:
        from uuid import uuid4

        with transaction.atomic():
            Kept.objects.create(id=uuid4(), content=request.FILES["xml_submission_file"].read())
        return HttpResponse(status=201)

    globals()["urlpatterns"] = [path("submission", keep)]
    return get_wsgi_application()


if __name__ == "__main__":
    from gunicorn.app.base import BaseApplication

    port, url = sys.argv[1:]
    sys.modules["bench.bare"] = sys.modules["__main__"]
    served = application(url)
    settings.ROOT_URLCONF = "bench.bare"

    class Server(BaseApplication):
        def load_config(self) -> None:
            """As `karmika serve` has it."""
            options = {"bind": f"127.0.0.1:{port}", "workers": 1, "worker_class": "gthread", "threads": 8}
            for name, value in {**options, "keepalive": 15, "loglevel": "warning"}.items():
                self.cfg.set(name, value)
            if "control_socket_disable" in self.cfg.settings:
                self.cfg.set("control_socket_disable", True)

        def load(self) -> Any:
            """The application."""
            return served

    sys.argv = sys.argv[:1]
    Server().run()
