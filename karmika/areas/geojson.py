"""GeoJSON (RFC 7946) as rings of points: read without trust. A feature is told by its number in the file, counted from 1."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from karmika.kernel.refused import Refused

MOST_BYTES = 5_000_000
MILLION = 1_000_000
Point: TypeAlias = tuple[int, int]
"""Longitude and latitude in millionths of a degree."""
Ring: TypeAlias = tuple[Point, ...]
"""At least three points; the last is not the first again."""


@dataclass(frozen=True)
class Feature:
    """One area of a file: the code that it gives, and its rings."""

    number: int
    code: str
    rings: tuple[Ring, ...]


@dataclass(frozen=True)
class BadFeature:
    """One that cannot be read, and why."""

    number: int
    refused: Refused


def read(content: bytes, code_property: str) -> Iterator[Feature | BadFeature]:
    """The features in their order. Raises Refused for the file as a whole: too large, or no collection of features."""
    if len(content) > MOST_BYTES:
        raise Refused("areas.boundaries_too_large", maximum_mb=MOST_BYTES // 1_000_000)
    try:
        found = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise Refused("areas.boundaries_unreadable") from error
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list) or found.get("type") != "FeatureCollection":
        raise Refused("areas.boundaries_unreadable")
    if (crs := found.get("crs")) is not None and "CRS84" not in str(crs) and "4326" not in str(crs):
        raise Refused("areas.boundaries_projected")
    for number, feature in enumerate(features, 1):
        try:
            yield _feature(number, feature, code_property)
        except Refused as refused:
            yield BadFeature(number, refused)


def _feature(number: int, feature: Any, code_property: str) -> Feature:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    given = properties.get(code_property) if isinstance(properties, dict) else None
    if isinstance(given, float) and given.is_integer():
        given = int(given)
    if isinstance(given, bool) or not isinstance(given, str | int) or not str(given).strip():
        raise Refused("areas.boundary_without_code", property=code_property[:40])
    geometry = feature.get("geometry")
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    pieces = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if kind not in ("Polygon", "MultiPolygon") or not isinstance(pieces, list):
        raise Refused("areas.boundary_geometry", geometry=_printable(kind or "–"))
    polygons = [pieces] if kind == "Polygon" else pieces
    rings = tuple(_ring(ring) for polygon in _lists(polygons) for ring in _lists(polygon))
    if not rings:
        raise Refused("areas.boundary_shape")
    return Feature(number, _printable(given).strip(), rings)


def _printable(value: Any) -> str:
    """The beginning of what a file says, without halves of letters that no terminal can write."""
    return str(value)[:40].encode("utf-8", "replace").decode()


def _lists(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise Refused("areas.boundary_shape")
    return value


def _ring(given: Any) -> Ring:
    points: list[Point] = []
    for one in _lists(given):
        point = _point(one)
        if not points or points[-1] != point:
            points.append(point)
    if len(points) > 1 and points[0] == points[-1]:
        points.pop()
    if len(points) < 3:
        raise Refused("areas.boundary_shape")
    return tuple(points)


def _point(given: Any) -> Point:
    if (
        not isinstance(given, list)
        or len(given) < 2
        or any(type(one) not in (int, float) for one in given[:2])
    ):
        raise Refused("areas.boundary_shape")
    lon, lat = given[:2]
    if not (abs(lon) <= 180 and abs(lat) <= 90):  # false for what is infinite or no number as well
        raise Refused("areas.boundary_range")
    return round(lon * MILLION), round(lat * MILLION)
