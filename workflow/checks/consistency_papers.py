"""Rules on what the papers say: POD on the bill, power on the diagram, codes in GAUDÌ, ATECO in the declaration.

What was read on a paper stands in the dossier, read by a person («riscontri») or in the text of the PDF. A paper on
which nothing could be read is never a pass.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.checks.engine import Verdict, not_applicable, rule, unknown
from workflow.checks.evidence import folded, keys_of
from workflow.checks.plant_facts import name_of
from workflow.checks.roster import current_points, who
from workflow.checks.three_valued import judged
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import FieldPath
from workflow.domain.identifiers import censimp, pod
from workflow.domain.paper_reading import PaperField, PaperReading
from workflow.domain.plant import Plant
from workflow.domain.scalars import parse_decimal
from workflow.domain.subject import Subject
from workflow.law import Law

POWER_PAPERS = (AttachmentKind.LINE_DIAGRAM, AttachmentKind.GAUDI)
CODE_PAPERS = (AttachmentKind.GAUDI, AttachmentKind.OPERATION_RULES, AttachmentKind.LINE_DIAGRAM)
ATECO_PAPERS = (AttachmentKind.DECLARATION, AttachmentKind.ATECO)
_SHOWN = 5
_THOUSANDS = re.compile(r"^\d{1,3}(\.\d{3})+$")


@dataclass(frozen=True)
class Paper:
    """A paper with its key and what was read on it of one datum."""

    kind: AttachmentKind
    key: str | None
    values: tuple[str, ...]


@rule("COE-18")
def bill_shows_the_members_point(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare the POD on each bill with the points of whom the bill is of."""
    path: FieldPath = ("allegati", AttachmentKind.BILL.value)
    papers = _papers(dossier, (AttachmentKind.BILL,), PaperField.POD)
    if not papers:
        yield not_applicable(path)
        return
    owners = _owners_of_bills(dossier)
    unread: list[str] = []
    for paper in papers:
        owner = owners.get(folded(paper.key or ""))
        if owner is None:
            continue
        read = {pod.compact(value) for value in paper.values}
        values = {"chiave": paper.key, "letto": sorted(read), "atteso": sorted(owner.codes)}
        if read:
            yield judged(owner.path, bool(read & owner.codes), **values)
        else:
            unread.append(paper.key or "")
    if unread:
        more = f" e altre {len(unread) - _SHOWN}" if len(unread) > _SHOWN else ""
        yield unknown(path, chiave=", ".join(unread[:_SHOWN]) + more, letto=(), atteso=())


@rule("COE-19")
def papers_show_the_plants_power(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare the power on the line diagram and in the GAUDÌ sheet with that of the plant."""
    for kind in POWER_PAPERS:
        for index, plant, papers in _of_plants(dossier, kind, PaperField.POWER):
            path = path_of_plant(index, "potenza_kw" if kind is AttachmentKind.LINE_DIAGRAM else "potenza_gaudi_kw")
            written = _written_powers(plant, kind)
            read = {value for paper in papers for text in paper.values for value in _powers(text)}
            shown = sorted({text for paper in papers for text in paper.values})
            values: dict[str, Any] = {
                "impianto": name_of(plant, index),
                "documento": kind.value.replace("_", " "),
                "letto": shown,
                "potenza_kw": plant.power_kw if kind is AttachmentKind.LINE_DIAGRAM else plant.gaudi_power_kw,
            }
            agrees = any(wanted <= read for wanted in written)
            yield judged(path, agrees if written and read else None, **values)


@rule("COE-21")
def papers_show_the_plants_codes(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare POD and CENSIMP on the papers of a plant with those of the plant."""
    for datum, compact in ((PaperField.POD, pod.compact), (PaperField.CENSIMP, censimp.compact)):
        for kind in CODE_PAPERS:
            for index, plant, papers in _of_plants(dossier, kind, datum):
                read = {compact(text) for paper in papers for text in paper.values}
                if not read:
                    continue
                path = path_of_plant(index, datum.value)
                own = plant.pod if datum is PaperField.POD else plant.censimp
                values = {
                    "impianto": name_of(plant, index),
                    "documento": kind.value.replace("_", " "),
                    "codice": datum.value.upper(),
                    "letto": sorted(read),
                    "scritto": own,
                }
                yield judged(path, None if own is None else compact(own) in read, **values)


@rule("COE-22")
def declaration_shows_the_same_activity(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Compare the ATECO code on the self-declaration or on the register's extract with that of the subject."""
    papers = _papers(dossier, ATECO_PAPERS, PaperField.ATECO)
    subjects = _subjects(dossier) if papers else {}
    for paper in papers:
        found = subjects.get(folded(paper.key or ""))
        if found is None or not paper.values:
            continue
        subject, path = found
        values = {
            "soggetto": who(subject),
            "documento": paper.kind.value.replace("_", " "),
            "letto": list(paper.values),
            "ateco": subject.ateco,
        }
        if subject.ateco is None:
            yield unknown(path, **values)
        else:
            own = _digits(subject.ateco)
            yield judged(path, any(_same_activity(own, _digits(text)) for text in paper.values), **values)


@dataclass(frozen=True)
class _Owner:
    """Whose a bill is: the points it may show, and where they are written."""

    codes: frozenset[str]
    path: FieldPath


def _owners_of_bills(dossier: Dossier) -> dict[str, _Owner]:
    """Return, for each key a bill's name may begin with, the PODs it must show."""
    owners: dict[str, _Owner] = {}
    of_member: defaultdict[int, set[str]] = defaultdict(set)
    members: dict[int, Subject] = {}
    for index, plant in enumerate(dossier.plants):
        if plant.pod is not None:
            owner = _Owner(frozenset({pod.compact(plant.pod)}), path_of_plant(index, "pod"))
            owners |= {folded(key): owner for key in keys_of(plant)}
    for member, point in current_points(dossier):
        if point.pod is not None:
            code = pod.compact(point.pod)
            owners[folded(point.pod)] = _Owner(frozenset({code}), path_of_row(point.index, "pod"))
            of_member[member.index].add(code)
            members[member.index] = member
    for row, codes in of_member.items():
        owner = _Owner(frozenset(codes), path_of_row(row, "pod"))
        owners |= {folded(key): owner for key in (members[row].codice_fiscale, members[row].partita_iva) if key}
    return owners


def _papers(dossier: Dossier, kinds: tuple[AttachmentKind, ...], datum: PaperField) -> list[Paper]:
    """Return every paper of some kinds with what was read on it; what a person read replaces what the program read."""
    by_hand, found = _by_paper(dossier.readings, datum), _by_paper(dossier.found_in_papers, datum)
    there = [(paper.kind, paper.key) for paper in dossier.attachments if paper.kind in kinds]
    there += [(one.paper, one.key) for one in dossier.readings if one.paper in kinds and one.datum is datum]
    papers = {}
    for kind, key in there:
        sign = (kind, folded(key or ""))
        papers[sign] = Paper(kind, key, tuple(by_hand.get(sign) or found.get(sign) or ()))
    return list(papers.values())


def _by_paper(readings: Iterable[PaperReading], datum: PaperField) -> dict[tuple[AttachmentKind, str], list[str]]:
    found: defaultdict[tuple[AttachmentKind, str], list[str]] = defaultdict(list)
    for one in readings:
        if one.datum is datum and one.paper is not None and one.value is not None:
            found[one.paper, folded(one.key or "")].append(one.value)
    return found


def _of_plants(dossier: Dossier, kind: AttachmentKind, datum: PaperField) -> Iterator[tuple[int, Plant, list[Paper]]]:
    """Yield each plant with its papers of a kind; a paper without a key is of the only plant there is."""
    papers = _papers(dossier, (kind,), datum)
    for index, plant in enumerate(dossier.plants):
        keys = {folded(key) for key in keys_of(plant)} | ({""} if len(dossier.plants) == 1 else set())
        own = [paper for paper in papers if folded(paper.key or "") in keys]
        if own:
            yield index, plant, own


def _written_powers(plant: Plant, kind: AttachmentKind) -> list[set[Decimal]]:
    """Return the ways in which a paper may show the plant's power: whole, or section by section."""
    whole = plant.gaudi_power_kw if kind is AttachmentKind.GAUDI else plant.power_kw
    parts = {section.power_kw for section in plant.sections}
    ways = [{whole}] if whole is not None else []
    known = {part for part in parts if part is not None}
    return [*ways, known] if known and len(known) == len(parts) else ways


def _powers(text: str) -> set[Decimal]:
    """Return what a power may mean: «1.400» is a thousand and four hundred to most, one and four tenths to some."""
    try:
        read = {parse_decimal(text)}
    except ValueError:
        return set()
    if _THOUSANDS.match(text):
        read.add(Decimal(text.replace(".", "")))
    return {value for value in read if isinstance(value, Decimal)}


def _subjects(dossier: Dossier) -> dict[str, tuple[Subject, FieldPath]]:
    """Return members and producers by the codes with which the name of a paper begins."""
    found: dict[str, tuple[Subject, FieldPath]] = {}
    for index, plant in enumerate(dossier.plants):
        if plant.producer is not None and plant.producer.ateco is not None:
            path: FieldPath = ("impianti", index, "produttore", "ateco")
            found |= {
                folded(key): (plant.producer, path)
                for key in (plant.producer.codice_fiscale, plant.producer.partita_iva)
                if key
            }
    for member in dossier.members:
        path = path_of_row(member.index, "ateco")
        found |= {folded(key): (member, path) for key in (member.codice_fiscale, member.partita_iva) if key}
    return found


def _digits(code: str) -> str:
    return "".join(sign for sign in code if sign.isdigit())


def _same_activity(first: str, second: str) -> bool:
    """Whether two codes name one activity, written with more or fewer digits."""
    return bool(first and second) and (first.startswith(second) or second.startswith(first))
