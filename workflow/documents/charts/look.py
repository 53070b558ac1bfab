"""The look of every chart: packaged fonts, colours that the colour-blind tell apart, Italian figures, equal bytes."""

import io
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from workflow.documents.charts.chart import Chart
from workflow.domain.italian_writing import italian, italian_short
from workflow.resources import data_folder

# Okabe and Ito's palette, the three of it that are also far apart in grey.
INJECTED, WITHDRAWN, SHARED, THRESHOLD = "#E69F00", "#0B3C5D", "#56B4E9", "#A33B00"
INK, RULE = "#222222", "#C8CDD0"
HATCH_SHARED = "////"
WIDTH_MM = 158.0
_MM_IN_INCH = 25.4
_DOTS_PER_INCH = 220
_FAMILY = "Carlito"
_LOOK: dict[Any, Any] = {
    "font.family": [_FAMILY],
    "font.size": 10.0,
    "axes.titlesize": 10.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 10.0,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": RULE,
    "grid.linewidth": 0.6,
    "xtick.color": INK,
    "ytick.color": INK,
    "text.color": INK,
    "legend.frameon": False,
    "hatch.linewidth": 0.7,
    "svg.fonttype": "path",
    "axes.unicode_minus": True,
}


@cache
def _fonts_are_known() -> bool:
    """Make the packaged fonts known to matplotlib, once a process."""
    for path in sorted((data_folder("templates") / "_shared" / "fonts").glob(f"{_FAMILY}-*.ttf")):
        font_manager.fontManager.addfont(str(path))
    return True


def draw(name: str, title: str, alt: str, height_mm: float, paint: Callable[[Figure], None]) -> Chart:
    """Return a chart painted by `paint` on a figure of the page's width."""
    _fonts_are_known()
    with mpl.rc_context({**_LOOK, "svg.hashsalt": name}):
        figure = Figure(figsize=(WIDTH_MM / _MM_IN_INCH, height_mm / _MM_IN_INCH), layout="constrained")
        paint(figure)
        png, svg = io.BytesIO(), io.StringIO()
        FigureCanvasAgg(figure)
        figure.savefig(png, format="png", dpi=_DOTS_PER_INCH, metadata={"Software": None})
        FigureCanvasSVG(figure)
        nothing: dict[str, Any] = {"Date": None, "Creator": None, "Format": None, "Type": None}
        figure.savefig(svg, format="svg", metadata=nothing)
    return Chart(name, title, alt, png.getvalue(), _for_a_page(svg.getvalue(), name, title, alt), WIDTH_MM, height_mm)


def figures_in_italian(axis: Any, places: int | None = None) -> None:
    """Write the figures of an axis with the comma and the thousands' point."""
    axis.set_major_locator(MaxNLocator(nbins=6, integer=places == 0))

    def written(value: float, _position: int) -> str:
        return italian_short(value, 2) if places is None else italian(value, places)

    axis.set_major_formatter(FuncFormatter(written))


def legend_above(figure: Figure, axes: Axes, columns: int) -> None:
    """Put one legend over the whole figure."""
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside upper left", ncols=columns, handlelength=2.6, columnspacing=1.8)


def _for_a_page(svg: str, name: str, title: str, alt: str) -> str:
    """Return the drawing for the inside of a page: names of its own, and the text that stands for it."""
    body = svg[svg.index("<svg") :].strip()
    # A style sheet inside would reach the whole page: what it says stands on the drawing instead.
    body = re.sub(r"<(metadata|style)\b.*?</\1>\s*", "", body, flags=re.DOTALL)
    body = re.sub(r'(\bid=")', rf"\g<1>{name}-", body)
    body = re.sub(r'(href="#|url\(#)', rf"\g<1>{name}-", body)
    head, rest = body.split(">", 1)
    head = re.sub(r'\s(width|height)="[^"]*"', "", head)
    told = f'<title id="{name}-titolo">{_escaped(title)}</title><desc id="{name}-testo">{_escaped(alt)}</desc>'
    told_by = f'role="img" aria-labelledby="{name}-titolo {name}-testo"'
    return f'{head} style="stroke-linejoin:round;stroke-linecap:butt" {told_by}>{told}{rest}'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
