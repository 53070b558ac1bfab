"""A reportlab canvas without a clock: the same drawing gives the same bytes on any day and in any environment."""

import hashlib
import time
from typing import Any

from reportlab.lib.utils import TimeStamp
from reportlab.pdfgen.canvas import Canvas

from workflow.bundle.fonts import SERIF, register_fonts
from workflow.bundle.line_coding import LineCoder

_EPOCH = 946_684_800.0  # 1 January 2000, the date that reportlab gives to files without a date


class StableCanvas(Canvas):  # type: ignore[misc]  # reportlab has no type information
    """A canvas for documents in Italian, with the packaged fonts and a fixed date.

    reportlab's own «invariant» still listens to SOURCE_DATE_EPOCH, and names a font that it does not embed.
    """

    def __init__(self, target: Any, **options: Any) -> None:
        register_fonts()
        super().__init__(target, **({"lang": "it-IT"} | options | {"invariant": 1, "initialFontName": SERIF}))
        self._doc._timeStamp = _fixed_time()  # noqa: SLF001  # the only place where reportlab keeps its clock
        self._doc.signature = hashlib.md5(b"dossier-cer", usedforsecurity=False)
        self.lines = LineCoder(self._doc)
        self.setCreator("dossier-cer")
        self.setViewerPreference("DisplayDocTitle", "true")


def _fixed_time() -> TimeStamp:
    stamp = TimeStamp.__new__(TimeStamp)
    stamp.t, stamp.lt, stamp.tzname = _EPOCH, time.gmtime(_EPOCH), "UTC"
    stamp.YMDhms, stamp.dhh, stamp.dmm = tuple(stamp.lt)[:6], 0, 0
    return stamp
