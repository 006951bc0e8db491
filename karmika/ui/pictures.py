"""A chart as the answer to a request for its picture, in the fonts of the pages."""

from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from karmika.ui.charts import Chart
from karmika.ui.charts.png import png, unpacked_fonts


def png_response(chart: Chart, name: str) -> HttpResponse:
    """The picture under a file name without personal data. The fonts are unpacked once, below KARMIKA_DATA."""
    fonts = unpacked_fonts(Path(settings.KARMIKA_DATA) / "fonts", Path(settings.FONTS))
    answer = HttpResponse(png(chart, fonts), content_type="image/png")
    answer["Content-Disposition"] = f'inline; filename="{name}.png"'
    return answer
