"""Staff from a file: loaded, with the slips of the new log-ins to print and the lines that were not understood."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from karmika.access.acts.user import MANAGES_USERS
from karmika.access.forms import StaffFileForm
from karmika.access.pages.decorator import PageRequest, page
from karmika.access.staff_import import load_staff
from karmika.kernel.refused import Refused

_MOST_BYTES = 2_000_000


@page(roles=MANAGES_USERS, confirmed=True)
def load(request: PageRequest) -> HttpResponse:
    """Load a CSV file of staff."""
    form = StaffFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            report = load_staff(request.viewer, form.cleaned_data["file"].read(_MOST_BYTES))
        except Refused as refused:
            form.add_error("file", refused.sentence())
        else:
            return render(request, "access/staff_loaded.html", {"report": report})
    return render(request, "access/staff_load.html", {"form": form})
