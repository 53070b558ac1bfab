"""A drawn chart, as reports take it; whoever only carries one does not load what draws it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chart:
    """One chart: what it is called, what it says to who cannot see it, its points and its lines."""

    name: str
    title: str
    alt: str
    png: bytes
    svg: str
    width_mm: float
    height_mm: float
