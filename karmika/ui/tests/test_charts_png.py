"""Charts as pictures: the right size, in the fonts of the pages, which are unpacked once."""

import os
import struct

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from karmika.ui.charts import examples, size, svg
from karmika.ui.charts.png import MARGIN, PARTS, SCALE, png, unpacked_fonts
from karmika.ui.pictures import png_response

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def packed(folder, letters: dict[int, str], part: str = PARTS[0]):
    """A small font of black squares, packed as those of the pages are."""
    pen = TTGlyphPen(None)
    for n, point in enumerate([(0, 0), (0, 700), (600, 700), (600, 0)]):
        (pen.lineTo if n else pen.moveTo)(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "square"])
    builder.setupCharacterMap(dict.fromkeys(letters, "square"))
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "square": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (600, 0), "square": (600, 0)})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {"familyName": "Noto Sans", "styleName": "Regular", "fullName": "Noto Sans", "psName": "NotoSans"},
        mac=False,
    )
    builder.setupOS2()
    builder.setupPost()
    builder.font.flavor = "woff2"
    target = folder / f"{part}-400-normal.woff2"
    target.parent.mkdir(parents=True)
    builder.font.save(target)
    return folder


def test_a_picture_is_a_png_of_four_pixels_a_unit_with_paper_around_it(tmp_path):
    fonts = unpacked_fonts(tmp_path, packed(tmp_path / "packed", {65: "A"}))
    for chart in (examples.bars(), examples.point_map(), examples.nothing()):
        made = png(chart, fonts)
        assert made[:8] == SIGNATURE
        wide, high = struct.unpack(">II", made[16:24])
        unit_wide, unit_high = size(svg(chart, alone=True))
        assert wide == (unit_wide + 2 * MARGIN) * SCALE
        assert abs(high - (unit_high + 2 * MARGIN) * SCALE) <= 1


def test_a_font_is_unpacked_once_and_again_when_it_is_newer(tmp_path):
    source = packed(tmp_path / "packed", {65: "A"})
    (first,) = unpacked_fonts(tmp_path / "fonts", source)
    assert TTFont(first).getBestCmap() == {65: "square"}
    made = first.stat().st_mtime_ns
    assert unpacked_fonts(tmp_path / "fonts", source) == (first,)
    assert first.stat().st_mtime_ns == made
    (woff,) = source.rglob("*.woff2")
    first.write_bytes(b"an older one")
    os.utime(woff, ns=(made + 10**10, made + 10**10))
    (again,) = unpacked_fonts(tmp_path / "fonts", source)
    assert TTFont(again).getBestCmap() == {65: "square"}
    assert [path.suffix for path in (tmp_path / "fonts").iterdir()] == [".ttf"]


def test_words_are_drawn_in_the_font_that_was_unpacked(tmp_path):
    with_font = png(examples.nothing(), unpacked_fonts(tmp_path, packed(tmp_path / "a", {101: "e"})))
    without = png(examples.nothing(), unpacked_fonts(tmp_path / "b", packed(tmp_path / "c", {0x0C15: "క"})))
    assert with_font != without


def test_where_no_font_is_packed_the_machine_s_own_are_used(tmp_path):
    assert unpacked_fonts(tmp_path / "fonts", tmp_path / "nowhere") == ()
    assert png(examples.nothing())[:8] == SIGNATURE


def test_a_folder_that_cannot_be_written_costs_the_fonts_and_not_the_picture(settings, tmp_path, caplog):
    settings.KARMIKA_DATA = tmp_path / "a file"
    settings.KARMIKA_DATA.write_text("")
    settings.FONTS = packed(tmp_path / "packed", {65: "A"})
    answer = png_response(examples.nothing(), "x")
    assert answer.content[:8] == SIGNATURE
    assert "cannot be unpacked" in caplog.text
