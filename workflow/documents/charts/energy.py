"""The charts of a settled year: typical days, months, share against threshold, members, range of an estimate."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from workflow.documents.charts.chart import Chart
from workflow.documents.charts.look import (
    HATCH_SHARED,
    INJECTED,
    INK,
    SHARED,
    THRESHOLD,
    WITHDRAWN,
    draw,
    figures_in_italian,
    legend_above,
)
from workflow.domain.italian_writing import MONTH_NAMES, italian, italian_short

_MONTHS = tuple(name[:3] for name in MONTH_NAMES)
_EVERY_THREE_HOURS = range(0, 24, 3)
_TWO_COLUMNS = 2
_BAR = 0.27
# A part of a year is drawn with bars of the same width as a whole one.
_LEAST_MONTHS = 8
_PERCENT = 100.0


@dataclass(frozen=True)
class DayPanel:
    """One typical day: twenty-four means in kWh for each quantity."""

    title: str
    injected: Sequence[float]
    withdrawn: Sequence[float]
    shared: Sequence[float]


@dataclass(frozen=True)
class MonthBar:
    """One month, in MWh or kWh as the axis says."""

    month: int
    injected: float
    withdrawn: float
    shared: float


@dataclass(frozen=True)
class SharePanel:
    """One set of plants: share by month, of the year, and the threshold; in percent."""

    title: str
    months: Sequence[tuple[int, float | None]]
    year: float
    threshold: float | None


@dataclass(frozen=True)
class MemberBar:
    """One member: what it withdrew while the community injected, and what it receives, if that is known."""

    name: str
    shared_kwh: float
    benefit_eur: float | None


@dataclass(frozen=True)
class RangeBar:
    """One quantity of an estimate: low, expected, high."""

    name: str
    low: float
    expected: float
    high: float

    @property
    def ends(self) -> tuple[float, float]:
        """The least and the most: the expected scenario of a tariff may lie outside the other two."""
        return min(self.low, self.expected, self.high), max(self.low, self.expected, self.high)


def typical_days_chart(panels: Sequence[DayPanel]) -> Chart:
    """Draw a panel for each season, all on the same scale."""
    rows = -(-len(panels) // _TWO_COLUMNS)
    columns = min(_TWO_COLUMNS, len(panels))
    top = max(max(*panel.injected, *panel.withdrawn) for panel in panels)

    def paint(figure: Figure) -> None:
        grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
        for place, panel in enumerate(panels):
            axes = grid[place // columns][place % columns]
            edges = range(25)
            for series, label, look in (
                (panel.shared, "condivisa", {"fill": True, "facecolor": SHARED, "hatch": HATCH_SHARED, "linewidth": 0}),
                (panel.injected, "immessa", {"color": INJECTED, "linewidth": 2.2}),
                (panel.withdrawn, "prelevata", {"color": WITHDRAWN, "linewidth": 1.6, "linestyle": (0, (4, 1.5))}),
            ):
                axes.stairs(series, edges, label=label, baseline=0 if "fill" in look else None, **look)
            axes.set_title(panel.title)
            axes.set_xlim(0, 24)
            axes.set_ylim(0, max(top * 1.06, 1e-9))
            axes.set_xticks(list(_EVERY_THREE_HOURS))
            figures_in_italian(axes.yaxis)
            axes.tick_params(labelbottom=True)
        for spare in range(len(panels), rows * columns):
            grid[spare // columns][spare % columns].set_axis_off()
        figure.supxlabel("ora del giorno", fontsize=10)
        figure.supylabel("kWh nell’ora, media del periodo", fontsize=10)
        legend_above(figure, grid[0][0], 3)

    peaks = "; ".join(_said_of_day(panel) for panel in panels)
    return draw("giorno-tipo", "Giorno tipo", f"Energia media di ogni ora del giorno. {peaks}.", 55 * rows + 15, paint)


def _said_of_day(panel: DayPanel) -> str:
    best = max(range(24), key=lambda hour: panel.shared[hour])
    most, *sums = (
        italian_short(value, 2)
        for value in (panel.shared[best], sum(panel.shared), sum(panel.injected), sum(panel.withdrawn))
    )
    return (
        f"{panel.title}: la condivisa è massima tra le {best} e le {best + 1} con {most} kWh, "
        f"in tutto {sums[0]} kWh al giorno su {sums[1]} immessi e {sums[2]} prelevati"
    )


def months_chart(bars: Sequence[MonthBar]) -> Chart:
    """Draw three bars a month: injected, withdrawn, shared."""

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        places = range(len(bars))
        looks: tuple[tuple[str, list[float], dict[str, Any]], ...] = (
            ("immessa", [bar.injected for bar in bars], {"color": INJECTED}),
            ("prelevata", [bar.withdrawn for bar in bars], {"color": WITHDRAWN}),
            ("condivisa", [bar.shared for bar in bars], {"color": SHARED, "hatch": HATCH_SHARED}),
        )
        for step, (label, values, look) in enumerate(looks):
            shifted = [place + (step - 1) * _BAR for place in places]
            axes.bar(shifted, values, _BAR, label=label, edgecolor=INK, linewidth=0.4, **look)
        axes.set_xticks(list(places), [_MONTHS[bar.month - 1] for bar in bars])
        axes.set_ylabel("kWh nel mese")
        axes.set_xlim(-0.6, max(len(bars), _LEAST_MONTHS) - 0.4)
        figures_in_italian(axes.yaxis)
        legend_above(figure, axes, 3)

    shared = sum(bar.shared for bar in bars)
    best = max(bars, key=lambda bar: bar.shared)
    alt = (
        f"Energia immessa, prelevata e condivisa mese per mese: in tutto {italian(shared, 0)} kWh condivisi; il mese "
        f"con più energia condivisa è {MONTH_NAMES[best.month - 1]} con {italian(best.shared, 0)} kWh."
    )
    return draw("mesi", "Energia mese per mese", alt, 78, paint)


def share_chart(panels: Sequence[SharePanel]) -> Chart:
    """Draw the share of each month as bars, with the year's share and the threshold as lines."""

    def paint(figure: Figure) -> None:
        grid = figure.subplots(len(panels), 1, sharex=True, squeeze=False)
        for row, panel in enumerate(panels):
            _paint_share(grid[row][0], panel)
        legend_above(figure, grid[0][0], 3)

    return draw(
        "quota", "Quota condivisa e soglia", " ".join(map(_said_of_share, panels)), 18 + 54 * len(panels), paint
    )


def _paint_share(axes: Any, panel: SharePanel) -> None:
    places = range(len(panel.months))
    axes.bar(
        list(places),
        [value or 0 for _, value in panel.months],
        0.62,
        color=SHARED,
        edgecolor=INK,
        linewidth=0.4,
        hatch=HATCH_SHARED,
        label="quota del mese",
    )
    axes.axhline(panel.year, color=WITHDRAWN, linewidth=1.8, label="quota dell’anno")
    if panel.threshold is not None:
        axes.axhline(panel.threshold, color=THRESHOLD, linewidth=1.8, linestyle=(0, (5, 2)), label="soglia")
    axes.set_xticks(list(places), [_MONTHS[month - 1] for month, _ in panel.months])
    axes.set_title(_title_of_share(panel))
    axes.set_ylabel("% dell’immessa")
    axes.set_ylim(0, _PERCENT)
    axes.set_xlim(-0.6, max(len(panel.months), _LEAST_MONTHS) - 0.4)
    figures_in_italian(axes.yaxis, 0)


def _title_of_share(panel: SharePanel) -> str:
    told = f"{panel.title}: {italian(panel.year, 1)} % nell’anno"
    return told if panel.threshold is None else f"{told}, soglia {italian_short(panel.threshold, 2)} %"


def _said_of_share(panel: SharePanel) -> str:
    told = f"{panel.title}: nell’anno è condiviso il {italian(panel.year, 1)} % dell’energia immessa"
    if panel.threshold is None:
        return told + "."
    side = "sopra" if panel.year > panel.threshold else "non sopra"
    return f"{told}, {side} la soglia del {italian_short(panel.threshold, 2)} %."


def members_chart(bars: Sequence[MemberBar]) -> Chart:
    """Draw a bar a member: the withdrawal that coincides with injection and, where known, what it receives."""
    has_money = any(bar.benefit_eur is not None for bar in bars)

    def paint(figure: Figure) -> None:
        grid = figure.subplots(1, 2 if has_money else 1, sharey=True, squeeze=False)[0]
        places = list(range(len(bars)))
        _paint_members(grid[0], places, [bar.shared_kwh for bar in bars], "energia condivisa attribuita, kWh", SHARED)
        if has_money:
            _paint_members(grid[1], places, [bar.benefit_eur for bar in bars], "riparto, €", INJECTED)
        grid[0].set_yticks(places, [_shortened(bar.name) for bar in bars])
        grid[0].invert_yaxis()

    whole = sum(bar.shared_kwh for bar in bars)
    first = max(bars, key=lambda bar: bar.shared_kwh)
    alt = (
        f"Energia condivisa attribuita a ciascuno in proporzione ai prelievi di ogni ora: {len(bars)} voci, in tutto "
        f"{italian(whole, 0)} kWh; la più alta è {first.name} con {italian(first.shared_kwh, 0)} kWh."
    )
    return draw("membri", "Quanto condivide ciascuno", alt, 26 + 7.2 * max(len(bars), 3), paint)


def _paint_members(axes: Any, places: list[int], amounts: Sequence[float | None], label: str, colour: str) -> None:
    values = [amount or 0.0 for amount in amounts]
    drawn = axes.barh(places, values, 0.66, color=colour, edgecolor=INK, linewidth=0.4)
    told = ["–" if amount is None else italian(amount, 0) for amount in amounts]
    axes.bar_label(drawn, told, padding=3, fontsize=9)
    axes.set_xlabel(label)
    axes.grid(visible=False)
    axes.set_xlim(0, max(max(values) * 1.28, 1e-9))
    figures_in_italian(axes.xaxis)
    axes.xaxis.get_major_locator().set_params(nbins=4)


def _shortened(name: str, longest: int = 30) -> str:
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def range_chart(bars: Sequence[RangeBar]) -> Chart:
    """Draw each quantity of an estimate as a range with its expected value."""

    def paint(figure: Figure) -> None:
        axes = figure.subplots()
        places = list(range(len(bars)))
        for place, bar in zip(places, bars, strict=True):
            low, high = bar.ends
            axes.plot([low, high], [place, place], color=WITHDRAWN, linewidth=5, alpha=0.35, solid_capstyle="butt")
            axes.plot([low, high], [place, place], "|", color=WITHDRAWN, markersize=13, markeredgewidth=1.8)
            axes.plot([bar.expected], [place], "o", color=INK, markersize=7)
            told = " – ".join(italian(value, 0) for value in (bar.low, bar.expected, bar.high)) + " €"
            axes.annotate(told, (high, place), xytext=(9, 0), textcoords="offset points", va="center", fontsize=9.5)
        axes.set_yticks(places, [bar.name for bar in bars])
        axes.invert_yaxis()
        axes.set_xlabel("€ nell’anno: prudente – atteso – favorevole")
        axes.grid(visible=False)
        top = max(bar.ends[1] for bar in bars)
        bottom = min(0.0, *(bar.ends[0] for bar in bars))
        axes.set_xlim(bottom, max(top, 1) * 1.55)
        axes.set_ylim(len(bars) - 0.4, -0.6)
        figures_in_italian(axes.xaxis, 0)

    told = "; ".join(
        f"{bar.name}: da {italian(bar.ends[0], 0)} a {italian(bar.ends[1], 0)} €, atteso {italian(bar.expected, 0)} €"
        for bar in bars
    )
    return draw(
        "intervallo",
        "Intervallo della stima",
        f"Intervallo di ogni voce della stima. {told}.",
        22 + 12 * len(bars),
        paint,
    )
