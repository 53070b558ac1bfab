"""Each paper that Allegato 3 lists is in the plan under its own condition, for each kind: due, not due, or not known.

The table is read off the text of the Regole operative 2024, apart from the lists under test.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from tests.builders.dossiers import BASES, build
from tests.builders.rulebook import law
from workflow.bundle.plan import ItemState, PlannedItem, plan
from workflow.bundle.submission import Section, load_submission
from workflow.domain.dossier import Dossier
from workflow.domain.filing import Filing, FilingKind

SIX = ("cer", "gac", "aid", "cec", "caac", "cad")
WITH_TARIFF = ("cer", "gac", "aid")
ACCESS, CHECK, PNRR = FilingKind.ACCESS, FilingKind.PRELIMINARY, FilingKind.PNRR
PLANT = "impianti.0."


@dataclass(frozen=True)
class Paper:
    """A line of the list: the item, the kinds that the text names, the facts that make it due, or not, or unknown."""

    item: str
    kinds: tuple[str, ...]
    due: dict[str, Any] = field(default_factory=dict)
    left_out: dict[str, Any] | None = None
    unknown: dict[str, Any] | None = None
    point: int | None = None


def _plant(**facts: Any) -> dict[str, Any]:
    return {f"{PLANT}{key}": value for key, value in facts.items()}


SOLAR = _plant(fonte="fotovoltaico")
THERMAL = _plant(fonte="biogas")
HYDRO = _plant(fonte="idroelettrico", pompaggio=True)
ATTORNEY = {
    "referente.procuratore": {"nome": "Ada", "cognome": "Prova", "codice_fiscale": "PRVDAA80A41D205X"},
    "referente.procura_del": date(2026, 1, 10),
}
PAPERS = {
    ACCESS: (
        Paper("DOC-01", SIX),
        Paper("DOC-02", SIX, ATTORNEY, {"referente.procuratore": None}),
        Paper("DOC-03", SIX, {"referente.ruolo": "produttore_esco"}, {"referente.ruolo": "cliente"},
              {"referente.ruolo": None}),
        Paper("DOC-04", ("cer",)),
        Paper("DOC-05", ("cec",)),
        Paper("DOC-06", SIX),
        Paper("DOC-07-LIC", WITH_TARIFF, _plant(potenza_kw="20.01", modello_unico=False),
              _plant(potenza_kw="20", modello_unico=False), _plant(potenza_kw=None, modello_unico=False)),
        Paper("DOC-07-REG", WITH_TARIFF, _plant(potenza_kw="20", modello_unico=False),
              _plant(potenza_kw="20.01", modello_unico=False), _plant(potenza_kw="20", modello_unico=None)),
        Paper("DOC-08", WITH_TARIFF, _plant(incentivo_richiesto=True, modello_unico=False),
              _plant(incentivo_richiesto=True, modello_unico=True),
              _plant(incentivo_richiesto=True, modello_unico=None)),
        Paper("DOC-09", ("gac", "caac"), _plant(nell_edificio=False), _plant(nell_edificio=True),
              _plant(nell_edificio=None)),
        Paper("DOC-10", ("aid", "cad"), _plant(presso_utenza_cliente=False), _plant(presso_utenza_cliente=True),
              _plant(presso_utenza_cliente=None)),
        Paper("DOC-11", SIX, HYDRO, HYDRO | _plant(pompaggio=False), HYDRO | _plant(pompaggio=None)),
        Paper("DOC-12", WITH_TARIFF, _plant(incentivo_richiesto=True), _plant(incentivo_richiesto=False),
              _plant(incentivo_richiesto=None)),
        Paper("DOC-13", WITH_TARIFF, SOLAR | _plant(incentivo_richiesto=True), THERMAL, _plant(fonte=None)),
        Paper("DOC-14", WITH_TARIFF, THERMAL | _plant(componenti="rigenerati", incentivo_richiesto=True),
              SOLAR | _plant(componenti="rigenerati"), THERMAL | _plant(componenti=None, incentivo_richiesto=True)),
        Paper("DOC-15", WITH_TARIFF, _plant(incentivo_richiesto=True), _plant(incentivo_richiesto=False),
              _plant(incentivo_richiesto=None)),
        Paper("DOC-16", WITH_TARIFF, _plant(contributi=[{"tipo": "regionale", "percentuale": 20}]),
              _plant(contributi=[]), _plant(contributi=None)),
        *(Paper(item, WITH_TARIFF, THERMAL | _plant(incentivo_richiesto=True), SOLAR, _plant(fonte=None))
          for item in ("DOC-17", "DOC-18", "DOC-19")),
    ),
    CHECK: (
        Paper("DOC-01", WITH_TARIFF, point=1),
        Paper("DOC-02", WITH_TARIFF, ATTORNEY, {"referente.procuratore": None}, point=2),
        Paper("DOC-03", WITH_TARIFF, {"referente.ruolo": "produttore_esco"}, {"referente.ruolo": "cliente"},
              {"referente.ruolo": None}, 3),
        Paper("DOC-24-PREV", WITH_TARIFF, _plant(modello_unico=False), _plant(modello_unico=True),
              _plant(modello_unico=None), 4),
        Paper("DOC-04", ("cer",), point=5),
        Paper("DOC-06", WITH_TARIFF, point=6),
        Paper("DOC-09", ("gac",), _plant(nell_edificio=False), _plant(nell_edificio=True),
              _plant(nell_edificio=None), 7),
        Paper("DOC-10", ("aid",), _plant(presso_utenza_cliente=False), _plant(presso_utenza_cliente=True),
              _plant(presso_utenza_cliente=None), 8),
        Paper("DOC-11", WITH_TARIFF, HYDRO, HYDRO | _plant(pompaggio=False), HYDRO | _plant(pompaggio=None), 9),
        Paper("DOC-15", WITH_TARIFF, _plant(incentivo_richiesto=True), _plant(incentivo_richiesto=False),
              _plant(incentivo_richiesto=None), 10),
        *(Paper(item, WITH_TARIFF, THERMAL | _plant(incentivo_richiesto=True), SOLAR, _plant(fonte=None), point)
          for item, point in (("DOC-17", 11), ("DOC-18", 12), ("DOC-19", 13))),
    ),
    PNRR: (
        Paper("DOC-01", ("cer", "gac"), point=1),
        Paper("DOC-02", ("cer", "gac"), ATTORNEY, {"referente.procuratore": None}, point=2),
        Paper("DOC-25-TIT", ("cer", "gac"), {}, None, {"pnrr.0.beneficiario": None}, 3),
        Paper("DOC-25-PEP", ("cer", "gac"), {"pnrr.0.beneficiario": "@persona"}, {}, {"pnrr.0.beneficiario": None}, 4),
        Paper("DOC-25-PREV", ("cer", "gac"), _plant(modello_unico=False), _plant(modello_unico=True),
              _plant(modello_unico=None), 5),
        Paper("DOC-04", ("cer",), point=6),
        Paper("DOC-06", ("cer", "gac"), point=7),
        Paper("DOC-11", ("cer", "gac"), HYDRO, HYDRO | _plant(pompaggio=False), HYDRO | _plant(pompaggio=None), 8),
        Paper("DOC-16", ("cer", "gac"), {"pnrr.0.altri_contributi_eur": 1}, {"pnrr.0.altri_contributi_eur": 0},
              {"pnrr.0.altri_contributi_eur": None}, 9),
        Paper("DOC-15", ("cer", "gac"), point=10),
        *(Paper(item, ("cer", "gac"), THERMAL, SOLAR, _plant(fonte=None), point)
          for item, point in (("DOC-17", 11), ("DOC-18", 12), ("DOC-19", 13))),
    ),
}  # fmt: skip
# What the text asks for outside Allegato 3, or the plan adds: said by the item's own reason.
BEYOND = {ACCESS: {"DOC-04-ATTO", "DOC-20", "DOC-21"}, CHECK: set(), PNRR: set()}
CASES = [
    pytest.param(procedure, paper, kind, case, id=f"{procedure.value}-{paper.item}-{kind}-{case}")
    for procedure, papers in PAPERS.items()
    for paper in papers
    for kind in SIX
    for case in ("due", "left_out", "unknown")
    if getattr(paper, case) is not None and (kind in paper.kinds or case == "due")
]


def base_of(procedure: FilingKind, kind: str) -> str:
    return f"{kind}_pnrr" if procedure is PNRR and f"{kind}_pnrr" in BASES else f"{kind}_ok"


def dossier_of(procedure: FilingKind, kind: str, changes: dict[str, Any]) -> Dossier:
    base = base_of(procedure, kind)
    people = [one.codice_fiscale for one in build(base).members if one.is_person]
    changed = {key: people[0] if value == "@persona" else value for key, value in changes.items()}
    return build(base, {**_plant(modello_unico=False, incentivo_richiesto=True), **changed})


def planned(procedure: FilingKind, dossier: Dossier) -> list[PlannedItem]:
    filing = Filing(procedure, 0 if procedure is PNRR and dossier.pnrr_projects else None)
    return plan(load_submission(procedure), dossier, law(), [], filing=filing)


def first(items: list[PlannedItem], code: str) -> PlannedItem | None:
    return next((item for item in items if item.item.id == code), None)


@pytest.mark.parametrize(("procedure", "paper", "kind", "case"), CASES)
def test_each_line_of_the_list_stands_under_its_own_condition(
    procedure: FilingKind, paper: Paper, kind: str, case: str
) -> None:
    if kind not in paper.kinds:
        assert first(planned(procedure, build(base_of(procedure, kind))), paper.item) is None
        return
    item = first(planned(procedure, dossier_of(procedure, kind, getattr(paper, case))), paper.item)
    assert item is not None
    assert item.section is Section.UPLOAD
    assert item.reason
    if case == "unknown":
        assert item.state is ItemState.UNKNOWN
        assert item.item.required_because in item.reason
    else:
        assert item.is_required is (case == "due")
        assert item.state is not ItemState.UNKNOWN
        assert item.reason == (item.item.required_because if case == "due" else item.item.not_required_because)


@pytest.mark.parametrize("procedure", PAPERS)
def test_nothing_else_is_uploaded(procedure: FilingKind) -> None:
    listed = {paper.item for paper in PAPERS[procedure]} | BEYOND[procedure]
    assert {item.id for item in load_submission(procedure).items if item.section is Section.UPLOAD} == listed


@pytest.mark.parametrize("procedure", [CHECK, PNRR])
def test_the_reference_names_the_point_of_the_list(procedure: FilingKind) -> None:
    items = {item.id: item for item in load_submission(procedure).items}
    for paper in PAPERS[procedure]:
        assert items[paper.item].refs[0].at.endswith(f", punto {paper.point}")


def test_a_thermal_plant_without_tariff_keeps_its_permit() -> None:
    for kind, facts in (("cer", THERMAL | _plant(incentivo_richiesto=False)), ("cec", THERMAL)):
        items = planned(ACCESS, dossier_of(ACCESS, kind, facts))
        uploaded, kept = first(items, "DOC-17"), first(items, "CON-17")
        assert uploaded is None or not uploaded.is_required
        assert kept is not None
        assert kept.is_required
