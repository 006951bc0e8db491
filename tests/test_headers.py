"""Security headers on every address: pages, errors, redirects, downloads, our own files and the phones' door."""

import os
import re
import subprocess
import sys

import pytest
from django.test import Client
from django.urls import reverse

from karmika.ui.middleware import HEADERS
from tests.rights_samples import SAMPLES, make_things
from tests.test_rights_matrix import ADDRESSES

OURS = ("/static/ui/base.css", "/static/nothing.css", "/no/such/page/")
FILES = ("intake.attachment", "intake.form_source")


@pytest.fixture
def addresses(cast):
    """Every address by its name, with a thing of ward 7 where it names one."""
    make_things(cast)
    known = {"token": cast.device_token, "number": cast.project_number}
    found = {}
    for name, address in ADDRESSES.items():
        wanted = {key: known.get(key, "x") for key in re.findall(r"<\w+:(\w+)>", address.route)}
        found[name] = reverse(name, kwargs=SAMPLES[name].arguments(cast) if name in SAMPLES else wanted)
    return found | {address: address for address in OURS}


def faults(answer) -> list[str]:
    """What is wrong with the headers of an answer."""
    wrong = [name for name in HEADERS if not answer.headers.get(name)]
    policy = answer.headers.get("Content-Security-Policy", "")
    wrong += [word for word in ("unsafe-", "*", "http:") if word in policy]
    wrong += [word for word in ("default-src 'none'", "frame-ancestors 'none'") if word not in policy]
    wrong += [] if answer.headers.get("X-Content-Type-Options") == "nosniff" else ["sniffed"]
    kept = answer.headers.get("Cache-Control", "")
    static = answer.request["PATH_INFO"].startswith("/static/")
    wrong += [] if static or "no-store" in kept or "private" in kept else [f"kept by caches: {kept}"]
    return wrong


# the other ways, and other people: test_generated_requests.py looks at the headers of each of its answers
@pytest.mark.parametrize(("name", "ways"), [(None, ("get",)), ("devi", ("get", "post", "options"))])
def test_every_answer_of_every_address_has_every_header(addresses, client_for, name, ways):
    client = client_for(name) if name else Client()
    client.raise_request_exception = False
    wrong = []
    for said, address in addresses.items():
        for method in ways:
            if said == "account_logout" and method == "post":
                continue
            answer = getattr(client, method)(address)
            well = (
                answer.status_code < 500 or said == "console.healthz"
            )  # no worker runs here, and it says so
            found = faults(answer) + ([] if well else [str(answer.status_code)])
            wrong += [(said, method, *found)] if found else []
    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_sent_in_is_shut_into_a_sandbox(addresses, client_for, name):
    answer = client_for("devi").get(addresses[name])
    assert answer.status_code == 200
    assert "sandbox" in answer.headers["Content-Security-Policy"].split("; ")
    assert "script-src" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Content-Type"] in ("application/octet-stream", "image/jpeg")


@pytest.mark.parametrize(
    ("url", "seconds"), [("https://k.example.in", "31536000"), ("http://127.0.0.1", "0")]
)
def test_browsers_are_told_to_stay_with_https_where_the_house_is_served_by_it(url, seconds):
    asked = "from karmika import settings; print(settings.SECURE_HSTS_SECONDS)"
    answer = subprocess.run(
        [sys.executable, "-c", asked], env={**os.environ, "KARMIKA_URL": url}, capture_output=True, check=True
    )
    assert answer.stdout.decode().strip() == seconds
