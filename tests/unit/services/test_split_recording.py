"""A riparto is written in the accounts only when it is the agreed one, of sums received, and nothing is closed yet."""

from datetime import date
from decimal import Decimal

import pytest

from tests.builders import rulebook, splits
from tests.builders.folders import write_folder
from tests.builders.splits import ANNA, BAKERY, BRUNO
from workflow.domain.request import SplitRule
from workflow.intake.fascicolo_file import FILE_NAME, read_fascicolo
from workflow.services.opening import open_dossier
from workflow.services.recording import record
from workflow.services.split_energy import Origin
from workflow.services.split_recording import plan_record
from workflow.services.splitting_benefits import split_benefits
from workflow.store.archive import Archive

LAW = rulebook.law()
RECEIVED = splits.sums(
    tariffa_premio_eur="700",
    eccedenza_eur="60",
    valorizzazione_eur="70",
    spese_gestione_eur="20",
    corrispettivi_gse_eur="10",
    riserva_eur="40",
    condivisa_kwh=13800,
    immessa_kwh=21000,
    membri=[{"codice_fiscale": ANNA, "prelevata_kwh": "2210,5", "condivisa_kwh": 812, "trattenute_eur": 10}],
)


def planned(dossier, **options):
    return plan_record(splits.split_of(dossier, **{"received": RECEIVED, **options}))


def accounts(change):
    [report] = change.after.gse_contract.reports
    return report.accounts


def codes(change):
    return [finding.code for finding in change.guards]


@pytest.mark.parametrize(("came_in", "set_aside"), [(770, 40), (70, 40), (45, 15), (30, 0), (10, 0)])
def test_a_reserve_is_set_aside_only_as_far_as_fees_and_management_leave_something(came_in, set_aside):
    received = splits.sums(valorizzazione_eur=came_in, spese_gestione_eur=20, corrispettivi_gse_eur=10, riserva_eur=40)
    assert accounts(planned(splits.community(), received=received)).set_aside_eur == set_aside


def test_the_accounts_hold_the_sums_the_costs_and_a_line_for_each_who_receives():
    change = planned(splits.community())
    found = accounts(change)
    assert not change.guards
    assert (found.tariff_eur, found.surplus_eur, found.valorisation_eur) == (700, 60, 70)
    assert (found.gse_fees_eur, found.costs_eur, found.set_aside_eur) == (10, 20, 40)
    assert (found.shared_kwh, found.injected_kwh, found.incentivised_kwh) == (13800, 21000, None)
    anna, bakery = (next(line for line in found.split if line.member == key) for key in (ANNA, BAKERY))
    assert (anna.withdrawn_kwh, anna.shared_kwh, anna.withheld_eur) == (Decimal("2210.5"), 812, 10)
    assert (bakery.withdrawn_kwh, bakery.surplus_eur) == (None, None)
    outgoing = found.gse_fees_eur + found.costs_eur + found.set_aside_eur
    social = 30
    assert sum(line.gross_eur for line in found.split) == 700 + 60 + 70 - outgoing - social


def test_what_people_recorded_besides_stays():
    kept = {
        "anno": 2026,
        "relazione_inviata_il": date(2027, 5, 1),
        "conti": {"altre_entrate_eur": 90, "recuperi_gse_eur": 3},
    }
    change = planned(splits.community(contratto_gse__rendiconti=[{"anno": 2025}, kept]))
    first, report = change.after.gse_contract.reports
    assert (first.year, report.sent_on) == (2025, date(2027, 5, 1))
    assert (report.accounts.other_income_eur, report.accounts.recovered_eur) == (90, 3)
    assert [finding.code for finding in change.warnings] == ["ENE-43"]


@pytest.mark.parametrize(
    ("changes", "options", "expected"),
    [
        ({}, {"requested": SplitRule.BY_CONSUMPTION}, ["ENE-40", "ENE-41"]),
        ({}, {"requested": SplitRule.MILLESIMI}, ["ENE-41"]),
        ({"scelte__uso_eccedenza": None}, {}, ["ENE-41"]),
        ({"contratto_gse": None}, {}, ["ENE-41"]),
        ({"contratto_gse__rendiconti": [{"anno": 2026, "conti": {"approvati_il": date(2027, 4, 20)}}]}, {}, ["ENE-45"]),
    ],
)  # fmt: skip
def test_what_keeps_a_riparto_from_being_written(changes, options, expected):
    change = planned(splits.community(**changes), **options)
    assert set(expected) <= set(codes(change))


def test_a_trial_with_another_rule_is_not_written():
    dossier = splits.community()
    energy = splits.energy_of(dossier, {"Impianto 1": [9.0]}, {ANNA: [5.0]})
    assert codes(planned(dossier, requested=SplitRule.BY_CONSUMPTION, energy=energy)) == ["ENE-40"]


def test_a_projection_is_not_written_and_neither_is_received_money_by_projected_energy():
    dossier = splits.community(scelte__criterio_riparto="consumo")
    energy = splits.energy_of(dossier, {"Impianto 1": [9.0]}, {ANNA: [5.0]}, origin=Origin.PROJECTED)
    assert codes(planned(dossier, energy=energy, received=None)) == ["ENE-44"]
    assert codes(planned(dossier, energy=energy)) == ["ENE-44"]
    assert codes(planned(splits.community(), energy=energy)) == []  # equal parts do not weigh energy


def test_measured_sums_are_written_with_a_warning_and_with_the_year_s_energy():
    dossier = splits.community(scelte__criterio_riparto="consumo")
    energy = splits.energy_of(dossier, {"Impianto 1": [9.0]}, {ANNA: [5.0]})
    change = planned(dossier, energy=energy, received=None)
    assert codes(change) == []
    assert "ENE-44" in [finding.code for finding in change.warnings]
    assert (accounts(change).injected_kwh, accounts(change).shared_kwh, accounts(change).incentivised_kwh) == (9, 5, 5)


def test_what_is_paid_is_not_rewritten_and_stays_paid_where_it_is_the_same():
    first = accounts(planned(splits.community()))
    lines = [line.model_dump(by_alias=True, exclude_none=True) for line in first.split]
    paid = [{**line, "pagata_il": date(2027, 5, 20)} if line["codice_fiscale"] == BRUNO else line for line in lines]
    told = first.model_dump(by_alias=True, exclude_none=True) | {"riparto": paid}
    dossier = splits.community(contratto_gse__rendiconti=[{"anno": 2026, "conti": told}])
    same = planned(dossier)
    assert (codes(same), same.is_empty) == ([], True)
    more = planned(dossier, received=RECEIVED.model_copy(update={"tariff_eur": Decimal(800)}))
    [guard] = more.guards
    assert (guard.code, guard.values["pagata_il"]) == ("ENE-45", date(2027, 5, 20))
    assert "Bruno Mattei" in guard.message


def test_the_riparto_enters_the_file_the_archive_and_the_history(tmp_path):
    folder = write_folder(tmp_path / "cer", splits.community(), is_dated=False)
    with Archive.open(str(tmp_path / "archivio.sqlite")) as archive:
        opened = open_dossier(str(folder), as_of=date(2027, 6, 1), archive=archive, law=LAW)
        found = split_benefits(opened, 2026, received=RECEIVED)
        rehearsal = record(opened, LAW, archive, plan_record(found), dry_run=True, who="prova")
        assert not rehearsal.is_written
        done = record(opened, LAW, archive, plan_record(found), who="prova")
        assert done.is_written
        written = read_fascicolo(folder / FILE_NAME).fascicolo
        assert written is not None
        assert written.gse_contract == plan_record(found).after.gse_contract
        [(entry, _)] = list(archive.history(opened.dossier.slug))
        assert (entry.event, entry.subject, entry.details["year"]) == ("benefits_split", "riparto:2026", 2026)
        again = open_dossier(str(folder), as_of=date(2027, 6, 1), archive=archive, law=LAW)
        assert plan_record(split_benefits(again, 2026, received=RECEIVED)).is_empty
