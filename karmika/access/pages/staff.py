"""Staff from a file: loaded, with the slips of the new log-ins to print and the lines that were not understood."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from karmika.access.acts.user import MANAGES_USERS
from karmika.access.forms import StaffFileForm
from karmika.access.pages.decorator import PageRequest, page
from karmika.access.staff_import import load_staff
from karmika.files import workbooks
from karmika.kernel.refused import Refused

_MOST_BYTES = 2_000_000
_MOST_LINES = 500
"""Each new log-in costs a slow hash of its password, and the page is waited for. The operator's command has no bound."""


@page(roles=MANAGES_USERS, confirmed=True)
def load(request: PageRequest) -> HttpResponse:
    """Load a CSV file of staff."""
    form = StaffFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            if file.size > _MOST_BYTES:  # half a file would be loaded in silence
                raise Refused("access.staff_too_large", megabytes=_MOST_BYTES // 1_000_000)
            data = workbooks.as_csv(file.read())
            if data.count(b"\n") > _MOST_LINES:
                raise Refused("access.staff_too_long", lines=_MOST_LINES)
            report = load_staff(request.viewer, data)
        except Refused as refused:
            form.add_error("file", refused.sentence())
        else:
            return render(request, "access/staff_loaded.html", {"report": report})
    return render(request, "access/staff_load.html", {"form": form})
