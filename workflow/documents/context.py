"""Where the two vocabularies meet: turns a dossier and the law of its day into what templates may name."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from workflow.documents.act_view import act_view
from workflow.documents.benefit_view import benefit_view, member_estimate
from workflow.documents.choice_view import choice_view
from workflow.documents.community_assembly_view import founders_of, founding_view, ordinary_view
from workflow.documents.condominium_votes import group_contract_view
from workflow.documents.contract_view import contract_view
from workflow.documents.exit_view import exit_view
from workflow.documents.labels import ACRONYMS, label
from workflow.documents.mandate_view import mandates_due
from workflow.documents.plant_view import plant_view, producer_views
from workflow.documents.project_view import project_view
from workflow.documents.record_view import plain_record, plain_value
from workflow.documents.subject_view import address_view, member_view, person_view, point_view, subject_view
from workflow.documents.variation_view import variation_view
from workflow.documents.year_view import shares_of_year, year_view
from workflow.domain.dossier import Dossier
from workflow.domain.gse_contract import AnnualReport
from workflow.domain.mandate import Mandate
from workflow.domain.member import Member
from workflow.domain.plant import Plant
from workflow.law import Law, UnknownOnThatDayError
from workflow.phases.first_choice import Answers


@dataclass(frozen=True)
class LegalValue:
    """A value of the law that templates may print: its parameter, and the key if that is a table."""

    name: str
    parameter: str
    key: str | None = None
    is_share: bool = False


LEGAL_VALUES = (
    LegalValue("soglia_solo_tariffa", "tariffa/soglia_eccedenza", "solo_tariffa", is_share=True),
    LegalValue("soglia_con_contributo", "tariffa/soglia_eccedenza", "con_contributo", is_share=True),
    LegalValue("durata_incentivo_anni", "tariffa/durata"),
    LegalValue("potenza_massima_kw", "impianto/potenza_massima"),
    LegalValue("durata_mandato_mesi", "mandato/durata"),
    LegalValue("termine_richiesta_giorni", "richiesta/giorni"),
    LegalValue("pec_gse", "portale/pec_gse"),
    LegalValue("quota_esistenti", "impianto/quota_massima_esistenti", is_share=True),
    LegalValue("cumulo_massimo", "tariffa/intensita_massima_contributo", is_share=True),
    LegalValue("preavviso_recesso_contratto_gse_giorni", "procedura/preavviso_recesso"),
    LegalValue("controllo_territoriale", "configurazione/prova_territorio_controllo"),
    LegalValue("procedure_rigenerazione_il", "impianto/data_rigenerazione_officina"),
)
_PERCENT = Decimal(100)
_MEMBERS_AND_CONTROL = "membri_e_controllo"


def build(dossier: Dossier, law: Law, answers: Answers | None = None) -> dict[str, Any]:
    """Return what every template may name; documents `per` something add their subject by the functions below."""
    members = [member_view(dossier.represented(member)) for member in dossier.active_members]
    plants = [plant_view(dossier, index) for index in range(len(dossier.plants))]
    referente = _referente(dossier)
    return {
        "configurazione": plain_record(dossier.configuration)
        | {"tipologia_estesa": dossier.kind.label, "sigla": ACRONYMS[dossier.kind], "denominazione": dossier.title},
        "comunita": _community(dossier),
        "edificio": _building(dossier),
        "contratto": group_contract_view(dossier, law),
        "referente": referente,
        "impianti": plants,
        "impianti_terzi": [plant for plant in plants if plant["terzo"]],
        "impianti_incentivati": [plant for plant in plants if plant["incentivo_richiesto"]],
        "soci": members,
        "fondatori": [member_view(dossier.represented(member)) for member in founders_of(dossier)],
        "clienti": [member for member in members if member["punti"]],
        "imprese": [member for member in members if member["e_impresa"]],
        "produttori": producer_views(dossier),
        "liberatorie": [member_view(dossier.represented(member)) for member in dossier.members if member.is_release],
        "punti": [point_view(member, i) for member in dossier.members for i in range(len(member.points))],
        "mandati": [_mandate(dossier, mandate) for mandate in dossier.mandates],
        "mandati_dovuti": mandates_due(dossier, law),
        "richiesta": plain_record(dossier.request) | {"data_invio": dossier.sent_on},
        "scelte": _choices(dossier),
        "contratto_gse": contract_view(dossier, law),
        "atti_gse": plain_value(dossier.gse_acts),
        "variazioni": plain_value(dossier.variations),
        "pnrr": [project_view(dossier, project) for project in dossier.pnrr_projects],
        "beneficio": benefit_view(dossier),
        "totali": _totals(dossier),
        "confronto": choice_view(dossier, answers),
        "comuni_impianti": sorted({p.address.comune for p in dossier.plants if p.address.comune}),
        "legge": legal_values(dossier, law),
        "oggi": dossier.as_of,
        "data_documento": dossier.as_of,
        "luogo": _place(dossier),
    }


def legal_values(dossier: Dossier, law: Law) -> dict[str, Any]:
    """Return the law's values on the day of sending; a value unknown on that day is a missing datum."""
    day = dossier.sent_on
    excluded = _or_none(lambda: law.value("membri/ateco_esclusi", day).value)
    scope = _or_none(lambda: law.value("membri/cer_portata_elenco", day).value)
    return {item.name: _legal_value(law, item, dossier) for item in LEGAL_VALUES} | {
        "ateco_esclusi": [f"{entry['codice']} (ATECO {entry['edizione']})" for entry in excluded or []],
        "elenco_chiuso_membri": scope == _MEMBERS_AND_CONTROL,
    }


def for_member(dossier: Dossier, member: Member) -> dict[str, Any]:
    """Return what a document per member adds."""
    return {"socio": member_view(dossier.represented(member)), "stima": member_estimate(dossier, member)}


def for_release(dossier: Dossier, member: Member) -> dict[str, Any]:
    """Return what a liberatoria adds."""
    return {"cliente": member_view(dossier.represented(member))}


def for_plant(dossier: Dossier, index: int) -> dict[str, Any]:
    """Return what a document per plant adds."""
    return {"impianto": plant_view(dossier, index)}


def for_producer(producer: dict[str, Any]) -> dict[str, Any]:
    """Return what a document per producer adds; `producer` comes from `producer_views`."""
    return {"produttore": producer}


def for_mandate(dossier: Dossier, mandate: Mandate) -> dict[str, Any]:
    """Return what a mandate adds: who gives it, and the plants it regards."""
    return {
        "mandante": subject_view(dossier.find_party(mandate.principal)),
        "mandato": _mandate(dossier, mandate),
    }


def for_variation(dossier: Dossier, index: int, law: Law) -> dict[str, Any]:
    """Return what a document per variation adds."""
    return {"variazione": variation_view(dossier, index, law)}


def for_act(dossier: Dossier, index: int, law: Law) -> dict[str, Any]:
    """Return what the answer to an act of the GSE adds."""
    return {"atto": act_view(dossier, index, law)}


def for_year(dossier: Dossier, report: AnnualReport) -> dict[str, Any]:
    """Return what a document per year adds."""
    return {"rendiconto": year_view(dossier, report)}


def for_member_years(dossier: Dossier) -> Iterator[tuple[AnnualReport, Member, dict[str, Any]]]:
    """Yield what a document per member and year adds, for each line of each year's split."""
    for report in dossier.gse_contract.reports if dossier.gse_contract else ():
        for member, share in shares_of_year(dossier, report):
            yield report, member, {**for_year(dossier, report), "socio": member_view(member), "riparto": share}


def for_exit(dossier: Dossier, index: int) -> dict[str, Any]:
    """Return what a document per exit adds."""
    found = exit_view(dossier, index)
    return {"uscita": found, "socio": found["socio"]}


def _legal_value(law: Law, item: LegalValue, dossier: Dossier) -> Any:
    value = _or_none(lambda: law.value(item.parameter, dossier.sent_on).value)
    if value is not None and item.key is not None:
        value = value[item.key]
    return plain_value(value * _PERCENT if item.is_share and value is not None else value)


def _or_none(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except UnknownOnThatDayError:
        return None


def _community(dossier: Dossier) -> dict[str, Any] | None:
    community = dossier.community
    subject = dossier.community_subject()
    if community is None or subject is None:
        return None
    return plain_record(community) | {
        "forma_giuridica_estesa": label(community.legal_form),
        "sede": address_view(community.address),
        "rappresentante": person_view(community.representative),
        "consiglio": [person_view(person) for person in community.board],
        "capitale_iniziale_eur": None
        if community.share_eur is None
        else community.share_eur * len(founders_of(dossier)),
        "assemblea_costitutiva": founding_view(dossier, community),
        "assemblea_ordinaria": ordinary_view(dossier, community),
        "presentazione": (subject_view(subject) or {})["presentazione"],
    }


def _building(dossier: Dossier) -> dict[str, Any] | None:
    building = dossier.building
    if building is None:
        return None
    return plain_record(building) | {
        "tipo_esteso": label(building.kind),
        "indirizzo": address_view(building.address),
        "amministratore": person_view(building.administrator),
    }


def _referente(dossier: Dossier) -> dict[str, Any] | None:
    referente = dossier.get_referente()
    if referente is None:
        return None
    return (subject_view(referente) or {}) | {
        "ruolo_esteso": label(referente.role),
        "procuratore": person_view(referente.attorney),
    }


def _choices(dossier: Dossier) -> dict[str, Any]:
    choices = dossier.choices
    return plain_record(choices) | {
        "criterio_riparto_esteso": label(choices.split_rule),
        "uso_eccedenza_esteso": label(choices.surplus_use),
    }


def _mandate(dossier: Dossier, mandate: Mandate) -> dict[str, Any]:
    principal = dossier.find_party(mandate.principal)
    concerned = [
        plant_view(dossier, index)
        for index, plant in enumerate(dossier.plants)
        if (mandate.plant in {plant.name, plant.censimp} if mandate.plant else _produces(dossier, plant, mandate))
    ]
    return plain_record(mandate) | {
        "mandante_nome": principal.full_name if principal else None,
        "impianti": concerned,
    }


def _produces(dossier: Dossier, plant: Plant, mandate: Mandate) -> bool:
    producer = dossier.producer_of(plant)
    if producer is None or mandate.principal is None:  # a producer without a VAT number is not who is unknown
        return False
    return mandate.principal in {producer.codice_fiscale, producer.partita_iva}


def _totals(dossier: Dossier) -> dict[str, Any]:
    members = dossier.active_members
    return {
        "impianti": len(dossier.plants),
        "potenza_kw": _sum(plant.power_kw for plant in dossier.plants),
        "soci": len(members),
        "clienti": sum(1 for member in members if member.points),
        "punti": len(dossier.points),
        "consumo_annuo_kwh": _sum(point.annual_kwh for _, point in dossier.points),
        "producibilita_kwh": _sum(plant.annual_production_kwh for plant in dossier.plants),
        "millesimi_aderenti": _sum(member.millesimi for member in members),
    }


def _sum(values: Iterable[Decimal | None]) -> Decimal | None:
    """Return the sum, or None while any addend is unknown: a partial sum would look like the whole."""
    known = list(values)
    return None if not known or any(value is None for value in known) else sum((v for v in known if v), Decimal())


def _place(dossier: Dossier) -> str | None:
    if dossier.community is not None and dossier.community.address.comune:
        return dossier.community.address.comune
    if dossier.building is not None and dossier.building.address.comune:
        return dossier.building.address.comune
    return dossier.configuration.comune
