"""Bodies and headers that no client sends: multipart that is none, names that climb, lengths that lie."""

from collections.abc import Iterator

from tests.hostile import Case
from tests.hostile.letters import as_form, letter, multipart

FILE_NAMES = (
    "../../../etc/cron.d/x",
    "..\\..\\boot.ini",
    "/etc/passwd",
    "C:\\x.jpg",
    "a\0.jpg",
    ".htaccess",
    "con",
    "a" * 5000,
    "\u202egpj.exe",
    "<script>.jpg",
    "%2e%2e%2fx",
    "a\r\nSet-Cookie: a=b",
    "xml_submission_file",
    "",
    "' OR 1=1 --.jpg",
    "~root",
)
TYPES = (
    "",
    "text/plain",
    "text/xml",
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=" + "x" * 5000,
    "multipart/mixed; boundary=xx",
    'multipart/form-data; boundary="x\0x"',
    "multipart/form-data; boundary=xx; charset=klingon",
    "application/octet-stream",
    "multipart/form-data; boundary=other",
    "image/jpeg",
    "a" * 4000,
)


def bodies() -> Iterator[Case]:
    """Whole bodies for the phones' door."""
    good, headers = as_form(letter())
    for kind in TYPES:
        given = {"X-OpenRosa-Version": "1.0"} | ({"Content-Type": kind} if kind else {})
        kept = kind == "multipart/form-data; boundary=xx; charset=klingon"
        yield Case(f"body: type {kind[:40]!r}", "submission", good, given, kept=kept)
    part = 'Content-Disposition: form-data; name="xml_submission_file"; filename="s.xml"'
    for name, body in {
        "without its end": good[:-8],
        "without any end": good[:-20],
        "with bare newlines": good.replace(b"\r\n", b"\n"),
        "of boundaries alone": b"--xx\r\n" * 50_000,
        "of the end alone": b"--xx--\r\n",
        "empty": b"",
        "of dashes": b"-" * 100_000,
        "with a header of 2 MB": b"--xx\r\n" + b"X: " + b"a" * 2_000_000 + b"\r\n\r\nx\r\n--xx--\r\n",
        "with a part without a name": b"--xx\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xx--\r\n",
        "with 100,000 headers": b"--xx\r\n" + b"a: b\r\n" * 100_000 + b"\r\nx\r\n--xx--\r\n",
    }.items():
        yield Case(f"body {name}", "submission", body, headers, kept=name == "with bare newlines")
    yield Case("body with two letters", "submission", *multipart((part, "", letter()), (part, "", letter())))
    yield Case("body with no letter", "submission", *multipart((part.replace("xml_", "x_"), "", letter())))
    encoded = "\r\nContent-Transfer-Encoding: base64"
    yield Case("body with base64 that is none", "submission", *multipart((part, encoded, b"\xff!!" * 999)))
    many = [(f'Content-Disposition: form-data; name="f{n}"; filename="f{n}"', "", b"x") for n in range(400)]
    yield Case("body with 400 files", "submission", *multipart((part, "", letter()), *many))
    fields = [(f'Content-Disposition: form-data; name="f{n}"', "", b"x") for n in range(5000)]
    yield Case("body with 5,000 fields", "submission", *multipart((part, "", letter()), *fields))
    large = ('Content-Disposition: form-data; name="big"', "", b"x" * 13_000_000)
    yield Case("body with a field of 13 MB", "submission", *multipart((part, "", letter()), large))
    inner, _ = multipart((part, "", letter()), boundary="yy")
    nested = (
        'Content-Disposition: form-data; name="n"',
        "\r\nContent-Type: multipart/mixed; boundary=yy",
        inner,
    )
    yield Case("body within a body", "submission", *multipart(nested))
    for name in FILE_NAMES:
        shown = name.replace("\r\n", "%0D%0A")
        file = (f'Content-Disposition: form-data; name="{shown}"; filename="{shown}"', "", b"\xff\xd8 photo")
        yield Case(
            f"file named {name[:30]!r}", "submission", *multipart((part, "", letter()), file), kept=True
        )


def raw() -> Iterator[Case]:
    """Requests written on the wire by hand; {path} is the phones' door, {host} the server."""
    body, headers = as_form(letter())
    start = b"POST {path} HTTP/1.1\r\nHost: {host}\r\nX-OpenRosa-Version: 1.0\r\nConnection: close\r\n"
    kind = f"Content-Type: {headers['Content-Type']}\r\n".encode()
    length = b"Content-Length: %d\r\n"
    right = length % len(body)
    for name, lines in {
        "a length too long": length % (len(body) + 999),
        "a length too short": length % 20,
        "a length below nought": b"Content-Length: -5\r\n",
        "a length of words": b"Content-Length: many\r\n",
        "a length with a sign": b"Content-Length: +10\r\n",
        "two lengths": right + length % 3,
        "an endless length": b"Content-Length: " + b"9" * 400 + b"\r\n",
        "100 TB announced": b"Content-Length: 100000000000000\r\n",
        "chunks and a length": right + b"Transfer-Encoding: chunked\r\n",
        "chunks that are none": b"Transfer-Encoding: chunked\r\n",
        "an unknown coding": b"Transfer-Encoding: gzip\r\n",
        "chunks twice": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
        "a folded header": right + b"X-A: b\r\n c: d\r\n",
        "a space before the colon": b"Content-Length : 5\r\n",
        "no name of a header": right + b": b\r\n",
        "a NUL in a header": right + b"X-A: \0\r\n",
        "a header of 100 KB": right + b"X-A: " + b"a" * 100_000 + b"\r\n",
        "2,000 headers": right + b"X-A: b\r\n" * 2_000,
        "a bare return": right + b"X-A: b\rX-B: c\r\n",
        "an underscore": right + b"Content_Length: 1\r\n",
        "no length": b"",
    }.items():
        kept = name in ("an underscore", "a folded header", "a length too long")
        yield Case(f"wire: {name}", "raw", raw=start + kind + lines + b"\r\n" + body, kept=kept)


def lines() -> Iterator[Case]:
    """First lines and headers of a request, by hand."""
    for name, line in {
        "a version of its own": b"GET / HTTP/9.9\r\n",
        "no version": b"GET /\r\n",
        "words": b"hello\r\n",
        "TLS": b"\x16\x03\x01\x02\x00\x01\x00",
        "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "an address of 70 KB": b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n",
        "an address that climbs": b"GET /static/../../../../etc/passwd HTTP/1.1\r\n",
        "it encoded": b"GET /static/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n",
        "a NUL in the address": b"GET /a%00b HTTP/1.1\r\n",
        "half a letter in it": b"GET /%e0%b0 HTTP/1.1\r\n",
        "another's address": b"GET http://evil.example/ HTTP/1.1\r\n",
        "CONNECT": b"CONNECT evil.example:443 HTTP/1.1\r\n",
        "TRACE": b"TRACE / HTTP/1.1\r\n",
        "a method of its own": b"EAT / HTTP/1.1\r\n",
        "a long method": b"A" * 5000 + b" / HTTP/1.1\r\n",
        "spaces": b"GET  /  HTTP/1.1\r\n",
    }.items():
        yield Case(f"line: {name}", "raw", raw=line + b"Host: {host}\r\nConnection: close\r\n\r\n")
    for name, extra in {
        "Host: evil.example": b"",
        "X-Forwarded-Host: evil.example": b"",
        "X-HTTP-Method-Override: DELETE": b"",
        "Cookie: sessionid=" + "a" * 6000: b"",
        "Cookie: sessionid='; DROP TABLE django_session; --": b"",
        "Accept-Language: " + "te," * 3000: b"",
        "Range: bytes=0-,0-,0-": b"",
        "If-None-Match: " + '"x",' * 3000: b"",
    }.items():
        lines = name.encode() + b"\r\n" + extra
        host = b"" if name.startswith("Host") else b"Host: {host}\r\n"
        whole = b"GET /sign-in/ HTTP/1.1\r\n" + host + lines + b"Connection: close\r\n\r\n"
        yield Case(f"header: {name[:30]}", "raw", raw=whole)


def cases() -> Iterator[Case]:
    """All of them; ids in the letters are new."""
    yield from bodies()
    yield from raw()
    yield from lines()
