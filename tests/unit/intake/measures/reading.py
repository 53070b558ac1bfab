"""Reads files of measures the way the services do, without a dossier."""

import numpy as np

from workflow.energy.series import Direction
from workflow.energy.year_grid import YearGrid
from workflow.intake.measures.book import MeasureBook
from workflow.intake.measures.reading import Asked, MeasureNotes
from workflow.intake.measures.recognise import recognised

POD = "IT001E00000001"
OTHER = "IT001E00000002"
NOTHING = Asked()


class Read:
    """What some files say together."""

    def __init__(self, *files, mappings=(), asked=NOTHING):
        self.notes = MeasureNotes()
        self.book = MeasureBook(self.notes)
        self.formats = []
        for file in files:
            for one in recognised(file, mappings, asked, self.notes):
                self.formats.append(one.format.value)
                for reading in one.readings:
                    self.book.add(reading)

    @property
    def codes(self):
        return sorted({finding.code for finding in self.notes.findings()})

    def finding(self, code):
        return next(finding for finding in self.notes.findings() if finding.code == code)

    def year(self, year=2025, key=POD, direction=Direction.WITHDRAWAL):
        return self.book.series((key, direction), year)

    def day(self, day, key=POD, direction=Direction.WITHDRAWAL):
        """The hours of one local day, as the calendar gives them."""
        grid = YearGrid.of(day.year)
        return self.year(day.year, key, direction).kwh[grid.day_index == day.timetuple().tm_yday - 1]

    def total(self, year=2025, key=POD, direction=Direction.WITHDRAWAL):
        return float(np.nansum(self.year(year, key, direction).kwh))
