"""A chart as the answer to a request for its picture, in the fonts of the pages."""

import logging
from pathlib import Path

from django.conf import settings
from django.http import HttpResponse

from karmika.ui.charts import Chart
from karmika.ui.charts.png import png, unpacked_fonts


def png_response(chart: Chart, name: str) -> HttpResponse:
    """The picture under a file name without personal data. The fonts are unpacked once, below KARMIKA_DATA.

    Where that cannot be written the machine's own fonts are taken: another look is better than no picture.
    """
    try:
        fonts = unpacked_fonts(Path(settings.KARMIKA_DATA) / "fonts", Path(settings.FONTS))
    except OSError:
        logging.getLogger(__name__).warning("the fonts of pictures cannot be unpacked below KARMIKA_DATA")
        fonts = ()
    answer = HttpResponse(png(chart, fonts), content_type="image/png")
    answer["Content-Disposition"] = f'inline; filename="{name}.png"'
    return answer
