"""The figures that phrases may name by a slot: thresholds of the law on a day, numbers, times, shares of a board."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from workflow.domain.italian_writing import MONTH_NAMES
from workflow.law import Law

_SURPLUS = "tariffa/soglia_eccedenza"
_MEDIUM_FIRM = "membri/soglie_media_impresa"
_NUMBER = r"\d+(?:\.\d+)*"
_COUNTED_TIMES = "giorni|giorno|settimane|mesi|mese|anni|anno"
_NAMED_TIMES = "bimestre|trimestre|quadrimestre|semestre|biennio|triennio|quadriennio|quinquennio|decennio|ventennio"
_MANY_YEARS = "biennio|triennio|quadriennio|quinquennio|decennio|quindicennio|ventennio"
_HIGH = r"[3-9]\d\d(?:\.\d+)?|\d{4,}(?:\.\d+)?"  # euro that nobody asks merely to cover the cost of a form
_LARGEST_BOARD = 15
# «quattro dei cinque amministratori», «due consiglieri su sette»: how many, at most a word, out of how many.
_OF_A_BOARD = [(part, whole) for whole in range(2, _LARGEST_BOARD + 1) for part in range(1, whole + 1)]
_MORE_THAN_HALF = "|".join(f"{part} (?:[^ ,]+ )?{whole}" for part, whole in _OF_A_BOARD if part * 2 > whole)
_SEATS = "(?:consiglieri|componenti|membri|amministratori|persone|soggetti)"
_NO_CHOICE = "(?!elett|elegg|assemblea|nominat|designat)"
# «il Consiglio ha cinque membri. Tre di essi»: out of how many, then how many.
_MORE_AFTERWARDS = "|".join(
    rf"{whole} (?:, |{_SEATS} )(?:{_NO_CHOICE}[^ ]+ ){{0,6}}?{part}(?: (?:essi|loro|{_SEATS}))?"
    for part, whole in _OF_A_BOARD
    if part * 2 > whole and part != whole
)
_UP_TO_HALF = "|".join(f"{part} (?:[^ ,]+ )?{whole}" for part, whole in _OF_A_BOARD if part * 2 <= whole)
_VERY_HIGH = r"\d{4,}(?:\.\d+)?"
_ANY_PERCENTAGE = r"\d+(?:\.\d+)?%"


def threshold_words(law: Law, day: date) -> dict[str, str]:
    """Return the thresholds of the day as they are printed, by the name that cards give them."""
    return {name: _printed(value) for name, value in _thresholds(law, day).items()}


def figures_on(law: Law, day: date) -> Mapping[str, str]:
    """Return the slots that phrases may name: the thresholds of the day, and any percentage that is none of them."""
    written = {name: f"{value.normalize():f}%".replace(".", r"\.") for name, value in _thresholds(law, day).items()}
    term = law.value("tariffa/durata", day).whole
    short = "|".join(str(years) for years in range(1, term))
    return written | {
        "altra_percentuale": rf"(?!(?:{'|'.join(written.values())}) ){_ANY_PERCENTAGE}",
        "percentuale": _ANY_PERCENTAGE,
        "numero": _NUMBER,
        "piu_di_uno": rf"(?!1 ){_NUMBER}",
        "durata": f"(?:(?:{_COUNTED_TIMES}) {_NUMBER}|(?:{_NUMBER} )?(?:{_COUNTED_TIMES}|{_NAMED_TIMES}))",
        "anni": rf"(?:(?!1 ){_NUMBER} anni|anni (?!1 ){_NUMBER}|{_MANY_YEARS})",
        "mese": f"(?:{'|'.join(MONTH_NAMES)})",
        "somma_alta": rf"(?:(?:euro|eur) (?:{_HIGH})|(?:{_HIGH}) (?:euro|eur))",
        "somma_molto_alta": rf"(?:(?:euro|eur) (?:{_VERY_HIGH})|(?:{_VERY_HIGH}) (?:euro|eur))",
        "piu_della_meta": f"(?:{_MORE_THAN_HALF})",
        "piu_della_meta_dopo": f"(?:{_MORE_AFTERWARDS})",
        "fino_alla_meta": f"(?:{_UP_TO_HALF})",
        "addetti_oltre_pmi": _at_least(int(law.value(_MEDIUM_FIRM, day).value["addetti_sotto"])),
        "meno_della_durata": f"(?:{short})",
        "anno_vicino": "|".join(str(year) for year in range(day.year, day.year + term)),
    }


def _at_least(least: int) -> str:
    """Return the pattern of the whole numbers from one on: more figures, or a higher one at some place."""
    figures = str(least)
    longer = rf"\d{{{len(figures) + 1},}}"
    higher = [
        f"{figures[:place]}[{int(figure) + 1}-9]" + r"\d" * (len(figures) - place - 1)
        for place, figure in enumerate(figures)
        if figure != "9"
    ]
    return f"(?:{'|'.join([longer, *higher, figures])})"


def _thresholds(law: Law, day: date) -> dict[str, Decimal]:
    surplus = law.value(_SURPLUS, day)
    return {
        "soglia_solo_tariffa": surplus.percentage_at("solo_tariffa"),
        "soglia_con_contributo": surplus.percentage_at("con_contributo"),
    }


def _printed(percentage: Decimal) -> str:
    return f"{percentage.normalize():f} %".replace(".", ",")
