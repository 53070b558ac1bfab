"""Plans the writing of a riparto in the year's accounts, from which statements and reports are printed."""

from collections.abc import Iterator
from decimal import Decimal

from workflow.checks.card_finding import finding_of, packaged_card
from workflow.domain.finding import Finding, Severity
from workflow.domain.gse_contract import AnnualReport
from workflow.domain.italian_writing import italian
from workflow.domain.year_accounts import MemberShare, YearAccounts
from workflow.energy.riparto.amounts import Pot
from workflow.energy.riparto.rule import Block
from workflow.energy.riparto.splitting import Split
from workflow.services.recording import Change, Recorded
from workflow.services.split_energy import Origin, kwh_of
from workflow.services.split_players import Participant
from workflow.services.split_rule import NOT_AGREED, missing
from workflow.services.split_sums import find_report
from workflow.services.splitting_benefits import NOT_RECEIVED, BenefitSplit, is_energy_projected

CLOSED = "ENE-45"
_NOTHING = Decimal(0)


def plan_record(found: BenefitSplit) -> Change:
    """Plan the accounts of the year with their riparto; what would make them untrue is a guard, never written."""
    if found.split is None:
        stops = (one for one in found.findings if one.severity is Severity.BLOCKING or one.code == NOT_AGREED)
        return _change(found, None, tuple(stops))
    before = find_report(found.opened.dossier, found.year)
    accounts = before.accounts if before is not None and before.accounts is not None else YearAccounts()
    after = accounts_of(found, found.split, accounts)
    return _change(found, after, tuple(_guards(found, accounts, after)))


def accounts_of(found: BenefitSplit, split: Split, before: YearAccounts) -> YearAccounts:
    """Return the accounts with the sums and the lines of the riparto; what people recorded besides stays."""
    pots = split.amounts
    lines = _lines_before(found, before)
    social = sum((line.amount_eur for line in split.of_block(Block.SOCIAL)), _NOTHING)
    update: dict[str, object] = {
        "valorisation_eur": pots.valorisation_eur,
        "gse_fees_eur": pots.gse_fees_eur,
        "costs_eur": pots.management_eur,
        "set_aside_eur": social + split.reserve_eur + split.costs.saved_eur,
        "split": tuple(
            share_of(one, split, lines.get(one.player.key)) for one in found.participants if _has(one, split)
        ),
    }
    if found.opened.dossier.kind.has_tariff:
        update |= {"tariff_eur": pots.tariff_eur, "surplus_eur": pots.surplus_eur}
    sale = split.total_eur(Pot.SALE)
    if sale or before.sale_eur is not None:
        update["sale_eur"] = sale
    return before.model_copy(update={**_energy(found), **update})


def share_of(one: Participant, split: Split, before: MemberShare | None) -> MemberShare:
    """Return a member's line; the day of its payment stays, if the sums do."""
    key = one.player.key
    is_consumer = one.player.is_consumer
    line = MemberShare(
        member=key,
        withdrawn_kwh=one.player.withdrawn_kwh if is_consumer and one.has_energy else None,
        shared_kwh=one.player.shared_kwh if is_consumer and one.has_energy else None,
        tariff_eur=_amount(split, Pot.TARIFF, key),
        surplus_eur=_amount(split, Pot.SURPLUS, key),
        valorisation_eur=_amount(split, Pot.VALORISATION, key),
        sale_eur=_amount(split, Pot.SALE, key),
        withheld_eur=one.withheld_eur if one.withheld_eur is not None else _withheld(before),
    )
    is_same = before is not None and line == before.model_copy(update={"paid_on": None})
    return line.model_copy(update={"paid_on": before.paid_on}) if is_same and before is not None else line


def _amount(split: Split, pot: Pot, key: str) -> Decimal | None:
    """Return what a member has of a pot; None where the pot gives it no line at all."""
    has_line = any(line.pot is pot for line in split.of_player(key))
    return split.total_eur(pot, player=key) if has_line else None


def _withheld(before: MemberShare | None) -> Decimal | None:
    return before.withheld_eur if before is not None else None


def _has(one: Participant, split: Split) -> bool:
    return bool(split.of_player(one.player.key))


def _lines_before(found: BenefitSplit, accounts: YearAccounts) -> dict[str, MemberShare]:
    """Return the recorded line of each participant, by its key: people may have written its other code."""
    keys = _keys(found)
    return {keys[line.member]: line for line in accounts.split if line.member in keys}


def _keys(found: BenefitSplit) -> dict[str | None, str]:
    """Return the key of each participant by each of its codes."""
    return {
        code: one.player.key
        for one in found.participants
        for code in (one.subject.partita_iva, one.subject.codice_fiscale, one.player.key)
        if code is not None
    }


def _energy(found: BenefitSplit) -> dict[str, object]:
    """Return the year's energy: as the file of sums says, else as it was measured; what is not known stays."""
    given = found.received
    known = {
        "injected_kwh": given.injected_kwh,
        "shared_kwh": given.shared_kwh,
        "incentivised_kwh": given.incentivised_kwh,
    }
    if found.energy is not None and found.energy.origin is Origin.MEASURED:
        settled = found.energy.settlement
        measured = {
            "injected_kwh": kwh_of(float(settled.injected_kwh.sum())),
            "shared_kwh": kwh_of(float(settled.shared_kwh.sum())),
            "incentivised_kwh": kwh_of(sum(float(plant.earned.energy_kwh.sum()) for plant in settled.plants)),
        }
        known = {key: measured[key] if value is None else value for key, value in known.items()}
    if not found.opened.dossier.kind.has_tariff:
        del known["incentivised_kwh"]
    return {key: value for key, value in known.items() if value is not None}


def _guards(found: BenefitSplit, before: YearAccounts, after: YearAccounts) -> Iterator[Finding]:
    """Yield what keeps the riparto from being written: it lacks something, is a trial, an estimate, or is closed."""
    stopping = {NOT_AGREED} | ({NOT_RECEIVED} if _is_estimate(found) else set())
    yield from (one for one in found.findings if one.severity is Severity.BLOCKING or one.code in stopping)
    if found.opened.dossier.gse_contract is None:
        yield missing(("contratto_gse",), "contratto", found.year)
    if after == before:
        return
    if before.approved_on is not None:
        values = {"anno": found.year, "approvati_il": before.approved_on}
        yield finding_of(packaged_card(CLOSED), (), values, wording="approvati")
    keys = _keys(found)
    labels = {one.player.key: one.label for one in found.participants}
    new = {line.member: line for line in after.split}
    for line in before.split:
        key = keys.get(line.member)
        now = new.get(key)
        if line.paid_on is not None and (now is None or now.net_eur != line.net_eur):
            values = {
                "anno": found.year,
                "chi": labels[key] if key is not None else line.member,
                "pagati_eur": line.net_eur,
                "pagata_il": line.paid_on,
                "nuovi_eur": now.net_eur if now is not None else _NOTHING,
            }
            yield finding_of(packaged_card(CLOSED), (), values)


def _is_estimate(found: BenefitSplit) -> bool:
    """Whether sums, or the energy that the criterion weighs, are only projected."""
    if found.sums is None or found.agreed.rule is None:
        return False
    is_projected = is_energy_projected(found.energy, found.agreed.rule.criterion)
    return found.sums.origin is Origin.PROJECTED or is_projected


def _change(found: BenefitSplit, accounts: YearAccounts | None, guards: tuple[Finding, ...]) -> Change:
    dossier = found.opened.dossier
    contract = dossier.gse_contract
    after = dossier
    if accounts is not None and contract is not None:
        report = find_report(dossier, found.year)
        new = (report or AnnualReport(year=found.year)).model_copy(update={"accounts": accounts})
        reports = tuple(new if one is report else one for one in contract.reports)
        reports = reports if report is not None else (*reports, new)
        after = dossier.model_copy(update={"gse_contract": contract.model_copy(update={"reports": reports})})
    lines = accounts.split if accounts is not None else ()
    total = sum((line.net_eur for line in lines), _NOTHING)
    warnings = tuple(one for one in found.findings if one.severity is Severity.WARNING and one not in guards)
    return Change(
        event=Recorded.BENEFITS_SPLIT,
        subject=f"riparto:{found.year}",
        to_state="ripartito",
        summary=f"Riparto {found.year}: {len(lines)} destinatari, {italian(total, 2)} € da pagare.",
        after=after,
        guards=guards,
        warnings=warnings,
        details={
            "year": found.year,
            "rule": found.agreed.rule.criterion.value if found.agreed.rule is not None else None,
            "origin": found.sums.origin.value if found.sums is not None else None,
        },
        is_empty=not guards and after == dossier,
        hints=(
            "Gli estratti conto dei membri, in Word e PDF: lo stesso comando con --statements CARTELLA.",
            "Il rendiconto: dossier-cer render DIR --only rendiconto_contabilita_separata.",
        ),
    )
