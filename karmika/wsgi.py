"""WSGI entry point: gunicorn with threads (docs/for-operators)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "karmika.settings")
application = get_wsgi_application()
