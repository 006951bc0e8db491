"""Pages of the registry."""

from django.urls import URLPattern

from karmika.kernel.room import NavItem

urlpatterns: list[URLPattern] = []
NAV: tuple[NavItem, ...] = ()
