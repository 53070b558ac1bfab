"""Turns a dossier's status into what the template of the progress sheet may name."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from workflow.domain.kind import Phase
from workflow.phases.checklist import ItemState
from workflow.phases.gate import PhaseStatus
from workflow.phases.machine import Position
from workflow.phases.plant_path import PlantPath
from workflow.phases.practice import Practice
from workflow.phases.todo import Task

PHASE_TITLES = {
    Phase.ENGAGEMENT: "ingaggio",
    Phase.GOVERNANCE: "governance",
    Phase.CONSTITUTION: "costituzione",
    Phase.PLANTS: "impianti",
    Phase.GSE_PRACTICE: "pratiche GSE",
    Phase.OPERATION: "gestione",
}
_MARKS = {
    ItemState.DONE: "✓",
    ItemState.MISSING: "✗",
    ItemState.UNKNOWN: "?",
    ItemState.NOT_REQUIRED: "–",
}
_DONE, _HERE, _AHEAD = "●", "◉", "○"


def status_view(
    position: Position,
    phases: Sequence[PhaseStatus],
    plants: Sequence[PlantPath],
    practices: Sequence[Practice],
    todo: Sequence[Task],
    *,
    as_of: date,
) -> dict[str, Any]:
    """Return what a document on the progress adds."""
    now = next(one for one in phases if one.phase is position.phase)
    return {
        "stato": {
            "fase": PHASE_TITLES[position.phase],
            "titolo_fase": now.title,
            "sospeso": position.is_suspended,
            "fasi": [
                {"nome": PHASE_TITLES[one.phase], "segno": mark_of(one.phase, position.phase),
                 "percentuale": one.percentage, "in_corso": one.phase is position.phase}
                for one in phases
            ],
            "voci": [
                {"segno": _MARKS[item.state], "voce": item.item.title, "tocca_a": item.item.who}
                for item in now.items
            ],
            "impianti": [_plant(one) for one in plants],
            "pratiche": [_practice(one) for one in practices],
            "attivita": [_task(one, as_of) for one in todo],
        }
    }  # fmt: skip


def mark_of(phase: Phase, current: Phase) -> str:
    """Return the sign of a phase on the road: behind, here, ahead."""
    order = list(Phase)
    if phase is current:
        return _HERE
    return _DONE if order.index(phase) < order.index(current) else _AHEAD


def road_of(phase: Phase, *, is_gone: bool = False) -> str:
    """Draw the smaller road of a plant or practice: the last three phases."""
    if is_gone:
        return f"{_DONE}──{_DONE}──✗"
    return "──".join(mark_of(one, phase) for one in (Phase.PLANTS, Phase.GSE_PRACTICE, Phase.OPERATION))


def _plant(plant: PlantPath) -> dict[str, Any]:
    return {
        "nome": plant.name,
        "strada": road_of(plant.phase, is_gone=plant.is_gone),
        "fase": "uscito" if plant.is_gone else PHASE_TITLES[plant.phase],
        "dal": plant.since_on,
        "pratica": plant.practice.title if plant.practice is not None else None,
        "rilievi": len(plant.findings),
    }


def _practice(practice: Practice) -> dict[str, Any]:
    term = practice.open_term
    return {
        "nome": practice.title,
        "strada": road_of(practice.phase),
        "stato": practice.label,
        "dal": practice.since_on,
        "sospesa": practice.is_suspended,
        "codice": practice.code,
        "decorrenza": practice.starts_on,
        "termine": term.description if term is not None else None,
        "entro": term.due_on if term is not None else None,
        "tocca_a": term.actor.label if term is not None else None,
    }


def _task(task: Task, as_of: date) -> dict[str, Any]:
    return {
        "entro": task.due_on,
        "scaduta": task.is_late(as_of),
        "tocca_a": task.owner.label,
        "che_cosa": task.what,
        "riguarda": task.about,
        "rimedio": task.remedy,
    }
