"""Turns a variation into what the documents that tell the GSE of it may name."""

from collections.abc import Iterator
from typing import Any

from workflow.checks.filing_scope import named_plants
from workflow.checks.roster import code_of, codes_of
from workflow.checks.variation_filing import variation_filing
from workflow.documents.plant_view import plant_view
from workflow.documents.record_view import plain_record
from workflow.documents.subject_view import point_view, subject_view
from workflow.domain.dossier import Dossier
from workflow.domain.filing import FilingChannel
from workflow.domain.identifiers import pod
from workflow.domain.member import Member
from workflow.domain.subject import Subject
from workflow.domain.variation import Variation, VariationKind
from workflow.law import Law

TITLES = {
    VariationKind.POINT_ADDED: "aggiunta di punti di connessione in prelievo",
    VariationKind.POINT_REMOVED: "rimozione di punti di connessione in prelievo",
    VariationKind.POINT_HOLDER: "cambio del titolare di punti di connessione in prelievo",
    VariationKind.PLANT_ADDED: "aggiunta di impianti di produzione",
    VariationKind.PLANT_REMOVED: "rimozione di impianti di produzione",
    VariationKind.UPGRADE: "potenziamento di impianti già inseriti",
    VariationKind.MAINTENANCE: "manutenzione di impianti inseriti",
    VariationKind.PLANT_OWNER: "cambio del produttore di impianti inseriti",
    VariationKind.CADASTRE: "modifica catastale delle aree degli impianti",
    VariationKind.REFERENTE: "cambio del Referente",
    VariationKind.RID_STARTED: "richiesta del ritiro dell’energia immessa in rete",
    VariationKind.RID_STOPPED: "cessazione del ritiro dell’energia immessa in rete",
    VariationKind.PERMIT: "modifiche o provvedimenti sui titoli autorizzativi",
    VariationKind.OTHER: "altra modifica che incide su contributi o requisiti",
}
_BRINGS_POINTS = frozenset({VariationKind.POINT_ADDED, VariationKind.POINT_HOLDER})
_TAKES_POINTS = frozenset({VariationKind.POINT_REMOVED, VariationKind.POINT_HOLDER})
_BRINGS_PLANTS = frozenset({VariationKind.PLANT_ADDED, VariationKind.UPGRADE})


def variation_view(dossier: Dossier, index: int, law: Law) -> dict[str, Any]:
    """Return the keys of a variation, with what to file, its points, plants and parties."""
    variation = dossier.variations[index]
    filing = variation_filing(dossier, index, law)
    plants = [plant_view(dossier, place) for place in named_plants(dossier, variation)]
    is_removal = variation.kind is VariationKind.PLANT_REMOVED
    return plain_record(variation) | {
        "tipo_esteso": TITLES[variation.kind] if variation.kind is not None else None,
        "titolo": variation.name or f"variazione {index + 1}",
        "via_da_usare": filing.channel.value,
        "sul_portale": filing.channel is FilingChannel.PORTAL,
        "indirizzo_gse": filing.address,
        "entro": filing.due_on,
        "entro_feriale": filing.rolled_due_on,
        "vale_dal": filing.effective_on,
        "perso_dal": filing.lost_from,
        "perso_al": filing.lost_until,
        "giorni_persi": filing.lost_days,
        "motivi": [reason.text for reason in filing.reasons],
        "punti_aggiunti": list(_points(dossier, variation, arriving=True)) if variation.kind in _BRINGS_POINTS else [],
        "punti_rimossi": list(_points(dossier, variation, arriving=False)) if variation.kind in _TAKES_POINTS else [],
        "impianti_interessati": plants,
        "impianti_aggiunti": plants if variation.kind in _BRINGS_PLANTS else [],
        "impianti_rimossi": plants if is_removal else [],
        "subentrante": subject_view(_party(dossier, variation.new_party)),
        "uscente": subject_view(_party(dossier, variation.previous_party)),
    }


def _party(dossier: Dossier, code: str | None) -> Subject | None:
    """Return who a code means: the Referente, a member, the community or a producer; else the code alone."""
    if code is None:
        return None
    wanted = code_of(code)
    referente = dossier.get_referente()
    if referente is not None and wanted in codes_of(referente):
        return referente
    member = next((one for one in dossier.members if wanted in codes_of(one)), None)
    known = member or dossier.find_party(wanted)
    return known if known is not None else Subject(codice_fiscale=code)


def _points(dossier: Dossier, variation: Variation, *, arriving: bool) -> Iterator[dict[str, Any]]:
    """Yield each named point once, of the holder who arrives or of the one who leaves; one not in the list, alone."""
    for name in variation.pods:
        rows = [
            (member, place)
            for member in dossier.members
            for place, point in enumerate(member.points)
            if pod.compact(point.pod or "") == pod.compact(name)
        ]
        chosen = _chosen(rows, variation, arriving=arriving)
        if chosen is not None:
            yield point_view(*chosen)
        else:
            yield point_view(Member.model_validate({"punti": [{"pod": name}]}), 0)


def _chosen(rows: list[tuple[Member, int]], variation: Variation, *, arriving: bool) -> tuple[Member, int] | None:
    """Return the row of the party that the variation names, else the one whose dates say so, else the only one."""
    party = code_of(variation.new_party if arriving else variation.previous_party)
    if party is not None:
        return next((row for row in rows if party in codes_of(row[0])), None)
    if variation.kind is VariationKind.POINT_HOLDER:
        other = code_of(variation.previous_party if arriving else variation.new_party)
        rows = [row for row in rows if other not in codes_of(row[0])]
    if not rows:
        return None
    return min(rows, key=lambda row: _has_left(*row) is arriving)


def _has_left(member: Member, place: int) -> bool:
    return member.left_on is not None or member.points[place].until_on is not None
