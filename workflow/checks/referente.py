"""Rules on the Referente and its declarations: exclusion causes, certificate, channel, consents, self-declarations."""

from collections.abc import Iterator

from workflow.checks.engine import Verdict, failed, holds_unless, not_applicable, passed, rule, unknown
from workflow.checks.plant_facts import name_of
from workflow.checks.roster import code_of, codes_of, current_points, producer_codes, who
from workflow.checks.three_valued import judged
from workflow.checks.variation_facts import is_notified, path_of_variation, variations_of
from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Dossier, path_of_plant, path_of_row
from workflow.domain.finding import FieldPath
from workflow.domain.member import Member
from workflow.domain.referente import Exclusions, Referente, ReferenteRole
from workflow.domain.request import Procedure
from workflow.domain.variation import Variation, VariationKind
from workflow.law.law import Law

EXCLUSIONS = "referente/cause_esclusione"
CERTIFICATE = "referente/certificazione_esco"
CHANNELS = "portale/canali_ammessi"
REFERENTE: FieldPath = ("referente",)
REQUEST: FieldPath = ("richiesta",)
MEMBERS: FieldPath = ("soci",)


@rule("REF-01")
def referente_is_known(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Name the person, natural or legal, who manages the request and answers for it."""
    referente = dossier.get_referente()
    if referente is None or not codes_of(referente):
        yield unknown(REFERENTE)
    else:
        yield passed(REFERENTE, referente=who(referente))


@rule("REF-02")
def no_cause_excludes_the_referente(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """None of the four causes stands; a pending recovery order suspends access, the others bar it."""
    stated = dossier.referente.exclusions if dossier.referente else Exclusions()
    by_key = {field.alias: getattr(stated, name) for name, field in Exclusions.model_fields.items()}
    for cause in law.value(EXCLUSIONS, dossier.sent_on).items:
        key = str(cause["id"])
        stands = by_key[key]
        path = (*REFERENTE, "cause_esclusione", key)
        wording = key if key == "deggendorf" else None
        yield judged(path, None if stands is None else not stands, wording, causa=str(cause["testo"]))


@rule("REF-06")
def esco_certificate_is_valid(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Require from an ESCO a plant of the configuration, and a certificate valid on the day of sending."""
    referente = dossier.referente
    path: FieldPath = (*REFERENTE, "certificato_esco")
    if referente is None or referente.role is None:
        yield unknown(path, norma=law.value(CERTIFICATE, dossier.sent_on).text, scade_il=None)
        return
    if referente.role is not ReferenteRole.THIRD_PRODUCER_ESCO:
        yield not_applicable(path)
        return
    certificate = referente.esco_certificate
    if certificate is None:
        own = [plant.producer for plant in dossier.plants if codes_of(plant.producer) & codes_of(referente)]
        certificate = next((p.esco_certificate for p in own if p is not None and p.esco_certificate), None)
    expires = certificate.expires_on if certificate else None
    fact = None if expires is None else expires >= dossier.sent_on
    norm = law.value(CERTIFICATE, dossier.sent_on).text
    yield judged(path, fact, norma=norm, scade_il=expires, inviata_il=dossier.sent_on)
    yield _produces(dossier, referente)


@rule("REF-08")
def yearly_duties_are_organised(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Every year: report to the GSE, separate accounts, surplus used as promised; so somebody must have chosen how."""
    yield from _done(dossier)
    choices = dossier.choices
    use, day = choices.surplus_use, choices.annual_statement_day
    yield passed(("scelte", "uso_eccedenza")) if use else unknown(("scelte", "uso_eccedenza"))
    if dossier.kind.is_remote:
        return
    yield passed(("scelte", "rendiconto_entro")) if day else unknown(("scelte", "rendiconto_entro"))


def _done(dossier: Dossier) -> Iterator[Verdict]:
    """Yield what each year's report says was done; the text gives no last day for sending it."""
    reports = dossier.gse_contract.reports if dossier.gse_contract else ()
    for place, report in enumerate(reports):
        facts = {
            "relazione_inviata_il": None if report.sent_on is None else True,
            "contabilita_separata": report.has_separate_accounts,
            "eccedenza_impiegata": report.is_surplus_used,
        }
        for key, fact in facts.items():
            path: FieldPath = ("contratto_gse", "rendiconti", place, key)
            yield (
                judged(path, fact, key, anno=report.year)
                if fact is not None
                else unknown(path, "anno_ignoto", anno=report.year)
            )


@rule("REF-10")
def change_of_referente_is_notified(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Who becomes Referente after the sending must be notified promptly, or contract and payments do not move."""
    path: FieldPath = (*REFERENTE, "nominato_il")
    sent, referente = dossier.request.sent_on, dossier.referente
    changes = [one for one in variations_of(dossier, VariationKind.REFERENTE) if one[1].withdrawn_on is None]
    for index, change in changes:
        yield _change(dossier, index, change)
    if changes:
        return
    if sent is None:
        yield not_applicable(path)
    elif referente is None or referente.appointed_on is None:
        yield unknown(path)
    else:
        notified = referente.appointed_on <= sent or dossier.request.procedure is Procedure.VARIATION
        yield judged(path, notified, nominato_il=referente.appointed_on, inviata_il=sent)


def _change(dossier: Dossier, index: int, change: Variation) -> Verdict:
    """Judge one change of Referente recorded as a variation: told to the GSE, and to the person the dossier names."""
    path = path_of_variation(index, "comunicata_il")
    referente = dossier.get_referente()
    values = {
        "nominato_il": change.happened_on,
        "inviata_il": dossier.request.sent_on,
        "comunicata_il": change.notified_on,
        "nuovo_soggetto": change.new_party,
    }
    if not is_notified(change, dossier.as_of):
        if change.happened_on is None:
            return unknown(path_of_variation(index, "avvenuta_il"))
        if change.happened_on > dossier.as_of:
            return not_applicable(path)
        return failed(path, "non_comunicato", **values)
    if change.new_party is None or not codes_of(referente):
        return unknown(path_of_variation(index, "nuovo_soggetto"), "chi_non_noto")
    is_latest = index == max(place for place, _ in variations_of(dossier, VariationKind.REFERENTE))
    same = not is_latest or code_of(change.new_party) in codes_of(referente)
    return judged(path_of_variation(index, "nuovo_soggetto"), same, "altro_referente", **values)


@rule("PRC-01")
def request_goes_through_the_portal(dossier: Dossier, law: Law) -> Iterator[Verdict]:
    """Only what is sent through the portal counts."""
    path: FieldPath = (*REQUEST, "canale")
    channel = dossier.request.channel
    if channel is None and dossier.is_sending_assumed:
        yield not_applicable(path)
        return
    admitted = law.value(CHANNELS, dossier.sent_on).ids
    yield judged(path, None if channel is None else channel.value in admitted, canale=channel)


@rule("PRC-04")
def rid_covers_every_plant(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Ritiro dedicato asked with the request covers all plants; one with an all-inclusive tariff asks it elsewhere."""
    wants = dossier.request.wants_rid
    path: FieldPath = (*REQUEST, "rid")
    if wants is None:
        yield unknown(path, impianto="")
    elif not wants:
        yield not_applicable(path)
    else:
        for index, plant in enumerate(dossier.plants):
            fact = None if plant.other_tariff is None else not plant.other_tariff
            name = f" per l’impianto {name_of(plant, index)}"
            yield judged(path_of_plant(index, "altri_incentivi"), fact, impianto=name)


@rule("PRC-05")
def minimum_prices_are_chosen(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """With ritiro dedicato, say whether minimum guaranteed prices are asked; without it the choice has no effect."""
    path: FieldPath = (*REQUEST, "prezzi_minimi")
    wants, prices = dossier.request.wants_rid, dossier.request.wants_minimum_prices
    if wants:
        yield unknown(path) if prices is None else passed(path)
    elif prices and wants is False:
        yield failed(path)
    else:
        yield not_applicable(path)


@rule("PRC-08")
def each_subject_declares_its_requirements(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Collect one self-declaration for each subject, for requirements the Referente cannot see."""
    yield from holds_unless(MEMBERS, _undeclared(dossier))


@rule("PRC-09")
def consents_were_given(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Clients consent to the use of their SII data; where the tariff is asked, to the RSE campaigns too."""
    yield judged((*REQUEST, "consensi_sii"), dossier.request.consents_sii, consenso="SII", socio="i clienti finali")
    yield from holds_unless(MEMBERS, _without_consent(dossier))
    if dossier.kind.has_tariff:
        given = dossier.request.consents_rse
        yield judged((*REQUEST, "consensi_rse"), given, consenso="RSE", socio="clienti e produttori")


@rule("SCD-05")
def referente_has_a_pec(dossier: Dossier, _law: Law) -> Iterator[Verdict]:
    """Notices of the GSE go to the PEC of the request; an ordinary mailbox is not one."""
    referente = dossier.get_referente()
    path: FieldPath = (*REFERENTE, "pec")
    if referente is None or referente.pec is None:
        yield unknown(path)
        return
    is_ordinary = referente.email is not None and referente.email.lower() == referente.pec.lower()
    yield judged(path, not is_ordinary, pec=referente.pec)


def _produces(dossier: Dossier, referente: Referente) -> Verdict:
    """Judge whether an ESCO produces in the configuration: without a plant it is no Referente in that role."""
    path: FieldPath = ("impianti",)
    name = who(referente)
    if codes_of(referente) & producer_codes(dossier):
        return passed(path, referente=name)
    known = bool(dossier.plants) and all(codes_of(dossier.producer_of(plant)) for plant in dossier.plants)
    if known and codes_of(referente):
        return failed(path, "non_produce", referente=name)
    return unknown(path, "produttori_ignoti", referente=name)


def _undeclared(dossier: Dossier) -> Iterator[Verdict]:
    papers = {attachment.key for attachment in dossier.attachments_of(AttachmentKind.DECLARATION)}
    for member in dossier.active_members:
        path = path_of_row(member.index, "dichiarazione_il")
        values = {"socio": who(member, member.index), "dichiarazione_il": member.declaration_on}
        if member.declaration_on is None:
            if member.key is None or member.key not in papers:
                yield unknown(path, **values)
        elif member.declaration_on > dossier.sent_on:
            yield failed(path, inviata_il=dossier.sent_on, **values)


def _without_consent(dossier: Dossier) -> Iterator[Verdict]:
    holders: dict[int, Member] = {member.index: member for member, _ in current_points(dossier)}
    for member in holders.values():
        wanted = {"consenso_sii": member.consent_sii}
        if dossier.kind.has_tariff:
            wanted["consenso_rse"] = member.consent_rse
        for column, given in wanted.items():
            if given is not True:
                path = path_of_row(member.index, column)
                values = {"socio": who(member, member.index), "consenso": column.rpartition("_")[2].upper()}
                yield unknown(path, **values) if given is None else failed(path, **values)
