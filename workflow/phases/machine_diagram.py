"""Draws the machines as Mermaid diagrams and tables, from the machines themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from transitions import Machine

from workflow.domain.kind import Phase
from workflow.phases.machine import MOVE_LABELS, SUSPENDED, Move, Position, machine_from
from workflow.phases.plant_path import PlantStep, plant_machine
from workflow.phases.practice_machine import PracticeKind, PracticeState, Trigger, machine_of

Arrow = tuple[str, str, str]


@dataclass(frozen=True)
class Diagram:
    """One machine: its title, what it is about, its states with their words, its arrows (from, to, what happens)."""

    title: str
    about: str
    initial: str
    states: Mapping[str, str]
    arrows: tuple[Arrow, ...]

    @property
    def mermaid(self) -> str:
        """The diagram; arrows between the same two states share one line."""
        lines = ["stateDiagram-v2", f"    [*] --> {self.initial}"]
        lines += [f"    {name}: {words}" for name, words in self.states.items()]
        joined: dict[tuple[str, str], list[str]] = {}
        for before, after, what in self.arrows:
            joined.setdefault((before, after), []).append(what)
        lines += [f"    {before} --> {after}: {', '.join(what)}" for (before, after), what in joined.items()]
        return "\n".join(lines)

    @property
    def table(self) -> str:
        """The same arrows in words, for who cannot see the picture."""
        rows = ["| da | che cosa accade | a |", "|---|---|---|"]
        rows += [f"| {self.states[b]} | {what} | {self.states[a]} |" for b, a, what in self.arrows]
        return "\n".join(rows)


def diagrams() -> tuple[Diagram, ...]:
    """Return the diagram of every machine."""
    practices = [_practice(kind) for kind in PracticeKind]
    return (_community(), _plant(), *practices)


def machines_page() -> str:
    """Return the page of the guide: each machine with its picture and its table."""
    opening = (
        "# Le macchine\n\nPagina generata dalle macchine che il programma usa (`workflow/phases`). La fase della "
        "comunità sta nell’archivio e cambia solo con un comando; lo stato delle pratiche e la posizione degli "
        "impianti si calcolano dai fatti datati del fascicolo, così che non possono dire altro che quelli.\n"
    )
    sections = [
        f"## {one.title}\n\n{one.about}\n\n```mermaid\n{one.mermaid}\n```\n\n{one.table}\n" for one in diagrams()
    ]
    return "\n".join([opening, *sections])


def _community() -> Diagram:
    arrows: dict[Arrow, None] = {}
    for phase in Phase:
        labels = {move.value: MOVE_LABELS[move] for move in Move} | {
            f"{Move.REOPEN.value}_{other.value}": MOVE_LABELS[Move.REOPEN] for other in Phase
        }
        arrows |= dict.fromkeys(_arrows(machine_from(Position(phase)), labels))
    return Diagram(
        "La comunità",
        "Sei fasi. Si avanza quando la fase è completa; riaprire, sospendere e riprendere vogliono un motivo.",
        Phase.ENGAGEMENT.value,
        {phase.value: phase.value.replace("_", " ") for phase in Phase} | {SUSPENDED: SUSPENDED},
        tuple(arrows),
    )


def _plant() -> Diagram:
    machine = plant_machine()
    return Diagram(
        "Ogni impianto",
        "Gli impianti della richiesta vanno con essa; chi ne porta uno nuovo ripercorre le ultime tre fasi, e la fase "
        "della comunità non torna indietro.",
        str(machine.initial),
        {name: name.replace("_", " ") for name in machine.states},
        tuple(_arrows(machine, {step.value: step.label for step in PlantStep})),
    )


def _practice(kind: PracticeKind) -> Diagram:
    machine = machine_of(kind)
    return Diagram(
        _TITLES[kind][0],
        _TITLES[kind][1],
        str(machine.initial),
        {name: PracticeState(name).label_for(kind) for name in machine.states},
        tuple(_arrows(machine, {what.value: what.label for what in Trigger})),
    )


_TITLES = {
    PracticeKind.ACCESS: (
        "La richiesta di accesso",
        "Dall’invio al contratto (Regole operative 2024, Parte II, par. 2.1.3).",
    ),
    PracticeKind.PRELIMINARY: (
        "La verifica preliminare",
        "Facoltativa, prima della richiesta (Regole operative 2024, Parte II, par. 2.1.4).",
    ),
    PracticeKind.VARIATION: (
        "Ogni variazione",
        "Dopo l’accoglimento, con gli stessi passi e termini (Regole operative 2024, Parte II, par. 2.3).",
    ),
}


def _arrows(machine: Machine, labels: Mapping[str, str]) -> Iterable[Arrow]:
    for name, event in machine.events.items():
        for source, transitions in event.transitions.items():
            for transition in transitions:
                yield str(source), str(transition.dest), labels[name]
