"""Generated groups of self-consumers: condominiums of twelve, each with its own names and codes, written as folders."""

from functools import cache
from pathlib import Path
from typing import Any

from tests.builders.dossiers import AMMINISTRATORE, BASES, attachment, build, mandate, point
from tests.builders.dossiers.papers import identity_copies, member_papers
from tests.builders.folders import fascicolo_yaml, small_pdf
from tests.builders.identifiers import iban, partita_iva, pod
from tests.builders.large_community import households
from workflow.domain.dossier import Dossier
from workflow.intake.workbook_writer import members_workbook

OWNERS, TENANTS = 9, 2
MEMBERS = OWNERS + TENANTS + 1
_NAME = "Condominio Aurora"
_FIRST_BUILDING, _FIRST_PLANT_POD, _FIRST_POD = 1_000, 500_000, 1_000_000


def slug_of(number: int) -> str:
    """Return the name of a condominium's folder and dossier."""
    return f"cond-{number:04d}"


def condominium(number: int) -> Dossier:
    """Return a conforming group: the building, its owners, their tenants by liberatoria; all of this number's own."""
    base = BASES["gac_ok"]()
    people = _people(number)
    owners, tenants = people[:OWNERS], people[OWNERS:]
    building = partita_iva(_FIRST_BUILDING + number)
    common = _common(base, number, building)
    seal = {"proprietario": False, "titolo": "liberatoria", "numero": None, "poteri_controllo": None}
    tenants = [{**row, **seal, "data_adesione": None} for row in tenants]
    mine = {"adesione", "documento_identita", "liberatoria", "mandato"}
    papers = [paper for paper in base["allegati"] if paper["tipo"] not in mine]
    return build(
        "gac_ok",
        {
            "slug": slug_of(number),
            "configurazione.denominazione": f"Gruppo {number:04d}",
            "edificio.denominazione": _name(number),
            "edificio.codice_fiscale": building,
            "edificio.iban": iban(_FIRST_BUILDING + number),
            "edificio.unita": OWNERS + 1,
            "edificio.condomini": OWNERS + 1,
            "contratto.assemblea.presidente": f"{owners[0]['nome']} {owners[0]['cognome']}",
            "contratto.assemblea.presenti": OWNERS,
            "contratto.assemblea.favorevoli": OWNERS,
            "contratto.assemblea.millesimi_presenti": 900,
            "contratto.assemblea.millesimi_favorevoli": 900,
            "referente.iban": iban(_FIRST_BUILDING + number),
            "impianti.0.produttore.denominazione": _name(number),
            "impianti.0.produttore.codice_fiscale": building,
            "impianti.0.titolare_area": building,
            "impianti.0.edificio": _name(number),
            "impianti.0.pod": pod(_FIRST_PLANT_POD + number),
            "mandati": [mandate("produttore", building, impianto="Impianto 1")],
            "soci": [*owners, common, *tenants],
            "allegati": [
                *papers,
                *identity_copies([*owners, *tenants, AMMINISTRATORE]),
                *member_papers([*owners, common]),
                *(attachment("liberatoria", row["codice_fiscale"]) for row in tenants),
                attachment("mandato", building),
            ],
        },
    )


def write_condominium(folder: Path, number: int) -> Path:
    """Write the folder of a condominium; its text differs from the first one's only in names and codes."""
    dossier = condominium(number)
    folder.mkdir(parents=True, exist_ok=True)
    text = _first_text()
    for old, new in zip(_words(condominium(0)), _words(dossier), strict=True):
        text = text.replace(old, new)
    (folder / "fascicolo.yaml").write_text(text, encoding="utf-8")
    (folder / "soci.xlsx").write_bytes(members_workbook(dossier.kind, dossier.members))
    for paper in dossier.attachments:
        path = folder / paper.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(_paper(paper.kind.value))
    return folder


def write_condominiums(folder: Path, count: int) -> list[Path]:
    """Write so many folders beside one another."""
    return [write_condominium(folder / slug_of(number), number) for number in range(count)]


def _people(number: int) -> list[dict[str, Any]]:
    count = OWNERS + TENANTS
    first = number * count
    rows = households(count, {"proprietario": True, "millesimi": 100}, first=first)
    return [
        {
            **row,
            "unita_immobiliare": f"interno {place + 1}",
            "punti": [point(_FIRST_POD + first + place, nell_edificio=True)],
        }
        for place, row in enumerate(rows)
    ]


def _common(base: dict[str, Any], number: int, building: str) -> dict[str, Any]:
    row = next(row for row in base["soci"] if row.get("denominazione") == _NAME)
    own = point(_FIRST_BUILDING + number, nell_edificio=True, potenza_impegnata_kw=6)
    account = iban(_FIRST_BUILDING + number)
    return {**row, "denominazione": _name(number), "codice_fiscale": building, "iban": account, "punti": [own]}


def _name(number: int) -> str:
    return f"{_NAME} {number:04d}"


def _words(dossier: Dossier) -> list[str]:
    """Return what differs between the texts of two condominiums; the longest before those that it holds."""
    plant = dossier.plants[0]
    building = dossier.building
    if building is None or dossier.contract is None or dossier.contract.assembly is None:
        raise AssertionError("a group without its building or its assembly")
    wanted = (
        building.name, dossier.configuration.name, dossier.slug, building.codice_fiscale, building.iban, plant.pod,
        dossier.contract.assembly.chair,
    )  # fmt: skip
    return [str(word) for word in wanted]


@cache
def _first_text() -> str:
    return fascicolo_yaml(condominium(0))


@cache
def _paper(kind: str) -> bytes:
    return small_pdf(f"{kind}, copia di prova")
