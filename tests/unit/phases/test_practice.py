"""A practice's state follows from the dated facts, as par. 2.1.3 orders them; what cannot be is a finding."""

from datetime import date

import pytest

from tests.builders import dossiers, rulebook
from workflow.phases.practice_machine import PracticeKind, PracticeState, Trigger
from workflow.phases.practice_replay import practices_of

SENT = date(2026, 3, 10)


def act(kind, received_on, **more):
    return {"tipo": kind, "ricevuto_il": received_on, **more}


def practices(acts=(), as_of=date(2026, 11, 22), **facts):
    values = {"richiesta.inviata_il": SENT, "atti_gse": list(acts), **facts}
    dossier = dossiers.build("aid_ok", values).model_copy(update={"as_of": as_of})
    return practices_of(dossier, rulebook.law())


def request(*acts, as_of=date(2026, 11, 22), **facts):
    return practices(acts, as_of, **facts).request


def codes(practice):
    return [finding.code for finding in practice.findings]


def steps(practice):
    return [event.what for event in practice.events]


def test_a_request_never_sent_is_a_draft_with_the_last_useful_day_as_its_term():
    draft = request(**{"richiesta.inviata_il": None})
    assert draft.state is PracticeState.DRAFT
    assert draft.since_on is None
    assert draft.open_term.term == "richiesta_tariffa_premio"


def test_what_went_by_pec_was_not_sent():
    assert request(**{"richiesta.canale": "pec"}).state is PracticeState.DRAFT


def test_a_request_sent_awaits_the_decision_by_the_end_of_the_third_month():
    sent = request(as_of=date(2026, 3, 11))
    assert (sent.state, sent.since_on) == (PracticeState.SENT, SENT)
    assert (sent.open_term.term, sent.open_term.due_on) == ("decisione_gse", date(2026, 6, 30))
    assert sent.open_term.actor.value == "gse"


def test_facts_still_to_come_do_not_count():
    assert request(act("ricevuta", date(2026, 3, 12)), as_of=date(2026, 3, 11)).state is PracticeState.SENT
    assert request(act("ricevuta", date(2026, 3, 12)), as_of=date(2026, 3, 12)).state is PracticeState.REVIEW


def test_a_request_of_integrations_stops_the_clock_until_it_is_answered():
    asked = act("richiesta_integrazione", date(2026, 4, 1))
    waiting = request(asked, as_of=date(2026, 4, 30))
    assert waiting.state is PracticeState.INTEGRATION
    assert waiting.is_suspended
    assert (waiting.open_term.term, waiting.open_term.due_on) == ("integrazioni", date(2026, 5, 1))
    answered = request({**asked, "risposto_il": date(2026, 4, 20), "risposta_completa": True}, as_of=date(2026, 4, 30))
    assert answered.state is PracticeState.REVIEW
    assert not answered.is_suspended
    assert answered.open_term.due_on == date(2026, 7, 19)  # 30 June and the 19 days of the pause


@pytest.mark.parametrize(
    ("day", "state"), [(date(2026, 5, 1), PracticeState.INTEGRATION), (date(2026, 5, 2), PracticeState.REVIEW)]
)
def test_without_an_answer_the_clock_runs_again_after_the_thirtieth_day(day, state):
    found = request(act("richiesta_integrazione", date(2026, 4, 1)), as_of=day)
    assert found.state is state
    assert (Trigger.LAPSE in steps(found)) is (state is PracticeState.REVIEW)


def test_an_answer_after_the_term_is_kept_as_late():
    late = request(act("richiesta_integrazione", date(2026, 4, 1), risposto_il=date(2026, 5, 10)))
    assert steps(late) == [Trigger.SEND, Trigger.ASK, Trigger.LAPSE, Trigger.ANSWER_LATE]
    assert codes(late) == []


def test_two_open_requests_of_integrations_are_over_only_when_both_are_answered():
    first = act("richiesta_integrazione", date(2026, 4, 1), risposto_il=date(2026, 4, 10))
    second = act("richiesta_integrazione", date(2026, 4, 3))
    assert request(first, second, as_of=date(2026, 4, 15)).state is PracticeState.INTEGRATION
    done = request(first, {**second, "risposto_il": date(2026, 4, 14)}, as_of=date(2026, 4, 15))
    assert done.state is PracticeState.REVIEW
    assert steps(done)[-2:] == [Trigger.ANSWER_PART, Trigger.ANSWER]


def test_two_terms_that_pass_leave_the_practice_under_review_once_both_have_passed():
    asked = [act("richiesta_integrazione", date(2026, 4, 1)), act("richiesta_integrazione", date(2026, 4, 3))]
    assert request(*asked, as_of=date(2026, 5, 3)).state is PracticeState.INTEGRATION
    assert request(*asked, as_of=date(2026, 5, 4)).state is PracticeState.REVIEW


def test_a_notice_of_rejection_gives_ten_days_for_observations():
    notice = act("preavviso_rigetto", date(2026, 5, 4))
    waiting = request(notice, as_of=date(2026, 5, 14))
    assert waiting.state is PracticeState.NOTICE
    assert waiting.open_term.due_on == date(2026, 5, 14)
    assert request(notice, as_of=date(2026, 5, 15)).state is PracticeState.REVIEW
    observed = request({**notice, "risposto_il": date(2026, 5, 10)}, as_of=date(2026, 5, 12))
    assert observed.state is PracticeState.REVIEW
    assert observed.is_suspended  # the term restarts ten days after the observations


def test_admission_brings_the_contract_code_and_the_start():
    admitted = request(
        act("ricevuta", SENT),
        act("accoglimento", date(2026, 6, 10), protocollo="GSE/1"),
        contratto_gse={"codice": "SPC-1", "decorrenza": date(2026, 3, 10)},
    )
    assert admitted.state is PracticeState.ADMITTED
    assert (admitted.code, admitted.starts_on, admitted.admitted_on) == ("SPC-1", SENT, date(2026, 6, 10))
    assert admitted.open_term is None
    assert admitted.events[-1].reason == "prot. GSE/1"


def test_the_date_of_the_admission_in_the_contract_is_enough_without_the_act():
    admitted = request(contratto_gse={"accolta_il": date(2026, 6, 10)})
    assert admitted.state is PracticeState.ADMITTED
    assert admitted.events[-1].path == ("contratto_gse", "accolta_il")


def test_a_rejected_request_may_be_refiled():
    rejected = act("rigetto", date(2026, 6, 1))
    assert request(rejected).state is PracticeState.REJECTED
    refiled = request(
        rejected,
        as_of=date(2026, 7, 2),
        **{"richiesta.invii_precedenti": [{"inviata_il": SENT}], "richiesta.inviata_il": date(2026, 7, 1)},
    )
    assert refiled.state is PracticeState.SENT
    assert steps(refiled) == [Trigger.SEND, Trigger.REJECT, Trigger.REFILE]
    assert refiled.open_term.due_on == date(2026, 10, 31)


def test_a_withdrawn_request_may_be_refiled_the_same_day():
    refiled = request(
        act("ricevuta", date(2026, 4, 1)),
        as_of=date(2026, 4, 2),
        **{
            "richiesta.invii_precedenti": [{"inviata_il": SENT, "ritirata_il": date(2026, 4, 1)}],
            "richiesta.inviata_il": date(2026, 4, 1),
        },
    )
    assert codes(refiled) == []
    assert refiled.state in {PracticeState.SENT, PracticeState.REVIEW}
    assert request(**{"richiesta.ritirata_il": date(2026, 4, 1)}).state is PracticeState.WITHDRAWN


def test_sending_again_without_a_refusal_cannot_be():
    twice = request(
        **{"richiesta.invii_precedenti": [{"inviata_il": date(2026, 2, 1)}]},
    )
    assert codes(twice) == ["FAS-02"]
    assert "respinto o ritirato" in twice.findings[0].message


@pytest.mark.parametrize(
    ("contract", "day"),
    [
        ({"cessato_il": date(2026, 9, 1)}, date(2026, 9, 1)),
        ({"recesso_efficace_il": date(2026, 8, 1), "cessato_il": date(2026, 9, 1)}, date(2026, 8, 1)),
    ],
)
def test_the_end_of_the_contract_ends_the_practice(contract, day):
    ended = request(act("accoglimento", date(2026, 6, 10)), contratto_gse=contract)
    assert (ended.state, ended.since_on) == (PracticeState.ENDED, day)


def test_forfeiture_ends_the_practice():
    ended = request(act("accoglimento", date(2026, 6, 10)), act("decadenza", date(2026, 10, 1)))
    assert ended.state is PracticeState.ENDED


@pytest.mark.parametrize("kind", ["avvio_controllo", "prescrizione", "altro"])
def test_other_acts_are_kept_and_move_nothing(kind):
    found = request(act("accoglimento", date(2026, 6, 10)), act(kind, date(2026, 10, 1)))
    assert (found.state, codes(found)) == (PracticeState.ADMITTED, [])


@pytest.mark.parametrize(
    ("acts", "words"),
    [
        ([act("ricevuta", date(2026, 3, 9))], "prima dell’invio"),
        (
            [act("richiesta_integrazione", date(2026, 4, 1)), act("rigetto", date(2026, 4, 5))],
            "forse manca la risposta",
        ),
        ([act("preavviso_rigetto", date(2026, 4, 1)), act("ricevuta", date(2026, 4, 5))], "non è previsto"),
        ([act("accoglimento", date(2026, 4, 1)), act("rigetto", date(2026, 4, 5))], "già «accolta»"),
        ([act("parere_preliminare", date(2026, 4, 1))], "non è previsto"),
    ],
)
def test_what_cannot_follow_is_a_finding_and_leaves_the_state_as_it_was(acts, words):
    found = request(*acts)
    (finding,) = found.findings
    assert (finding.code, finding.path) == ("FAS-02", ("atti_gse", len(acts) - 1, "ricevuto_il"))
    assert words in finding.message
    assert finding.remedy
    assert finding.refs


def test_an_answer_to_an_act_that_could_not_come_is_not_told_twice():
    found = request(act("richiesta_integrazione", date(2026, 3, 1), risposto_il=date(2026, 4, 2)))
    assert codes(found) == ["FAS-02"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (act("ricevuta", None), "non ha la data"),
        (act(None, date(2026, 4, 1)), "di che tipo"),
        (act("ricevuta", date(2026, 4, 1), pratica="altra"), "non è una variazione"),
        (act("richiesta_integrazione", date(2026, 4, 1), risposto_il=date(2026, 3, 30)), "dopo la risposta"),
    ],
)
def test_an_act_that_cannot_be_placed_is_a_finding(wrong, words):
    found = practices([wrong])
    assert [finding.code for finding in found.findings] == ["FAS-03"]
    assert words in found.findings[0].message
    assert found.request.state is PracticeState.SENT


def test_a_day_on_which_the_law_is_silent_stops_nothing():
    found = request(act("richiesta_integrazione", date(2020, 1, 10)), **{"richiesta.inviata_il": date(2020, 1, 1)})
    assert found.state is PracticeState.INTEGRATION
    assert found.open_term is None


def preliminary(*acts, as_of=date(2026, 11, 22), **facts):
    return practices(acts, as_of, **{"richiesta.procedura": "verifica_preliminare", **facts})


def test_the_preliminary_check_awaits_an_opinion_in_sixty_days():
    found = preliminary(as_of=date(2026, 3, 12)).request
    assert (found.name, found.kind, found.state) == (
        "verifica_preliminare",
        PracticeKind.PRELIMINARY,
        PracticeState.SENT,
    )
    assert found.open_term.due_on == date(2026, 5, 9)
    given = preliminary(act("parere_preliminare", date(2026, 5, 2))).request
    assert given.state is PracticeState.OPINION


def test_a_preliminary_check_not_yet_sent_has_no_term():
    assert preliminary(**{"richiesta.inviata_il": None}).request.open_term is None


def test_the_request_of_access_after_the_opinion_is_another_practice():
    found = practices(
        [
            act("parere_preliminare", date(2026, 2, 2)),
            act("ricevuta", date(2026, 1, 3)),
            act("ricevuta", date(2026, 3, 11)),
        ],
        **{"richiesta.invii_precedenti": [{"procedura": "verifica_preliminare", "inviata_il": date(2026, 1, 2)}]},
    )
    assert [(one.name, one.state.value) for one in found.all] == [
        ("richiesta", "in_istruttoria"), ("verifica_preliminare", "parere_reso"),
    ]  # fmt: skip
    assert found.all_findings == ()


ADMITTED = {"contratto_gse": {"accolta_il": date(2026, 6, 10)}}


def variation(*acts, as_of=date(2026, 11, 22), **changes):
    one = {"nome": "nuovo punto", "tipo": "aggiunta_punto", "avvenuta_il": date(2026, 7, 1), **changes}
    found = practices(acts, as_of, **ADMITTED, variazioni=[one])
    return found.variations[0]


def test_a_variation_to_notify_has_120_days():
    draft = variation(as_of=date(2026, 7, 2))
    assert draft.state is PracticeState.DRAFT
    assert (draft.open_term.term, draft.open_term.due_on) == ("variazioni", date(2026, 10, 29))
    assert draft.title == "nuovo punto (aggiunta punto)"


def test_a_change_that_bears_on_splitting_has_thirty_days_and_a_new_referente_no_number():
    assert variation(as_of=date(2026, 7, 2), tipo="variazione_catastale").open_term.due_on == date(2026, 7, 31)
    assert variation(as_of=date(2026, 7, 2), tipo="cambio_referente").open_term is None
    assert variation(avvenuta_il=None).open_term is None
    assert variation(avvenuta_il=date(2019, 1, 1)).open_term is None


def test_a_variation_goes_through_the_same_steps_and_then_takes_effect():
    told = {"comunicata_il": date(2026, 8, 1)}
    sent = variation(as_of=date(2026, 8, 2), **told)
    assert (sent.label, sent.open_term.due_on) == ("comunicata", date(2026, 11, 30))
    asked = act("richiesta_integrazione", date(2026, 8, 5), pratica="nuovo punto")
    assert variation(asked, as_of=date(2026, 8, 6), **told).state is PracticeState.INTEGRATION
    accepted = act("accoglimento", date(2026, 10, 1), pratica="nuovo punto")
    assert variation(accepted, **told).state is PracticeState.ADMITTED
    effective = variation(accepted, **told, efficace_dal=date(2026, 7, 1))
    assert (effective.state, effective.since_on) == (PracticeState.EFFECTIVE, date(2026, 10, 1))
    assert effective.starts_on == date(2026, 7, 1)


def test_a_variation_cannot_take_effect_untold():
    assert codes(variation(efficace_dal=date(2026, 7, 1))) == ["FAS-02"]


def test_a_rejected_variation_may_be_told_again():
    again = variation(
        act("rigetto", date(2026, 9, 1), pratica="nuovo punto"),
        as_of=date(2026, 9, 6),
        comunicazioni_precedenti=[{"comunicata_il": date(2026, 8, 1)}],
        comunicata_il=date(2026, 9, 5),
    )
    assert (again.state, codes(again)) == (PracticeState.SENT, [])
    withdrawn = variation(comunicata_il=date(2026, 8, 1), ritirata_il=date(2026, 8, 5))
    assert withdrawn.state is PracticeState.WITHDRAWN


def test_a_forfeited_variation_ends():
    lost = act("decadenza", date(2026, 11, 1), pratica="nuovo punto")
    accepted = act("accoglimento", date(2026, 10, 1), pratica="nuovo punto")
    assert variation(accepted, lost, comunicata_il=date(2026, 8, 1)).state is PracticeState.ENDED


def test_two_variations_of_one_name_or_without_one_are_told():
    names = [{"nome": "a"}, {"nome": "a"}, {"tipo": "altro"}, {"nome": "richiesta"}]
    found = practices(**ADMITTED, variazioni=names)
    assert [finding.path for finding in found.findings] == [
        ("variazioni", 1, "nome"), ("variazioni", 2, "nome"), ("variazioni", 3, "nome"),
    ]  # fmt: skip
    assert found.find("a") is found.variations[0]
    assert found.find("b") is None
    assert found.find(None) is found.request


def test_a_practice_is_on_a_phase_of_its_own_smaller_road():
    assert request(**{"richiesta.inviata_il": None}).phase.value == "impianti"
    assert request().phase.value == "pratiche_gse"
    assert request(act("accoglimento", date(2026, 6, 10))).phase.value == "gestione"
