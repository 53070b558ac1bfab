"""The tracker: every term of the law is in some dossier's list, with the day the law gives and the state of the day."""

import importlib
import pkgutil
from datetime import date
from typing import Any

import pytest

from tests.builders.dossiers import build
from workflow.checks.variation_effect import EARLY_NOTICE_TERM, NOTICE_TERM
from workflow.law import Law
from workflow.phases import tracking
from workflow.phases.tracking.tracker import TermState, TrackedTerm, track

SENT = {"richiesta.inviata_il": "2026-10-01"}


@pytest.fixture(scope="module")
def law() -> Law:
    return Law.load()


def tracked(
    law: Law, base: str, facts: dict[str, Any] | None = None, as_of: str | None = None
) -> dict[str, TrackedTerm]:
    dossier = build(base, facts or {})
    if as_of is not None:
        dossier = dossier.model_copy(update={"as_of": date.fromisoformat(as_of)})
    return {term.uid.split("/", 1)[1]: term for term in track(dossier, law)}


def test_every_term_of_the_law_is_tracked_or_says_why_not(law: Law) -> None:
    modules = [
        importlib.import_module(f"{tracking.__name__}.{m.name}") for m in pkgutil.iter_modules(tracking.__path__)
    ]
    named = {str(value) for module in modules for name, value in vars(module).items() if name.endswith("_TERM")}
    named |= {EARLY_NOTICE_TERM, NOTICE_TERM}  # which of the two a change runs under is the rule's own judgement
    untracked = {name for name, term in law.terms.items() if term.untracked}
    assert named <= set(law.terms)
    assert named & untracked == set()
    assert set(law.terms) - named - untracked == set()


def test_the_120_days_run_from_each_plant_and_end_with_the_sending(law: Law) -> None:
    facts = {"impianti.0.entrata_in_esercizio": "2026-07-25", "impianti.0.nome": "Tetto"}
    term = tracked(law, "aid_ok", facts)["richiesta_tariffa_premio/Tetto"]
    assert (term.event_on, term.due_on) == (date(2026, 7, 25), date(2026, 11, 22))
    assert term.rolled_on == date(2026, 11, 23), "22/11/2026 is a Sunday: the later day is shown, not advised"
    assert term.state(date(2026, 11, 22)) is TermState.OPEN
    assert term.state(date(2026, 11, 23)) is TermState.MISSED
    sent = tracked(law, "aid_ok", {**facts, "richiesta.inviata_il": "2026-11-22"})["richiesta_tariffa_premio/Tetto"]
    assert sent.state(date(2027, 1, 1)) is TermState.DONE
    late = tracked(law, "aid_ok", {**facts, "richiesta.inviata_il": "2026-11-23"})["richiesta_tariffa_premio/Tetto"]
    assert late.state(date(2027, 1, 1)) is TermState.DONE_LATE


def test_a_request_sent_by_pec_was_not_sent(law: Law) -> None:
    terms = tracked(law, "aid_ok", {**SENT, "richiesta.canale": "pec"})
    assert all(term.done_on is None for term in terms.values() if term.term == "richiesta_tariffa_premio")


def test_a_plant_of_before_the_decree_had_120_days_from_the_portal(law: Law) -> None:
    terms = tracked(law, "aid_ok", {"impianti.0.entrata_in_esercizio": "2019-03-10", "impianti.0.nome": "Vecchio"})
    assert terms["richiesta_impianto_anteriore/Vecchio"].due_on == date(2024, 8, 6)


def test_a_plant_of_2022_of_a_cer_has_its_own_closed_term(law: Law) -> None:
    terms = tracked(law, "cer_ok", {"impianti.0.entrata_in_esercizio": "2022-05-01", "impianti.0.nome": "Scuola"})
    term = terms["richiesta_cer_impianto_2021_2024/Scuola"]
    assert term.due_on == date(2024, 8, 6)
    assert "tariffa premio" in term.missed


def test_the_rid_counts_from_the_first_plant(law: Law) -> None:
    facts = {
        "richiesta.rid": True,
        "impianti.0.entrata_in_esercizio": "2026-06-01",
        "impianti.1.entrata_in_esercizio": "2026-08-01",
    }
    assert tracked(law, "cer_ok", facts)["richiesta_ritiro_dedicato/rid"].due_on == date(2026, 9, 29)
    assert "richiesta_ritiro_dedicato/rid" not in tracked(law, "cer_ok", {**facts, "richiesta.rid": False})


def test_an_integration_request_has_thirty_days_and_stops_the_clock_of_the_gse(law: Law) -> None:
    act = {"tipo": "richiesta_integrazione", "ricevuto_il": "2026-11-01"}
    terms = tracked(law, "cer_ok", {**SENT, "atti_gse": [act]})
    answer = terms["integrazioni/richiesta-2026-11-01"]
    assert answer.due_on == date(2026, 12, 1)
    assert answer.state(date(2026, 12, 2)) is TermState.MISSED
    assert terms["decisione_gse/richiesta"].state(date(2026, 11, 22)) is TermState.SUSPENDED
    answered = {**act, "risposto_il": "2026-11-20", "risposta_completa": True}
    terms = tracked(law, "cer_ok", {**SENT, "atti_gse": [answered]})
    assert terms["integrazioni/richiesta-2026-11-01"].state(date(2026, 11, 22)) is TermState.DONE
    assert terms["decisione_gse/richiesta"].state(date(2026, 11, 22)) is TermState.OPEN
    assert terms["decisione_gse/richiesta"].due_on == date(2027, 2, 19), "31/01/2027 and the 19 days it stood still"


def test_an_incomplete_answer_does_not_end_the_term(law: Law) -> None:
    act = {
        "tipo": "richiesta_integrazione",
        "ricevuto_il": "2026-11-01",
        "risposto_il": "2026-11-10",
        "risposta_completa": False,
    }
    terms = tracked(law, "cer_ok", {**SENT, "atti_gse": [act]})
    assert terms["integrazioni/richiesta-2026-11-01"].state(date(2026, 11, 22)) is TermState.OPEN


def test_a_notice_of_rejection_has_ten_days(law: Law) -> None:
    act = {"tipo": "preavviso_rigetto", "ricevuto_il": "2026-07-01", "risposto_il": "2026-07-08"}
    terms = tracked(law, "cer_ok", {"richiesta.inviata_il": "2026-06-01", "atti_gse": [act]})
    assert terms["osservazioni_preavviso/richiesta-2026-07-01"].due_on == date(2026, 7, 11)
    assert terms["ripresa_istruttoria/richiesta-2026-07-01"].due_on == date(2026, 7, 18)


def test_the_decision_comes_by_the_end_of_the_third_month(law: Law) -> None:
    terms = tracked(law, "aid_ok", {"richiesta.inviata_il": "2026-11-22"})
    assert terms["decisione_gse/richiesta"].due_on == date(2027, 2, 28)
    assert terms["decisione_gse/richiesta"].is_awaited


def test_the_decision_is_done_when_the_act_arrives(law: Law) -> None:
    act = {"tipo": "accoglimento", "ricevuto_il": "2026-12-10"}
    term = tracked(law, "aid_ok", {**SENT, "atti_gse": [act]}, as_of="2026-12-10")["decisione_gse/richiesta"]
    assert term.state(date(2026, 12, 10)) is TermState.DONE


def test_the_opinion_of_a_preliminary_check_comes_in_sixty_days(law: Law) -> None:
    facts = {"richiesta.inviata_il": "2026-06-01", "richiesta.procedura": "verifica_preliminare"}
    assert tracked(law, "gac_ok", facts)["parere_preliminare/richiesta"].due_on == date(2026, 7, 31)


@pytest.mark.parametrize(
    ("kind", "happened_on", "term", "due_on"),
    [
        ("aggiunta_punto", "2026-11-10", "variazioni", date(2027, 3, 10)),
        ("aggiunta_punto", "2024-10-01", "variazioni_anteriori", date(2025, 8, 2)),
        ("cambio_produttore", "2028-01-09", "comunicazione_frazionamento", date(2028, 2, 8)),
        ("cambio_referente", "2026-11-10", "variazione_referente", date(2026, 11, 10)),
    ],
)
def test_each_change_has_its_own_term(law: Law, kind: str, happened_on: str, term: str, due_on: date) -> None:
    facts = {**SENT, "variazioni": [{"nome": "v", "tipo": kind, "avvenuta_il": happened_on}]}
    assert tracked(law, "cer_ok", facts)[f"{term}/v"].due_on == due_on


def test_a_change_of_the_last_day_of_the_old_window_is_still_old(law: Law) -> None:
    def term_of(day: str) -> str:
        facts = {**SENT, "variazioni": [{"nome": "v", "tipo": "aggiunta_punto", "avvenuta_il": day}]}
        return next(term.term for uid, term in tracked(law, "cer_ok", facts).items() if uid.endswith("/v"))

    assert term_of("2025-04-03") == "variazioni_anteriori"
    assert term_of("2025-04-04") == "variazioni"


def test_the_twenty_years_of_a_plant_run_from_its_start(law: Law) -> None:
    facts = {**SENT, "impianti.0.nome": "Tetto", "impianti.0.entrata_in_esercizio": "2026-09-15"}
    terms = tracked(law, "aid_ok", facts)
    assert terms["fine_incentivo/Tetto"].due_on == date(2046, 9, 14)
    assert "fine_incentivo/Tetto" not in tracked(law, "aid_ok", {"impianti.0.nome": "Tetto"}), "nothing is sent yet"
    assert "fine_incentivo/Tetto" not in tracked(law, "cad_ok", {**SENT, "impianti.0.nome": "Tetto"})


def test_the_contract_starts_its_advances_balance_withdrawal_and_records(law: Law) -> None:
    facts = {
        **SENT,
        "contratto_gse": {"accolta_il": "2026-11-20", "recesso_inviato_il": "2026-11-21", "cessato_il": "2027-01-20"},
    }
    terms = tracked(law, "cer_ok", facts)
    assert terms["primo_acconto/contratto"].due_on == date(2026, 11, 30)
    assert terms["conguaglio/2026"].due_on == date(2027, 5, 15)
    assert terms["recesso/contratto"].due_on == date(2027, 1, 20)
    assert terms["conservazione_documenti/contratto"].due_on > date(2027, 1, 20)
    open_contract = tracked(law, "cer_ok", {**SENT, "contratto_gse": {"accolta_il": "2026-09-20"}}, as_of="2026-10-05")
    assert open_contract["pubblicazione_acconto/2026-10"].due_on == date(2026, 11, 25)
    assert open_contract["pagamento/2026-10"].due_on == date(2026, 12, 31)


def test_a_control_lasts_180_days_at_most(law: Law) -> None:
    act = {"tipo": "avvio_controllo", "ricevuto_il": "2027-01-01"}
    term = tracked(law, "cer_ok", {**SENT, "atti_gse": [act]})["controllo/richiesta-2027-01-01"]
    assert term.due_on == date(2027, 6, 30)
    assert term.done_on is None


def test_mandates_come_back_every_year_until_revoked(law: Law) -> None:
    mandate = {"tipo": "referente", "mandante": "X", "conferito_il": "2025-01-10"}
    terms = tracked(law, "cer_ok", {"mandati": [mandate]}, as_of="2026-12-20")
    assert [uid for uid in terms if uid.startswith("rinnovo")] == [
        "rinnovo_mandato/referente-X-2027",
        "rinnovo_mandato/referente-X-2028",
    ]
    revoked = tracked(law, "cer_ok", {"mandati": [{**mandate, "revocato_il": "2026-02-01"}]}, as_of="2026-12-20")
    assert not [uid for uid in revoked if uid.startswith("rinnovo")]


def test_papers_that_expire_are_in_the_list(law: Law) -> None:
    facts = {
        "referente.procuratore": {"nome": "Anna", "documento": {"numero": "1", "scade_il": "2027-03-01"}},
        "referente.certificato_esco": {"numero": "1", "scade_il": "2027-04-01"},
        "pnrr": [{"impianto": "Tetto", "garanzia_scade_il": "2026-12-31"}],
    }
    days = {term.term: term.due_on for term in tracked(law, "aid_ok", facts).values()}
    assert days["scadenza_documento_identita"] == date(2027, 3, 1)
    assert days["scadenza_certificato_esco"] == date(2027, 4, 1)
    assert days["scadenza_garanzia_pnrr"] == date(2026, 12, 31)


def test_the_terms_of_a_pnrr_project_follow_the_act_of_its_concession(law: Law) -> None:
    project = {"impianto": "Tetto", "domanda_il": "2025-03-01", "inizio_lavori": "2025-04-01"}
    old = tracked(law, "gac_ok", {"pnrr": [{**project, "disciplina": "dm_414_2023"}]})
    assert old["pnrr_avvio_lavori/Tetto"].due_on == date(2025, 5, 1)
    assert old["pnrr_entrata_in_esercizio/Tetto"].due_on == date(2026, 6, 30)
    assert "pnrr_fine_lavori/Tetto" not in old
    new = tracked(law, "gac_ok", {"pnrr": [{**project, "disciplina": "dm_127_2025"}]})
    assert new["pnrr_fine_lavori/Tetto"].due_on == date(2026, 6, 30)
    assert new["pnrr_entrata_in_esercizio/Tetto"].due_on == date(2027, 12, 31)
    facility = {**project, "disciplina": "dl_19_2026", "accordo_comunicato_il": "2026-06-10"}
    assert tracked(law, "gac_ok", {"pnrr": [facility]})["pnrr_facility_esercizio/Tetto"].due_on == date(2028, 6, 10)


def test_a_pnrr_project_filed_late_under_the_first_decree_keeps_its_months_and_its_last_day(law: Law) -> None:
    project = {"impianto": "Tetto", "domanda_il": "2025-11-10", "ammesso_il": "2025-02-28", "fine_lavori": "2026-06-20"}
    old = tracked(law, "gac_ok", {"pnrr": [{**project, "disciplina": "dm_414_2023"}]})
    assert old["pnrr_esercizio_da_ammissione/Tetto"].due_on == date(2026, 8, 28)
    assert old["pnrr_entrata_in_esercizio/Tetto"].due_on == date(2026, 6, 30)
    assert old["pnrr_quietanze/Tetto"].due_on == date(2026, 6, 30)
    assert old["pnrr_saldo/Tetto"].due_on == date(2026, 8, 31)
    new = tracked(law, "gac_ok", {"pnrr": [{**project, "disciplina": "dm_127_2025"}]})
    assert new["pnrr_esercizio_da_fine_lavori/Tetto"].due_on == date(2028, 6, 20)
    assert "pnrr_saldo/Tetto" not in new
    facility = tracked(law, "gac_ok", {"pnrr": [{**project, "disciplina": "dl_19_2026"}]})
    assert facility["pnrr_accordo_concessione/Tetto"].due_on == date(2026, 6, 30)


def test_the_same_facts_give_the_same_identifiers(law: Law) -> None:
    first = [term.uid for term in track(build("cer_ok", SENT), law)]
    assert first == [term.uid for term in track(build("cer_ok", SENT), law)]
    assert len(first) == len(set(first))
