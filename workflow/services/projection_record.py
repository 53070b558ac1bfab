"""The dossier as a projection takes it: what is still missing is supposed and named, everything is in service."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from workflow.domain.dossier import Dossier
from workflow.domain.finding import Confidence
from workflow.domain.kind import Kind
from workflow.domain.member import Member, Voltage
from workflow.domain.member import WithdrawalPoint as PointRecord
from workflow.domain.plant import Plant
from workflow.services.energy_year import plant_keys
from workflow.services.projection_ledger import Ledger

_RULES = "nostra, per una stima prima dell’avvio"


@dataclass(frozen=True)
class _Supposing:
    dossier: Dossier
    first_day: date
    ledger: Ledger
    is_full_year: bool


def supposed(dossier: Dossier, year: int, ledger: Ledger, *, is_full_year: bool) -> Dossier:
    """Return the dossier with what lacks supposed; with `is_full_year` plants and points count for the whole year.

    Source, power and place of a plant are never supposed: without them there is nothing to project.
    """
    frame = _Supposing(dossier, date(year, 1, 1), ledger, is_full_year)
    names = plant_keys(dossier)
    plants = tuple(_plant(frame, plant, names[index]) for index, plant in enumerate(dossier.plants))
    members = _with_each_pod_once(tuple(_member(frame, member) for member in dossier.members))
    if is_full_year:
        ledger.add(
            "P-REGIME",
            "Anno a regime",
            f"tutto il {year}",
            source="impianti e punti di prelievo contano dal primo all’ultimo giorno, anche se entrano dopo",
            confidence=Confidence.HIGH,
        )
    changes: dict[str, Any] = {"plants": plants, "members": members}
    contract = dossier.gse_contract
    if is_full_year and contract is not None:
        changes["gse_contract"] = contract.model_copy(update={"started_on": None, "ended_on": None})
    return dossier.model_copy(update=changes)


def _plant(frame: _Supposing, plant: Plant, name: str) -> Plant:
    changes: dict[str, Any] = {}
    entered_on = plant.entered_operation_on
    if entered_on is None:
        entered_on = changes["entered_operation_on"] = frame.first_day
        frame.ledger.add("P-ESERCIZIO", f"Entrata in esercizio di {name}", f"{entered_on:%d/%m/%Y}", source=_RULES)
    starts_on = plant.recognised_start_on
    if frame.is_full_year:
        # The start of the tariff moves back to the first day; the age in the queue stays what it is.
        changes["recognised_start_on"] = min(starts_on or frame.first_day, frame.first_day)
    for field, empty, words in (
        ("grants", (), "Contributi ricevuti"),
        ("obligation_kw", Decimal(0), "Potenza d’obbligo"),
        ("superbonus_kw", Decimal(0), "Potenza con Superbonus"),
    ):
        if getattr(plant, field) is None and frame.dossier.kind.has_tariff:
            changes[field] = empty
            frame.ledger.add("P-AIUTI", f"{words} di {name}", "nessuno", source=_RULES)
    if frame.dossier.kind.is_group and plant.in_building is None:
        changes["in_building"] = True
        frame.ledger.add("P-EDIFICIO", f"{name} nell’area dell’edificio", "sì", source=_RULES)
    return plant.model_copy(update=changes) if changes else plant


def _member(frame: _Supposing, member: Member) -> Member:
    day = frame.dossier.as_of
    is_gone = member.left_on is not None and member.left_on <= day
    points = tuple(_point(frame, point) for point in member.points if not _has_left(point, day) and not is_gone)
    changes: dict[str, Any] = {"points": points}
    if frame.is_full_year:
        changes |= {"left_on": None, "joined_on": None}
    return member.model_copy(update=changes)


def _with_each_pod_once(members: tuple[Member, ...]) -> tuple[Member, ...]:
    """Return the members without the rows that repeat a POD: without dates its energy would count twice."""
    seen: set[str] = set()
    found = []
    for member in members:
        points = []
        for point in member.points:
            if point.pod is None or point.pod not in seen:
                points.append(point)
                seen |= {point.pod} if point.pod is not None else set()
        found.append(member.model_copy(update={"points": tuple(points)}))
    return tuple(found)


def _point(frame: _Supposing, point: PointRecord) -> PointRecord:
    changes: dict[str, Any] = {}
    if point.pod is None:
        changes["pod"] = f"senza POD, riga {point.index + 1}"
        frame.ledger.add("P-POD", "Punti di cui non si conosce il POD", "contano come gli altri", source=_RULES)
    if point.voltage is None and frame.dossier.kind in {Kind.GAC, Kind.CAAC}:
        changes["voltage"] = Voltage.LOW
        frame.ledger.add("P-TENSIONE", "Livello dei punti senza tensione", "BT", source=_RULES)
    if frame.is_full_year:
        changes |= {"from_on": None, "until_on": None}
    return point.model_copy(update=changes) if changes else point


def _has_left(point: PointRecord, day: date) -> bool:
    return point.until_on is not None and point.until_on <= day
