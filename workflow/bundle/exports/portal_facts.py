"""The facts that a profile's columns may name, for each point of withdrawal, section of a plant and fuel."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from workflow.bundle.exports.profile import Rows
from workflow.checks.roster import current_points
from workflow.domain.dossier import Dossier
from workflow.domain.member import Member, WithdrawalPoint
from workflow.domain.plant import Plant, Section
from workflow.domain.subject import Subject, SubjectKind

PERSON, BODY = "persona_fisica", "persona_giuridica"
_NATURAL = frozenset({SubjectKind.PERSON, SubjectKind.SOLE_TRADER})

Facts = Mapping[str, Any]


@dataclass(frozen=True)
class RowFacts:
    """What one row may say, by the name of the fact; `nature` is whether its subject is a person or a body."""

    label: str
    facts: Facts
    nature: str | None = None


def rows_of(dossier: Dossier, rows: Rows) -> list[RowFacts]:
    """Return the rows of a table: the points on the day of judgement, the sections to be included, or their fuels."""
    return list(_ROWS[rows](dossier))


def known_facts(rows: Rows) -> frozenset[str]:
    """Return the names that the columns of such a table may use."""
    return _KNOWN[rows]


def _points(dossier: Dossier) -> Iterator[RowFacts]:
    for member, point in current_points(dossier):
        facts = {**_of_subject(member), **_of_point(member, point)}
        yield RowFacts(point.pod or f"riga di dati {point.index + 1}", facts, _nature(member))


def _of_point(member: Member, point: WithdrawalPoint) -> dict[str, Any]:
    return {
        "pod": point.pod,
        "titolo": member.title,
        "ruolo": member.role,
        "indirizzo_pod": point.address,
        "cabina_primaria": point.cabina_primaria,
        "nell_edificio": point.in_building,
        "solo_ausiliari": point.only_auxiliaries,
        "ssp_attivo": point.ssp_active,
        "dal": point.from_on or member.joined_on,
        "fino_al": point.until_on,
        "consumo_annuo_kwh": point.annual_kwh,
        "potenza_impegnata_kw": point.power_kw,
        "tensione": point.voltage,
    }


def _of_subject(subject: Subject) -> dict[str, Any]:
    is_person = subject.kind is SubjectKind.PERSON
    return {
        "natura": _nature(subject),
        "tipo": subject.kind,
        "categoria": subject.category,
        "intestatario": subject.full_name,
        "nome": subject.name if _nature(subject) == PERSON else None,
        "cognome": subject.surname if _nature(subject) == PERSON else None,
        "denominazione": None if is_person else subject.company_name,
        "codice_fiscale": subject.codice_fiscale,
        "partita_iva": subject.partita_iva,
        "codice_fiscale_o_partita_iva": subject.key,
        "ha_partita_iva": None if subject.kind is None else subject.partita_iva is not None,
        "e_studio": None if subject.kind is None else subject.kind is SubjectKind.PROFESSIONAL_STUDIO,
        "ateco": subject.ateco,
        "ateco_edizione": subject.ateco_edition,
    }


def _nature(subject: Subject | None) -> str | None:
    if subject is None or subject.kind is None:
        return None
    return PERSON if subject.kind in _NATURAL else BODY


def _sections(dossier: Dossier) -> Iterator[RowFacts]:
    for index, plant in enumerate(dossier.plants):
        name = plant.name or f"impianto {index + 1}"
        producer = dossier.producer_of(plant)
        is_third = dossier.is_third_producer(plant)
        of_producer = {f"produttore_{key}": value for key, value in _of_subject(producer or Subject()).items()}
        role = None if is_third is None else ("rileva" if is_third else "fa_parte")
        for section in _asked_for(plant):
            label = f"{name}, sezione {section.section_code}" if section.section_code else name
            facts = {**of_producer, "produttore_titolo": role, **_of_plant(plant), **_of_section(plant, section)}
            yield RowFacts(label, facts, _nature(producer))


def _asked_for(plant: Plant) -> tuple[Section, ...]:
    """Return the sections to be included; a plant of which none is written has one, still without its code."""
    return tuple(one for one in plant.sections if one.is_included is not False) or (Section(),)


def _of_plant(plant: Plant) -> dict[str, Any]:
    return {
        "impianto": plant.name,
        "censimp": plant.censimp,
        "pod": plant.pod,
        "fonte": plant.source,
        "intervento": plant.intervention,
        "comune": plant.address.comune,
        "provincia": plant.address.province,
        "via": plant.address.street,
        "civico": plant.address.number,
        "foglio": plant.cadastral_sheet,
        "particella": plant.cadastral_parcel,
        "potenza_impianto_kw": plant.power_kw,
        "entrata_in_esercizio": plant.entered_operation_on,
        "decorrenza_richiesta": plant.chosen_start_on,
        "cabina_primaria": plant.cabina_primaria,
        "incentivo_richiesto": plant.is_tariff_requested,
        "esterna_all_edificio": None if plant.in_building is None else not plant.in_building,
    }


def _of_section(plant: Plant, section: Section) -> dict[str, Any]:
    is_alone = len(plant.sections) <= 1
    return {
        "codice_sezione": section.section_code,
        "codice_up": section.up_code,
        "potenza_kw": section.power_kw or (plant.power_kw if is_alone else None),
    }


def _fuels(dossier: Dossier) -> Iterator[RowFacts]:
    for index, plant in enumerate(dossier.plants):
        if not (plant.is_thermal and plant.is_tariff_requested and dossier.kind.has_tariff):
            continue
        name = plant.name or f"impianto {index + 1}"
        fuels = plant.feedstock.fuels if plant.feedstock is not None else ()
        for section in _asked_for(plant):
            for fuel in fuels:
                facts = {
                    **_of_plant(plant),
                    **_of_section(plant, section),
                    "combustibile": fuel.name,
                    "elenco": fuel.listed_in,
                    "percentuale": fuel.share,
                    "distanza_km": fuel.distance_km,
                    "ciclo_aziendale": fuel.is_from_own_farms,
                    "voce_d3": fuel.d3_entry,
                }
                yield RowFacts(f"{name}, {fuel.name or 'combustibile'}", facts)


_ROWS: Mapping[Rows, Callable[[Dossier], Iterator[RowFacts]]] = {
    Rows.POINT: _points,
    Rows.SECTION: _sections,
    Rows.FUEL: _fuels,
}
_OF_SUBJECT = frozenset(_of_subject(Subject()))
_OF_SECTION = frozenset(_of_plant(Plant())) | frozenset(_of_section(Plant(), Section()))
_KNOWN = {
    Rows.POINT: _OF_SUBJECT | frozenset(_of_point(Member(), WithdrawalPoint())),
    Rows.SECTION: frozenset(f"produttore_{key}" for key in _OF_SUBJECT) | {"produttore_titolo"} | _OF_SECTION,
    Rows.FUEL: _OF_SECTION | {"combustibile", "elenco", "percentuale", "distanza_km", "ciclo_aziendale", "voce_d3"},
}
