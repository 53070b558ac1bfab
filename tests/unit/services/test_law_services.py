"""The law made visible: what is listed on a day, what changed between two, what was verified longest ago."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.builders.rulebook import law
from workflow.checks.card import load_cards
from workflow.law.parameter import Parameter
from workflow.law.unit import Unit
from workflow.services.explaining import UnknownCodeError, explain
from workflow.services.law_changes import changes_between
from workflow.services.law_listing import areas, parameters_on, points_on, terms_on
from workflow.services.law_showing import ShownParameter, ShownTerm, UnknownLawNameError, show_by_name
from workflow.services.law_staleness import oldest_first
from workflow.services.law_words import shortened, spelled, value_words

LAW = law()
DAY = date(2026, 11, 22)
BEFORE, AFTER = date(2025, 4, 29), date(2025, 4, 30)


def test_every_parameter_and_term_and_point_is_listed() -> None:
    assert [row.name for row in parameters_on(LAW, DAY)] == list(LAW.parameters)
    assert [row.name for row in terms_on(LAW, DAY)] == list(LAW.terms)
    codes = [row.code for row in points_on(DAY)]
    assert codes == sorted(codes)
    assert set(load_cards()) < set(codes)
    assert {"regola", "valore", "termine", "testo", "nota", "non attuata"} == {row.nature for row in points_on(DAY)}


def test_a_list_may_be_of_one_area_or_of_one_family() -> None:
    assert {row.name.split("/")[0] for row in parameters_on(LAW, DAY, "tariffa")} == {"tariffa"}
    assert terms_on(LAW, DAY, "tariffa") == ()
    assert terms_on(LAW, DAY, "termini")
    assert {row.code[:3] for row in points_on(DAY, "plt")} == {"PLT"}
    assert {"tariffa", "termini", "PLT", "MNY"} <= set(areas(LAW))


def test_a_value_is_the_one_of_the_day_and_a_silence_says_why() -> None:
    then = {row.name: row for row in parameters_on(LAW, date(2024, 6, 1), "tariffa")}
    now = {row.name: row for row in parameters_on(LAW, DAY, "tariffa")}
    assert then["tariffa/trase"].value == "10,57 EUR/MWh"
    assert now["tariffa/trase"].value is None
    assert "ARERA" in (now["tariffa/trase"].silence or "")
    early = {row.name: row for row in parameters_on(LAW, date(2024, 1, 24), "variazioni")}
    assert "04/04/2025" in (early["variazioni/giorni"].silence or "")


def test_a_rule_that_was_not_yet_in_force_is_marked() -> None:
    assert not next(row for row in points_on(BEFORE) if row.code == "PLT-22").is_in_force
    assert next(row for row in points_on(AFTER) if row.code == "PLT-22").is_in_force


def test_what_changed_on_30_april_2025_is_the_member_list_and_the_territory() -> None:
    found = changes_between(LAW, BEFORE, AFTER)
    values = {value.name: value for value in found.values}
    assert values["membri/cer_portata_elenco"].before == "solo controllo"
    assert values["membri/cer_portata_elenco"].after == "membri e controllo"
    assert values["membri/cer_portata_elenco"].changed_on == (AFTER,)
    assert values["membri/cer_categorie_controllo"].before.startswith("in meno: associazione; ATER")
    assert values["impianto/giorni_avvio_anticipato_cer"].terms == ("avvio_anticipato_cer",)
    assert [act.id for act in found.acts] == ["dl-19-2025"]
    assert [(point.code, point.day) for point in found.points] == [("PLT-22", AFTER)]


def test_between_two_days_without_changes_nothing_is_said() -> None:
    found = changes_between(LAW, date(2025, 5, 1), date(2025, 5, 2))
    assert (found.values, found.points, found.acts) == ((), (), ())


DAYS_OF_CHANGE = sorted({entry.from_on for one in LAW.parameters.values() for entry in one.entries})


@pytest.mark.parametrize("day", DAYS_OF_CHANGE, ids=str)
def test_a_change_is_seen_from_its_eve_to_its_day_and_no_other_value_is(day: date) -> None:
    eve = day - timedelta(days=1)
    seen = {value.name for value in changes_between(LAW, eve, day).values}
    changed = {name for name, one in LAW.parameters.items() if _value(one, eve) != _value(one, day)}
    assert seen == changed
    assert all(any(entry.from_on == day for entry in LAW.get(name).entries) for name in seen)


def _value(parameter: Parameter, day: date) -> object:
    found = parameter.find(day)
    return None if found is None else found.value


def test_what_was_verified_longest_ago_comes_first_with_the_days_since() -> None:
    today = DAY + timedelta(days=40)
    rows = oldest_first(LAW, today)
    assert len(rows) == len(LAW.sources) + len(LAW.parameters) + len(LAW.terms)
    assert [row.verified_on for row in rows] == sorted(row.verified_on for row in rows)
    assert all(row.days == (today - row.verified_on).days for row in rows)
    assert {row.sort for row in rows} == {"fonte", "parametro", "termine"}


def test_a_name_shows_a_parameter_a_term_or_a_source() -> None:
    parameter = show_by_name(LAW, "tariffa/trase")
    assert isinstance(parameter, ShownParameter)
    assert [value.words for value in parameter.values][:2] == ["8,48 EUR/MWh", "10,57 EUR/MWh"]
    assert parameter.values[-1].words == "nessun valore noto"
    term = show_by_name(LAW, "termini/integrazioni")
    assert isinstance(term, ShownTerm)
    assert term.length is not None
    assert show_by_name(LAW, "dl-19-2025") is LAW.sources["dl-19-2025"]
    with pytest.raises(UnknownLawNameError, match="impianto/potenza_massima"):
        show_by_name(LAW, "potenza_massima")
    with pytest.raises(UnknownLawNameError, match="law list"):
        show_by_name(LAW, "zzzzzz")


def test_a_rule_is_explained_with_the_values_of_a_day_and_of_the_others() -> None:
    found = explain("cer-04", LAW, BEFORE)
    value = next(value for value in found.values if value.name == "membri/cer_categorie_controllo")
    assert value.value is not None
    assert "associazione personalità giuridica" in value.value
    assert [other.from_on for other in value.others] == [AFTER]
    assert found.examples is not None
    assert found.card is not None
    assert "{" not in " ".join(found.text)


def test_a_point_without_rule_a_gap_a_term_and_an_item_are_explained_too() -> None:
    note = explain("MNY-01", LAW, DAY)
    assert (note.nature, note.card) == ("valore", None)
    assert note.values
    assert note.terms
    text = explain("REF-09", LAW, DAY)
    assert any("clausola «verifiche»" in document for document in text.documents)
    assert explain("GEN-04", LAW, DAY).nature == "non attuata"
    term = explain("Integrazioni", LAW, DAY)
    assert term.code == "termini/integrazioni"
    assert term.values[0].value == "30 giorni"
    assert explain("CON-18", LAW, DAY).nature == "voce del fascicolo"


def test_what_is_often_read_wrong_stands_with_its_code() -> None:
    assert "90 giorni" in explain("SCD-01", LAW, DAY).often_read[0].says
    assert explain("EFF-03", LAW, DAY).often_read


def test_an_unknown_code_is_refused_with_those_of_its_family() -> None:
    with pytest.raises(UnknownCodeError, match="PLT-06"):
        explain("PLT-99", LAW, DAY)
    with pytest.raises(UnknownCodeError, match="Le famiglie sono"):
        explain("QQQ-01", LAW, DAY)


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (Decimal("0.3"), Unit.SHARE, "30 %"),
        ({"solo_tariffa": Decimal("0.55")}, Unit.SHARE, "solo tariffa 55 %"),
        (1000, Unit.KILOWATT, "1.000 kW"),
        (1, Unit.MONTHS, "1 mese"),
        (1, Unit.LAST_WORKING_DAY, "1 mese (ultimo giorno lavorativo)"),
        (3, Unit.END_OF_MONTH, "3 mesi (ultimo giorno del mese)"),
        ({"giorno": 25, "mesi_dopo": 1}, Unit.DAY_OF_MONTH, "giorno 25 del mese successivo"),
        ({"giorno": 25, "mesi_dopo": 2}, Unit.DAY_OF_MONTH, "giorno 25 del 2° mese successivo"),
        ({"giorno": 15, "mese": 5, "anni_dopo": 1}, Unit.DAY_OF_MONTH, "15/05 dell’anno successivo"),
        (date(2027, 12, 31), Unit.DATE, "31/12/2027"),
        (("comunita", "gse"), Unit.LIST, "comunità; GSE"),
        (({"id": "k1", "testo": "Diritti."},), Unit.LIST, "k1: Diritti"),
        (({"codice": "35.11.00", "edizione": "2007"},), Unit.LIST, "codice 35.11.00, edizione 2007"),
        ({"con_rappresentanza": False}, Unit.TABLE, "con rappresentanza no"),
        ("acce@pec.gse.it", Unit.TEXT, "acce@pec.gse.it"),
        (
            ({"fino_a_kw": 200, "parte_fissa": 80}, {"fino_a_kw": None, "parte_fissa": 60}),
            Unit.EURO_PER_MEGAWATT_HOUR,
            "fino a 200 kW: parte fissa 80; oltre: parte fissa 60 EUR/MWh",
        ),
    ],
)
def test_a_value_is_said_as_people_read_it(value: object, unit: Unit, words: str) -> None:
    assert value_words(value, unit) == words


def test_a_long_text_is_cut_at_a_word_and_says_so() -> None:
    assert shortened("uno due tre", 20) == "uno due tre"
    assert shortened("uno due, tre quattro", 12) == "uno due …"
    assert spelled("proprieta_comunita") == "proprietà comunità"
