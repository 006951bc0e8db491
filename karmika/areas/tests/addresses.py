"""The house's addresses with those of this room, wrapped as rooms.py wraps them."""

from karmika.access.pages.decorator import page
from karmika.areas.pages import patterns
from karmika.urls import handler400, handler403, handler404, handler500, urlpatterns

urlpatterns = [*patterns(page), *urlpatterns]

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
