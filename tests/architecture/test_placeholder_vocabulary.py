"""The vocabulary of placeholders that authors read is the context that templates get, key by key."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.builders.dossiers import BASES, build
from workflow.documents import context
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Report
from workflow.domain.kind import Phase
from workflow.law import Law
from workflow.phases.machine import Position
from workflow.services.energy_report_specimen import specimen_view
from workflow.services.status import status_of
from workflow.services.status_sheet import view_of

README = Path(__file__).resolve().parents[2] / "templates" / "README.md"
LINE = re.compile(r"^- `([A-Z_]+)`(?: = `([A-Z_]+)` \+)?(?: \(.*?\))?:((?: |\n  |`[^`]+`|\*)+)$", re.MULTILINE)
KEY = re.compile(r"`([a-z0-9_]+)(?:: (\[)?([A-Z_]+)\]?)?`")
ROOT_SHAPE = "DOCUMENT_CONTEXT"
# Who gives a mandate, comes or goes may be a member, a producer or a body: the vocabulary promises what they share.
AT_LEAST = {
    "mandante",
    *(f"{place}variazione.{party}" for place in ("", "atto.") for party in ("subentrante", "uscente")),
    "pnrr.beneficiario_dati",
}
# Added by the writer, which knows the document's edition and whether findings are open.
FROM_THE_WRITER = {"bozza", "pie"}
# What no conforming dossier has, so that every shape of the vocabulary meets the real context.
RARE: dict[str, Any] = {
    "impianti.0.accumulo": {"capacita_kwh": 10},
    "impianti.0.concessione": {"tipo": "concessione"},
    "impianti.0.contributi": [{"tipo": "PNRR"}],
    "impianti.0.macchine": [{"marca": "Prova"}],
    "referente.certificato_esco": {"numero": "1"},
    "referente.procuratore": {"nome": "Anna"},
    "referente.bilancio": {"esercizi": [{"anno": 2025}]},
    "impianti.0.alimentazione": {"combustibili": [{"nome": "letame"}]},
    "contratto_gse": {
        "codice": "1",
        "rendiconti": [{"anno": 2026, "conti": {"impieghi_sociali": [{}], "riparto": [{}]}}],
        "fermate": [{}],
    },
    "uscite": [{"tipo": "recesso", "investimento": {"costo_eur": 1}}],
    "stima_benefici": {"scenari": [{"scenario": "atteso"}], "quote": [{}]},
    "impianti.0.rigenerazione": {"componenti": [{}], "officina": {"denominazione": "Prova"}},
    "atti_gse": [
        {"tipo": "richiesta_integrazione", "pratica": "prova", "ricevuto_il": date(2026, 11, 1)},
        {"tipo": "preavviso_rigetto", "pratica": "prova", "ricevuto_il": date(2026, 11, 20)},
    ],
    "variazioni": [
        {"nome": "prova", "tipo": "cambio_titolare_punto", "comunicazioni_precedenti": [{}]},
        {"nome": "altra", "tipo": "aggiunta_impianto"},
    ],
    "richiesta.invii_precedenti": [{}],
    "pnrr": [{"impianto": "prova", "spese": [{}], "titolari_effettivi": [{}]}],
}


@dataclass(frozen=True)
class Use:
    """Where a key leads: the shape of its value, and whether that is a list."""

    shape: str | None
    is_list: bool


def vocabulary() -> dict[str, dict[str, Use]]:
    """Return the shapes of the README with their keys."""
    text = README.read_text(encoding="utf-8").split("## Placeholder vocabulary")[1]
    shapes: dict[str, dict[str, Use]] = {}
    for name, base, body in LINE.findall(text):
        own = {key: Use(shape or None, bool(bracket)) for key, bracket, shape in KEY.findall(body)}
        shapes[name] = {**shapes.get(base, {}), **own}
    return shapes


SHAPES = vocabulary()


def differences(value: Mapping[str, Any], shape: str, path: str, met: set[str]) -> Iterator[str]:
    """Yield what is in the value and not in the vocabulary, or the reverse."""
    met.add(shape)
    documented = SHAPES[shape]
    missing = set(documented) - set(value) - FROM_THE_WRITER
    extra = set() if path in AT_LEAST else set(value) - set(documented)
    yield from (f"{path}: «{key}» is documented and not there" for key in sorted(missing))
    yield from (f"{path}: «{key}» is there and not documented" for key in sorted(extra))
    for key in documented.keys() & value.keys():
        yield from _inside(value[key], documented[key], f"{path}.{key}".removeprefix("."), met)


def _inside(value: Any, use: Use, path: str, met: set[str]) -> Iterator[str]:
    items = value if isinstance(value, list) else [value]
    nested = [item for item in items if isinstance(item, dict)]
    if nested and (use.shape is None or use.is_list is not isinstance(value, list)):
        yield f"{path}: the vocabulary gives it another shape"
        return
    for item in nested:
        yield from differences(item, str(use.shape), path, met)


def rare(base: str) -> Dossier:
    """Return the dossier of a base with what is rare, and variations that name a point, a plant and parties of it."""
    plain = build(base)
    pod, plant = next(point.pod for _, point in plain.points), plain.plants[0].name
    party = plain.members[0].codice_fiscale or plain.members[0].partita_iva
    return build(
        base,
        {
            **RARE,
            "variazioni.0.punti": [pod],
            "variazioni.0.nuovo_soggetto": party,
            "variazioni.0.soggetto_precedente": party,
            "variazioni.1.impianti": [plant],
            "uscite.0.membro": party,
            "contratto_gse.rendiconti.0.conti.riparto": [{"codice_fiscale": party}],
            "stima_benefici.quote": [{"codice_fiscale": party}],
            "pnrr.0.beneficiario": party,
            **({"contratto.assemblea.votazioni": [{"punto": "a"}]} if plain.contract else {}),
            **(
                {
                    "comunita.assemblea_costitutiva": {"votazioni": [{"punto": "statuto"}]},
                    "comunita.assemblea_ordinaria": {},
                }
                if plain.community
                else {}
            ),
        },
    )


def _contexts(dossier: Dossier, law: Law) -> Iterator[tuple[str, dict[str, Any]]]:
    shared = context.build(dossier, law)
    yield ROOT_SHAPE, shared
    yield from (("PER_MEMBER", context.for_member(dossier, member)) for member in dossier.active_members)
    yield from (("PER_LIBERATORIA", context.for_release(dossier, m)) for m in dossier.members if m.is_release)
    yield from (("PER_PLANT", context.for_plant(dossier, index)) for index in range(len(dossier.plants)))
    yield from (("PER_PRODUCER", context.for_producer(view)) for view in shared["produttori"])
    yield from (("PER_MANDATE", context.for_mandate(dossier, mandate)) for mandate in dossier.mandates)
    yield from (("PER_VARIATION", context.for_variation(dossier, i, law)) for i in range(len(dossier.variations)))
    yield from (("PER_ACT", context.for_act(dossier, i, law)) for i in range(len(dossier.gse_acts)))
    reports = dossier.gse_contract.reports if dossier.gse_contract else ()
    yield from (("PER_YEAR", context.for_year(dossier, report)) for report in reports)
    yield from (("PER_MEMBER_YEAR", addition) for _, _, addition in context.for_member_years(dossier))
    yield from (("PER_EXIT", context.for_exit(dossier, i)) for i in range(len(dossier.exits)))
    found = status_of(dossier, law, Report(), Position(Phase.ENGAGEMENT), {})
    yield "PER_STATUS", view_of(found)
    yield "PER_ENERGY_REPORT", specimen_view(law)


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


@pytest.mark.parametrize("base", BASES)
def test_the_context_of_every_kind_has_the_documented_keys_and_no_others(base: str, law: Law) -> None:
    contexts = [pair for d in (build(base), rare(base)) for pair in _contexts(d, law)]
    assert [line for shape, value in contexts for line in differences(value, shape, "", set())] == []


def test_every_documented_shape_is_met_by_some_dossier(law: Law) -> None:
    met: set[str] = set()
    for base in BASES:
        for shape, value in _contexts(rare(base), law):
            list(differences(value, shape, "", met))
    assert set(SHAPES) - met == {"FOOTER"}


def test_a_key_that_is_not_documented_is_found() -> None:
    address = {"via": 1, "civico": 1, "cap": 1, "comune": 1, "provincia": 1, "riga": 1}
    assert list(differences(address, "ADDRESS", "sede", set())) == []
    assert list(differences({**address, "scala": 1}, "ADDRESS", "sede", set())) == [
        "sede: «scala» is there and not documented"
    ]
    del address["riga"]
    assert list(differences(address, "ADDRESS", "sede", set())) == ["sede: «riga» is documented and not there"]
