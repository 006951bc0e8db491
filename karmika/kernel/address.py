"""From which address a request comes: the server's own word, or that of the web servers known to stand before us."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

_IPV6_PREFIX = 64
"""What one household or office holds of IPv6; single addresses in it change at will."""


def client_address(request: HttpRequest) -> str:
    """The caller's IPv4 address or IPv6 network; empty where there is none (a local socket, nonsense)."""
    told = str(request.META.get("REMOTE_ADDR") or "")
    before = settings.KARMIKA_PROXIES
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if before and len(forwarded) >= before and forwarded[-before]:
        told = forwarded[-before]
    try:
        address = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, _IPV6_PREFIX), strict=False))
    return str(address)
