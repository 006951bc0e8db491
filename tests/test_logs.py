"""Canaries down every road into the logs: addresses, forms, headers, exceptions, both databases, server and worker."""

import contextlib
import io
import json
import logging
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
import warnings
from pathlib import Path

import pytest
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client

from karmika import template_database, worker
from karmika.access.models import Account, Waiting
from karmika.kernel import logs
from karmika.kernel.dates import now
from karmika.kernel.refused import Refused
from tests.browser.chromium import free_port

NAME, PHONE, AADHAAR = "Sitamahalakshmi", "+919848011223", "2345 6789 0124"
TOKEN = "Tk" * 32
CANARIES = (NAME, PHONE, "9848011223", AADHAAR, AADHAAR.replace(" ", ""), TOKEN, "seven green parrots")
FORMATS = (logs.Plain, logs.Json)


@pytest.fixture(params=FORMATS, ids=["plain", "json"])
def written(request):
    """What a handler like the one of the settings writes, of every logger, down to the least important line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(request.param())
    roots = [logging.getLogger(name) for name in ("", "django", "django.request", "karmika.requests")]
    levels = [one.level for one in roots]
    for one in roots:
        one.setLevel(logging.DEBUG)
    roots[0].addHandler(handler)
    yield stream.getvalue
    roots[0].removeHandler(handler)
    for one, level in zip(roots, levels, strict=True):
        one.setLevel(level)


def clean(text):
    """Something was written, and nothing of what was thrown in."""
    assert text
    found = [canary for canary in CANARIES if canary in text]
    assert not found, f"{found} in {text}"
    return text


def raised(work):
    """The exception with its trace and what led to it, as a logger gets it."""
    try:
        work()
    except Exception as error:  # noqa: BLE001  whatever it is
        return error
    raise AssertionError("nothing was raised")


def log(error, name="karmika.worker"):
    logging.getLogger(name).error("it failed: %s", error, exc_info=error)


@pytest.mark.parametrize(
    "spelling", [PHONE, "98480 11223", "+91-98480-11223", "09848011223", AADHAAR, "2345-6789-0124"]
)
@pytest.mark.parametrize("name", ["karmika.worker", "django.db.backends", "gunicorn.error", "somebody"])
def test_long_numbers_are_masked_however_they_are_written(written, spelling, name):
    logging.getLogger(name).warning("called %s", spelling)
    logging.getLogger(name).warning(f"called {spelling}")
    assert spelling not in written() and spelling[-5:] not in written()


def test_ids_of_ours_stay_readable():
    said = "entry 0193f1c4-2b7e-8a90-b111-222233334444 of round 12345678"
    assert logs.masked(said) == said


def test_what_libraries_fill_in_is_left_out_and_what_their_authors_wrote_stays(written):
    logging.getLogger("library").warning("could not read %s of %s", NAME, PHONE)
    logging.getLogger("library").warning(f"could not read {NAME}")
    logging.getLogger("library").error(ValueError(NAME))
    assert "could not read %s of %s" in clean(written())


def test_warnings_say_where_and_of_what_kind(written):
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.warn(f"received {NAME} {PHONE}", RuntimeWarning, stacklevel=1)
    finally:
        logging.captureWarnings(False)
    assert "RuntimeWarning" in clean(written())


@pytest.mark.parametrize(
    "work",
    [
        lambda: int(f"{NAME} {PHONE}"),
        lambda: {}[NAME],
        lambda: json.loads(f'{{"{NAME}": "{PHONE}"'),
        lambda: (_ for _ in ()).throw(SuspiciousOperation(f"{NAME} {TOKEN}")),
        lambda: (_ for _ in ()).throw(Refused("access.user_unknown", who=NAME)),
    ],
)
def test_an_exception_is_told_by_its_kind_and_places_not_by_its_text(written, work):
    def fails_with_locals():
        name, phone = NAME, PHONE
        try:
            return work(), name, phone
        except Exception as error:
            raise RuntimeError(f"{name} {phone}") from error

    log(raised(fails_with_locals))
    text = clean(written())
    assert "RuntimeError" in text and "test_logs.py" in text and "fails_with_locals" in text


def test_our_own_refusals_say_their_code(written):
    log(Refused("access.user_unknown", who=NAME))
    assert "access.user_unknown" in clean(written())


def doubled():
    Account.objects.create(id="00000000-0000-0000-0000-000000000001", username=NAME, password=PHONE)
    Account.objects.create(id="00000000-0000-0000-0000-000000000002", username=NAME, password=PHONE)


def empty():
    Waiting.objects.create(key=NAME, who=None, last_at=now())


def not_a_number():
    with connection.cursor() as cursor:
        cursor.execute("SELECT CAST(%s AS integer) FROM no_such_table WHERE name = %s", [NAME, PHONE])


def too_long():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE access_waiting SET failures = %s WHERE key = %s", [NAME * 3, PHONE])
        cursor.execute("SELECT abs(-9223372036854775808), %s", [NAME])


@pytest.mark.parametrize("work", [doubled, empty, not_a_number, too_long])
def test_a_database_that_refuses_is_told_without_the_row_it_quotes(cast, written, work):
    empty_row = Waiting.objects.create(key="x", who="", last_at=now())
    with transaction.atomic():
        try:
            with transaction.atomic():
                work()
                empty_row.delete()
        except Exception as error:  # noqa: BLE001  whatever it is
            log(error)
        else:
            pytest.skip("this database takes it")
    text = clean(written())
    assert "django.db.utils" in text


def test_the_databases_word_on_a_constraint_is_kept(cast, written):
    with transaction.atomic():
        error = None
        try:
            with transaction.atomic():
                doubled()
        except IntegrityError as found:
            error = found
        log(error)
    text = clean(written())
    assert "access_account" in text and "constraint" in text
    assert not isinstance(error, DataError)


def test_a_request_is_one_line_with_its_route_and_never_its_address(cast, client_for, written, request):
    client = client_for("ramesh")
    answers = [
        client.get(f"/groups/?text={NAME}&phone={PHONE}"),
        client.get(f"/persons/{NAME}/{PHONE}/"),
        client.post("/language/", {"language": "en", "next": f"/{NAME}"}, headers={"User-Agent": NAME}),
        Client().post("/sign-in/", {"login": NAME, "password": "seven green parrots"}),
        Client().get(f"/v1/key/{TOKEN}/projects/1/formList", headers={"X-OpenRosa-Version": "1.0"}),
        Client().get(f"/{TOKEN}"),
        Client(headers={"X-Request-Id": f"{NAME}\n{PHONE}"}).get("/about/"),
        client.generic(NAME.upper(), "/about/"),
    ]
    text = clean(written())
    assert all(len(answer["X-Request-Id"]) == 32 for answer in answers)
    if request.node.callspec.id != "json":
        return
    lines = [json.loads(line) for line in text.splitlines()]
    asked = [line for line in lines if line["logger"] == "karmika.requests"]
    assert [line["request"] for line in asked] == [answer["X-Request-Id"] for answer in answers]
    assert [line["route"] for line in asked][:4] == [
        "groups.groups",
        "nowhere",
        "access.language",
        "account_login",
    ]
    assert asked[0]["user"] == str(cast.user_id("ramesh")) and asked[0]["status"] == 200
    assert all(isinstance(line["ms"], int) for line in asked) and asked[-1]["method"] == "other"
    assert "user" not in asked[3]


def test_a_phones_line_names_the_phone_by_its_id(cast, written, request):
    address = f"/v1/key/{cast.device_token}/projects/{cast.project_number}/formList"
    Client().get(address, headers={"X-OpenRosa-Version": "1.0"})
    assert str(cast.device) in written() and cast.device_token not in written()


def test_a_proxys_request_id_is_taken_over(cast, written):
    given = "0193f1c4-2b7e-8a90-b111-222233334444"
    assert Client(headers={"X-Request-Id": given}).get("/about/")["X-Request-Id"] == given


def test_an_error_of_ours_is_told_with_its_places_and_the_request_and_a_trace_goes_to_nobody(
    cast, client_for, written, monkeypatch
):
    def broken(*args, **more):
        raise ValueError(f"{NAME} {PHONE}")

    monkeypatch.setattr("karmika.console.pages.own_areas", broken)
    client = client_for("ramesh")
    client.raise_request_exception = False
    answer = client.get("/", {"q": NAME})
    assert answer.status_code == 500 and NAME not in answer.content.decode()
    text = clean(written())
    assert "ValueError" in text and "500 at console.home" in text


def test_a_phones_call_that_fails_is_told_with_its_places(cast, written, monkeypatch):
    def broken(*args, **more):
        raise ValueError(f"{NAME} {PHONE}")

    monkeypatch.setattr("karmika.odk.views.served_forms", broken)
    address = f"/v1/key/{cast.device_token}/projects/{cast.project_number}/formList"
    assert Client().get(address, headers={"X-OpenRosa-Version": "1.0"}).status_code == 500
    assert "a phone's call failed" in clean(written()) and cast.device_token not in written()


def test_djangos_own_warnings_about_requests_hold_nothing_of_them(cast, written, settings):
    settings.ALLOWED_HOSTS = ["k.example.in"]
    settings.MIDDLEWARE = [*settings.MIDDLEWARE]
    Client(headers={"Host": f"{NAME}.example"}).get("/sign-in/")
    Client(enforce_csrf_checks=True, headers={"Host": "k.example.in"}).post(
        f"/language/?{NAME}", {"next": NAME}
    )
    Client(headers={"Host": "k.example.in"}).get(f"/{TOKEN}/{NAME}")
    text = clean(written())
    assert "403 at access.language" in text and "400" in text
    assert DisallowedHost


def test_a_worker_whose_follower_fails_says_where(cast, written):
    def broken():
        raise IntegrityError(f"DETAIL: Key (phone)=({PHONE}) already exists for {NAME}")

    worker._attempt("some.duty", broken)
    assert "some.duty" in clean(written()) and "broken" in written()


def test_what_ends_a_process_or_a_thread_goes_down_the_same_road(written, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    logs.watch_what_nobody_caught()
    logging.captureWarnings(False)
    thread = threading.Thread(target=lambda: int(NAME))
    thread.start()
    thread.join()
    error = raised(lambda: int(NAME))
    sys.excepthook(type(error), error, error.__traceback__)
    assert clean(written()).count("ended by an error") == 2


@pytest.mark.slow
@pytest.mark.skipif(
    template_database.engine() != "sqlite", reason="the server has a data directory of its own"
)
@pytest.mark.parametrize("kind", ["plain", "json"])
def test_the_server_as_it_runs_writes_nothing_of_what_is_thrown_at_it(tmp_path, kind):
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KARMIKA_")}
    environment |= {"KARMIKA_LOG_FORMAT": kind}
    command = [sys.executable, "-m", "karmika.cli", "serve", "--port", str(port), "--data", str(tmp_path)]
    with (tmp_path / "log").open("wb") as file:
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=subprocess.STDOUT)
        try:
            _served(process, port)
            _throw(port)
        finally:
            process.terminate()
            process.wait(timeout=120)
    text = (tmp_path / "log").read_text()
    clean(text + "-")
    if kind == "json":
        asked = [json.loads(line) for line in text.splitlines() if '"karmika.requests"' in line]
        assert len(asked) >= 4 and {line["route"] for line in asked} >= {"account_login", "nowhere"}
        wild = [line for line in text.splitlines() if not line.startswith("{")]
        assert wild == [], "every line is JSON"


def _served(process, port):
    """The server answers, however slow the machine is with making its database, or the test ends."""
    for _ in range(3000):
        if process.poll() is not None:
            break
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in/", timeout=10).read()
            return
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server does not answer")


def _throw(port):
    """Requests that are wrong in every way, some of them too wrong for the application to see."""
    base = f"http://127.0.0.1:{port}"
    for path in (f"/{NAME}", f"/v1/key/{TOKEN}/projects/1/formList", f"/search/?q={NAME}"):
        with pytest.raises(urllib.error.HTTPError) if "search" not in path else warnings.catch_warnings():
            urllib.request.urlopen(base + path, timeout=60).read()
    raw = (
        f"GET /{TOKEN}{NAME} HTTP/9.9\r\n\r\n",
        f"{NAME} /v1/key/{TOKEN}/x\r\n\r\n",
        f"GET /{NAME} HTTP/1.1\r\n{NAME} {PHONE}: x\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: x\r\nCookie: {NAME}\x00{TOKEN}\r\n\r\n",
        f"GET /v1/key/{TOKEN}/{'x' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n",
        f"POST /sign-in/ HTTP/1.1\r\nHost: x\r\nContent-Length: {NAME}\r\n\r\n",
        f"POST /sign-in/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{NAME}\r\n",
    )
    for said in raw:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as one:
            one.sendall(said.encode())
            one.settimeout(3)
            with contextlib.suppress(OSError):
                one.recv(4000)


def test_no_module_of_ours_writes_past_the_loggers():
    package = Path(logs.__file__).resolve().parents[1]
    found = [
        str(path)
        for path in package.rglob("*.py")
        if "tests" not in path.parts
        and "cli" not in path.parts
        and any(word in path.read_text() for word in ("sys.stderr", "traceback.print", "logging.basicConfig"))
    ]
    assert not found
