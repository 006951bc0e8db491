"""Addresses: the rooms' pages, the phones' door, sign-in."""

from django.urls import include, path

from karmika.odk.urls import urlpatterns as odk_urls
from karmika.rooms import ROOMS

urlpatterns = [
    path("v1/", include(odk_urls)),  # first, for phones call far more often than people
    *(page for room in ROOMS for page in room.pages),
]
handler404 = "karmika.ui.errors.not_found"
handler403 = "karmika.ui.errors.forbidden"
handler500 = "karmika.ui.errors.broken"
handler400 = "karmika.ui.errors.bad_request"
