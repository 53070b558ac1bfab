"""The terms of the contract with the GSE: twenty years, its extension, withdrawal, records, payments and balance."""

from collections.abc import Iterator
from datetime import date, timedelta

from workflow.checks.decorrenza import start_of
from workflow.checks.plant_facts import name_of
from workflow.checks.service_period import last_tariff_day
from workflow.domain.dossier import Dossier, path_of_plant
from workflow.law import Law, UnknownOnThatDayError
from workflow.law.calendar import last_day_of_nth_month_after
from workflow.phases.tracking.occurrence import Occurrence
from workflow.phases.tracking.request_terms import sent_on

TARIFF_TERM = "fine_incentivo"
EXTENSION_TERM = "proroga_incentivo"
WITHDRAWAL_TERM = "recesso"
RECORDS_TERM = "conservazione_documenti"
ADVANCE_TERM = "primo_acconto"
BALANCE_TERM = "conguaglio"
PUBLICATION_TERM = "pubblicazione_acconto"
PAYMENT_TERM = "pagamento"
SPLITTING_WATCH_TERM = "osservazione_frazionamento"
_LOOK_BACK = timedelta(days=31)


def plant_period_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield when each incentivised plant's tariff ends, and until when its extension can be asked."""
    asked_on = sent_on(dossier)
    if asked_on is None or not dossier.kind.has_tariff:
        return
    for index, plant in enumerate(dossier.plants):
        started = start_of(dossier, plant, law, asked_on)
        if started.start_on is None or started.is_tariff is False:
            continue
        path = path_of_plant(index, "entrata_in_esercizio")
        name = name_of(plant, index)
        ends_on = last_tariff_day(started.start_on, law, asked_on)
        yield Occurrence(TARIFF_TERM, name, name, started.start_on, path, due_on=ends_on)
        yield Occurrence(EXTENSION_TERM, name, name, ends_on, path, law_on=asked_on)


def splitting_watch_terms(dossier: Dossier, _law: Law) -> Iterator[Occurrence]:
    """Yield until when changes of owner or parcel can still make plants one: from the first plant's operation."""
    entered = [p.entered_operation_on for p in dossier.plants if p.entered_operation_on is not None]
    if dossier.kind.has_tariff and sent_on(dossier) is not None and len(dossier.plants) > 1 and entered:
        yield Occurrence(SPLITTING_WATCH_TERM, "impianti", "impianti della configurazione", min(entered), ("impianti",))


def contract_terms(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield what the contract with the GSE starts: first advance, yearly balance, withdrawal, keeping the records."""
    contract = dossier.gse_contract
    if contract is None:
        return
    if contract.admitted_on is not None:
        path = ("contratto_gse", "accolta_il")
        due_on = last_day_of_nth_month_after(contract.admitted_on, 0)
        # No fact says that the GSE has paid: what it owed long ago is no news.
        if due_on >= dossier.as_of - _LOOK_BACK:
            name = "contratto con il GSE"
            yield Occurrence(ADVANCE_TERM, "contratto", name, contract.admitted_on, path, due_on=due_on)
        yield from _balances(dossier, contract.started_on or contract.admitted_on, contract.ended_on, law)
        if contract.ended_on is None:
            yield from _advances(dossier, law)
    if contract.withdrawal_sent_on is not None:
        yield Occurrence(
            WITHDRAWAL_TERM,
            "contratto",
            "recesso dal contratto con il GSE",
            contract.withdrawal_sent_on,
            ("contratto_gse", "recesso_efficace_il"),
            done_on=contract.withdrawal_effective_on,
        )
    if contract.ended_on is not None:
        path = ("contratto_gse", "cessato_il")
        yield Occurrence(RECORDS_TERM, "contratto", "contratto con il GSE", contract.ended_on, path)


def _advances(dossier: Dossier, law: Law) -> Iterator[Occurrence]:
    """Yield when the advance of the current month is published and when it is paid: the same comes back every month."""
    month_on = dossier.as_of.replace(day=1)
    name = f"acconto di {month_on:%m/%Y}"
    path = ("contratto_gse", "accolta_il")
    yield Occurrence(PUBLICATION_TERM, f"{month_on:%Y-%m}", name, month_on, path)
    published_on = law.due(PUBLICATION_TERM, month_on).due_on
    yield Occurrence(PAYMENT_TERM, f"{month_on:%Y-%m}", name, published_on, path)


def _balances(dossier: Dossier, since_on: date, until_on: date | None, law: Law) -> Iterator[Occurrence]:
    """Yield the balance of each year that has begun and of which the balance is not long past."""
    last_on = min(dossier.as_of, until_on or dossier.as_of)
    for year in range(max(since_on.year, last_on.year - 1), last_on.year + 1):
        event_on = date(year, 12, 1)
        try:
            due_on = law.due(BALANCE_TERM, event_on).due_on
        except UnknownOnThatDayError:
            continue
        if due_on < dossier.as_of - _LOOK_BACK:
            continue
        yield Occurrence(BALANCE_TERM, str(year), f"anno {year}", event_on, ("contratto_gse", "decorrenza"))
