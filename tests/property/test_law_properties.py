"""Properties of the whole law: eligible members do no harm, only what is read counts, a card is the rule, and what is
not known never passes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.builders.dossiers import ANNA, bakery, body, build, household, person, point
from tests.builders.rulebook import catalogue, law, rule_cases
from tests.property.fact_reading import conclusions, judged_by, leaves
from workflow.checks import card as card_module
from workflow.checks.catalogue import FAMILIES, Catalogue, match, rules_of
from workflow.checks.engine import Rule
from workflow.checks.run import run
from workflow.domain.dossier import Dossier
from workflow.domain.finding import Outcome, Severity
from workflow.law.law import TERMS_AREA, UnknownParameterError
from workflow.resources import data_folder
from workflow.services.explaining import UnknownCodeError, explain

# What is not written is not misspelt: its absence is for the rule that needs it.
OF_FORM = "ANA-"
KINDS = ("cer_ok", "gac_ok", "aid_ok", "cec_ok", "caac_ok", "cad_ok")
CASES = {code: content["cases"] for code, content in rule_cases().items()}
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))

# --- Who is eligible does no harm ---------------------------------------------------------------------------------

# Bodies and firms that are in the list of members since 30/04/2025, none of them steering.
_BODIES = st.sampled_from(
    [
        ("ente_territoriale", "ente_pubblico"),
        ("amministrazione_locale", "ente_pubblico"),
        ("ente_religioso", "persona_giuridica"),
        ("terzo_settore", "persona_giuridica"),
        ("protezione_ambientale", "persona_giuridica"),
        ("ente_ricerca_formazione", "ente_pubblico"),
        ("ater", "ente_pubblico"),
        ("consorzio_bonifica", "ente_pubblico"),
    ]
)


@st.composite
def eligible_consumers(draw: st.DrawFn) -> dict[str, Any]:
    """Return somebody who may join any CER: a point of its own under the same cabina primaria, no net metering."""
    number = draw(st.integers(300, 90_000))
    own = point(
        number,
        tensione=draw(st.sampled_from(["BT", "MT"])),
        consumo_annuo_kwh=draw(st.integers(0, 500_000)),
        potenza_impegnata_kw=draw(st.integers(1, 400)),
    )
    joined = {"data_adesione": draw(st.dates(date(2026, 3, 2), date(2026, 11, 22))), "punti": [own]}
    what = draw(st.sampled_from(["family", "firm", "body"]))
    if what == "family":
        born_on = draw(st.dates(date(1940, 1, 1), date(2005, 12, 31)))
        return household(person("Luca", "Verdi", "M", born_on, number), number, **joined)
    if what == "firm":
        activity = draw(st.sampled_from(["10.71.10", "47.11.10", "55.10.00", "35.13.00", "43.21.01"]))
        size = draw(st.sampled_from(["micro", "piccola", "media"]))
        return bakery(number, ateco=activity, dimensione=size, **joined)
    category, kind = draw(_BODIES)
    return body(f"Ente {number}", kind, category, number, ANNA, **joined)


@QUICK
@given(
    newcomers=st.lists(
        eligible_consumers(),
        min_size=1,
        max_size=4,
        unique_by=(lambda one: one["codice_fiscale"], lambda one: one["punti"][0]["pod"]),
    )
)
def test_an_eligible_consumer_never_breaks_a_cer_that_passes(newcomers: list[dict[str, Any]]) -> None:
    before = run(build("cer_ok"), law(), catalogue().cards, catalogue().rules)
    assert not before.blocking
    size = len(build("cer_ok").members)
    joined = {f"soci.{size + index}": newcomer for index, newcomer in enumerate(newcomers)}
    after = run(build("cer_ok", joined), law(), catalogue().cards, catalogue().rules)
    assert [found.message for found in after.blocking] == []
    assert not [found for found in after.findings if found.severity is Severity.BLOCKING]


# --- Only what is read counts -------------------------------------------------------------------------------------


@pytest.mark.parametrize("base", KINDS)
def test_a_date_moved_by_a_day_changes_no_rule_that_does_not_read_it(base: str) -> None:
    """A rule is a pure function of the facts it reads: no clock, no state, nothing through equality of records."""
    dossier = build(base)
    data = dossier.model_dump(by_alias=True)
    readings = [(rule, judged_by(rule, dossier)) for rule in catalogue().rules]
    days = [(path, value) for path, value in leaves(data) if isinstance(value, date) and path != ("as_of",)]
    assert len(days) > 10
    for path, day in days:
        moved = _with(data, path, day + timedelta(days=1))
        for rule, reading in readings:
            if not reading.has_read(path):
                assert conclusions(rule, moved) == reading.verdicts, (rule.codes, path)


# Dates with few readers, by the text of the law: what else may change when they move.
READERS: Mapping[str, tuple[str, ...]] = {
    "nato_il": ("ANA-",),
    "inizio_lavori": ("COE-", "PLT-14", "PLT-18", "PNR-"),
    "registrato_il": ("COE-",),
    "primo_incontro_il": ("COE-",),
    "data_adesione": ("COE-", "CER-11", "GAC-10", "FAS-"),
    "conforme_dal": ("CER-08", "CEC-04", "COE-", "EFF-", "PLT-", "DOC-21", "FEE-", "PNR-"),
    "nominato_il": ("REF-10", "COE-", "VAR-"),
    "accordo_controllo_il": ("CER-02", "CEC-05", "COE-", "PRC-07", "PNR-"),
}


@QUICK
@given(base=st.sampled_from(KINDS), shift=st.integers(-400, 400), step=st.sampled_from([-1, 1]), data=st.data())
def test_few_rules_follow_a_date_that_few_read(base: str, shift: int, step: int, data: st.DataObject) -> None:
    facts = build(base).model_dump(by_alias=True)
    days = [(path, day) for path, day in leaves(facts) if path[-1] in READERS and isinstance(day, date)]
    path, day = data.draw(st.sampled_from(sorted(days, key=str)))
    one, other = (_with(facts, path, day + timedelta(days=shift + extra)) for extra in (0, step))
    changed = [rule for rule in catalogue().rules if conclusions(rule, one) != conclusions(rule, other)]
    strangers = [code for rule in changed for code in rule.codes if not code.startswith(READERS[str(path[-1])])]
    assert strangers == []


# --- The card is the rule -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", sorted(catalogue().codes))
def test_a_rule_without_its_card_is_nowhere(code: str) -> None:
    cards = {name: card for name, card in catalogue().cards.items() if name != code}
    left = match(rules_of(FAMILIES), cards)
    assert code not in left.codes
    case = next(case for case in CASES[code] if case["kind"] != "good")
    dossier = build(case["base"], case.get("set"), case.get("as_of"), case.get("put"))
    for rules in (left.rules, [rule for rule in rules_of(FAMILIES) if code in rule.codes]):
        report = run(dossier, law(), cards, rules)
        assert code not in {item.code for item in report.evaluated}
        assert code not in {found.code for found in report.findings}
        assert not [found for found in report.findings if found.code.startswith("INT-")]


@pytest.mark.parametrize("code", ["PLT-06", "CER-03", "EFF-02", "ANA-01", "REF-04"])
def test_deleting_the_file_of_a_card_takes_the_rule_away(
    code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rules = tmp_path / "rules"
    rules.mkdir()
    for path in (data_folder("checklists") / "rules").glob("*.yaml"):
        if path.stem != code:
            (rules / path.name).symlink_to(path)
    assert code not in Catalogue.load(rules).codes
    monkeypatch.setattr(card_module, "data_folder", lambda _name: tmp_path)
    assert code not in {item.code for item in run(build("cer_ok"), law()).evaluated}
    with pytest.raises(UnknownCodeError):
        explain(code, law(), date(2026, 11, 22))


# Parameters that a card cites for who reads it.
CITED_ONLY: Mapping[tuple[str, str], str] = {
    ("EFF-12", "termini/ritiro_dedicato_successivo"): "the term has no length: the day is agreed with the GSE",
    ("PLT-18", "impianto/indizi_frazionamento"): "the list of signs is told, each is a fact of its own",
    ("PLT-29", "impianto/collocazioni_fotovoltaico"): "the list is that of the words people may write",
    ("PNR-03", "referente/cause_esclusione"): "the causes are judged by REF-02",
    ("PNR-04", "pnrr/voci_spesa"): "the list is that of the words people may write",
    ("POD-02", "configurazione/anni_aggiornamento_cabine"): "how often the map changes is told, not judged",
    ("REF-04", "mandato/forma"): "the form is told; what is judged are the facts of the mandate",
}


def _uses() -> list[tuple[str, str]]:
    used = [(code, name) for code, card in catalogue().cards.items() if code in CASES for name in card.uses]
    assert not set(CITED_ONLY) - set(used)
    return [pair for pair in used if pair not in CITED_ONLY]


@pytest.mark.parametrize(("code", "name"), _uses())
def test_a_rule_has_no_number_of_its_own(code: str, name: str) -> None:
    """Without the parameter that its card cites a rule cannot judge: the value is nowhere else."""
    area, _, short = name.partition("/")
    if area == TERMS_AREA:
        lacking = replace(law(), terms=MappingProxyType({k: v for k, v in law().terms.items() if k != short}))
    else:
        lacking = replace(law(), parameters=MappingProxyType({k: v for k, v in law().parameters.items() if k != name}))
    rules = [rule for rule in catalogue().rules if code in rule.codes]
    for case in CASES[code]:
        dossier = build(case["base"], case.get("set"), case.get("as_of"), case.get("put"))
        try:
            run(dossier, lacking, catalogue().cards, rules)
        except UnknownParameterError:
            return
    pytest.fail(f"{code} judges every case without {name}")


# --- What is not known never passes -------------------------------------------------------------------------------

# A fact of a failing case without which the rule rightly holds, and why.
_NONE_YET = "an empty list or a blank day says that nothing has happened"
NOT_NEEDED: Mapping[tuple[str, str], str] = {
    ("CEC-03", "soci.categoria"): "the size that is left says that the firm is not large",
    ("CER-03", "soci.dimensione"): "the category PMI says that the firm is not large",
    ("CER-11", "soci.informativa_il"): "the declaration in the request is what the law asks; the day is a proof more",
    ("GAC-10", "soci.informativa_il"): "likewise",
    ("COE-01", "impianti.produttore.fa_parte"): "whether the producer is in is seen from the list of members",
    ("COE-05", "mandati.revocato_il"): _NONE_YET,
    ("REF-05", "mandati.revocato_il"): _NONE_YET,
    ("REF-05", "mandati.impianto"): "a mandate that names no plant is for all of them",
    ("REF-04", "referente.codice_fiscale"): "the role alone points to the administrator of the building",
    ("COE-11", "impianti.incentivo_richiesto"): "a kind without tariff asks for none by leaving the choice blank",
    ("GEN-03", "impianti.incentivo_richiesto"): "likewise",
    ("GEN-06", "soci.punti.intestatario_bolletta"): "written only where the bill bears another code",
    ("DOC-04", "comunita.statuto.passaggi_evidenziati"): "the copy in its folder is the highlighted one, unless denied",
    ("DOC-05", "comunita.statuto.passaggi_evidenziati"): "likewise",
    ("PLT-14", "impianti.sola_sostituzione_moduli"): "where nothing of that source stood nothing was replaced",
    ("PLT-16", "impianti.particelle_contigue"): "an empty list says that no parcel adjoins",
    ("PLT-16", "impianti.stesso_impianto_di"): "an empty list says that the plant stands by itself",
    ("PLT-20", "comunita.statuto.elementi.e"): "the day since which the statute has all elements is still written",
    ("PNR-01", "impianti.potenza_kw"): "the project says the power too",
    ("PNR-02", "pnrr.inizio_lavori"): "the first order is still written, after the request",
    ("PNR-02", "pnrr.spese.ordinata_il"): "the first order is still written, after the request",
    ("PNR-05", "impianti.superbonus_kw"): "the project says that there is no deduction",
    ("PNR-07", "pnrr.anticipo_eur"): _NONE_YET,
    ("PNR-07", "pnrr.quota_intermedia_eur"): _NONE_YET,
    ("PNR-09", "variazioni"): _NONE_YET,
    ("PNR-09", "contratto_gse"): _NONE_YET,
    ("POD-04", "other_uses"): "without an archive nobody else is known to use the point; the column still says no",
    ("SCD-07", "richiesta.contingente_raggiunto_il"): _NONE_YET,
    ("SCD-03", "richiesta.inviata_il"): "the ten days run from the notice",
    ("SCD-03", "variazioni"): "the notice then regards the request",
}


def _failing_facts() -> list[Any]:
    """Every fact that makes a blocking rule fail, in every case that shows it failing."""
    return [
        pytest.param(code, case, key, id=f"{code}: {case['name']}: {key}")
        for code, cases in CASES.items()
        if catalogue().cards[code].severity is Severity.BLOCKING and not code.startswith(OF_FORM)
        for case in cases
        if case["kind"] == "bad"
        for key, value in case.get("set", {}).items()
        if value not in (None, [])
    ]


@pytest.mark.parametrize(("code", "case", "key"), _failing_facts())
def test_to_hide_the_fact_that_fails_a_rule_does_not_make_it_pass(code: str, case: dict[str, Any], key: str) -> None:
    rule = next(rule for rule in catalogue().rules if code in rule.codes)
    dossier = _without(case, key)
    if dossier is None:
        return  # a fact that every dossier has
    report = run(dossier, law(), catalogue().cards, [rule])
    outcomes = {item.outcome for item in report.evaluated if item.code == code}
    last = ".".join(step for step in key.split(".") if not step.isdigit())
    assert not _only_passes(outcomes) or (code, last) in NOT_NEEDED, outcomes


ALWAYS_THERE = {"as_of", "slug", "allegati", "versione"}
# Rules that rightly hold without the facts they read, and why.
ABSENCE_ANSWERS: Mapping[str, str] = {
    "AID-01": "one row is one client, whoever it is",
    "CAD-01": "one row is one client, whoever it is",
    "CEC-01": "rows are counted; who has no code counts by row",
    "CER-01": "rows are counted; who has no code counts by row",
    "COE-11": "a kind without tariff asks for none by leaving the choice blank",
    "DOC-04": "the paper is there; the facts can only deny that it is highlighted",
    "DOC-05": "the paper is there; the facts can only deny that it is highlighted",
    "GEN-03": "a kind without tariff asks for none by leaving the choice blank",
    "GEN-06": "the code of the bill is written only where it is another",
    "PLT-16": "the only plant of a dossier is summed with no other",
    "SCD-07": "the day of sending is always known: the true one, or the one supposed",
}


@pytest.mark.parametrize("base", KINDS)
def test_a_blocking_rule_does_not_hold_when_all_it_reads_is_missing(base: str) -> None:
    dossier = Dossier.model_validate(build(base).model_dump(by_alias=True))
    holding = set()
    judging = [rule for rule in catalogue().rules if not rule.code.startswith(OF_FORM)]
    for rule in judging:
        report = run(_emptied_of_what_is_read(rule, dossier), law(), catalogue().cards, [rule])
        for code in rule.codes:
            outcomes = {item.outcome for item in report.evaluated if item.code == code}
            if catalogue().cards[code].severity is Severity.BLOCKING and _only_passes(outcomes):
                holding.add(code)
    assert holding - set(ABSENCE_ANSWERS) == set()


def _only_passes(outcomes: set[Outcome]) -> bool:
    return Outcome.PASSED in outcomes and not outcomes & {Outcome.FAILED, Outcome.UNKNOWN}


def _with(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> Dossier:
    return Dossier.model_validate(_put(data, path, value))


def _put(node: Any, path: tuple[Any, ...], value: Any) -> Any:
    """Return the data with one value changed, sharing the rest."""
    if not path:
        return value
    step, *rest = path
    if isinstance(node, dict):
        return {**node, step: _put(node[step], tuple(rest), value)}
    return [_put(item, tuple(rest), value) if index == step else item for index, item in enumerate(node)]


def _emptied_of_what_is_read(rule: Rule, dossier: Dossier) -> Dossier:
    """Take away every fact the rule reads, and then those it falls back on, until there is none left."""
    data = dossier.model_dump(by_alias=True)
    while True:
        reading = judged_by(rule, dossier)
        read = [path for path, _ in leaves(data) if reading.has_read(path) and path[0] not in ALWAYS_THERE]
        emptied = data
        for path in read:
            emptied = _emptied(emptied, path)
        if emptied == data:
            return dossier
        data, dossier = emptied, Dossier.model_validate(emptied)


def _emptied(data: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    """Return the data without a fact; one that every dossier has stays."""
    for nothing in (None, ()):
        changed = _put(data, path, nothing)
        try:
            Dossier.model_validate(changed)
        except ValidationError:
            continue
        return dict(changed)
    return data


def _without(case: dict[str, Any], key: str) -> Dossier | None:
    for nothing in (None, []):
        try:
            return build(case["base"], {**case["set"], key: nothing}, case.get("as_of"), case.get("put"))
        except (ValidationError, TypeError, KeyError, IndexError):
            continue
    return None
