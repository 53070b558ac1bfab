"""Rules and cards match one to one, and a wrong card is refused with its place."""

import string
from pathlib import Path
from types import ModuleType

import pytest

from tests.builders.rulebook import catalogue, law
from workflow.checks.card import load_card, load_cards
from workflow.checks.catalogue import FAMILIES, MADE_ELSEWHERE, CatalogueError, match, rules_of
from workflow.checks.engine import Rule, passed
from workflow.resources import BrokenFileError, data_folder

CARDS = catalogue().cards
LAW = law()


def one(code: str) -> Rule:
    return Rule((code,), lambda _dossier, _law: [passed(())])


def test_every_rule_has_its_card_and_every_card_its_rule() -> None:
    own = {code for code in CARDS if not code.startswith(MADE_ELSEWHERE)}
    assert {code for item in rules_of(FAMILIES) for code in item.codes} == own


def test_families_hold_rules_and_none_is_empty() -> None:
    for family in FAMILIES:
        assert rules_of([family]), family.__name__


def test_a_rule_imported_by_another_family_counts_once() -> None:
    first, second = ModuleType("first"), ModuleType("second")
    first.shared = second.shared = one("POD-01")  # type: ignore[attr-defined] # modules made for the test
    assert [item.code for item in rules_of([first, second])] == ["POD-01"]


def test_a_card_without_rule_is_named() -> None:
    with pytest.raises(CatalogueError, match=r"senza regola.*POD-02"):
        match((one("POD-01"),), {"POD-02": CARDS["POD-02"]})


def test_a_rule_without_card_is_out() -> None:
    both = Rule(("POD-01", "POD-02"), one("POD-01").function)
    kept = match((both, one("POD-03")), {"POD-02": CARDS["POD-02"]})
    assert kept.codes == ("POD-02",)


def test_a_code_judged_twice_is_named() -> None:
    with pytest.raises(CatalogueError, match=r"due volte.*POD-01"):
        match((one("POD-01"), one("POD-01")), {"POD-01": CARDS["POD-01"]})


def test_cards_of_other_layers_need_no_rule() -> None:
    assert match((), {"IMP-01": CARDS["IMP-01"]}).codes == ()


@pytest.mark.parametrize("code", CARDS)
def test_a_card_cites_known_sources_and_existing_parameters(code: str) -> None:
    card = CARDS[code]
    assert {ref.source for ref in card.refs} - set(LAW.sources) == set()
    assert set(card.uses) - set(LAW.parameters) - {f"termini/{name}" for name in LAW.terms} == set()


@pytest.mark.parametrize("code", CARDS)
def test_a_card_is_plain_italian_prose(code: str) -> None:
    card = CARDS[code]
    for text in (card.title, card.message, card.unknown, card.remedy, *card.messages.values()):
        assert text == text.strip()
        assert "  " not in text
        assert not any(word in text for word in (" e' ", " perche' ", "TODO", "\n"))
        list(string.Formatter().parse(text))
    assert not card.title.endswith(".")


GOOD = (data_folder("checklists") / "rules" / "POD-06.yaml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("severity: bloccante", "severity: gravissimo", 4),
        ("effect: pratica", "effetto: pratica", 5),
        ("kinds: [cer, gac, aid, cec, caac, cad]", "kinds: []", 3),
    ],
)
def test_a_wrong_card_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int) -> None:
    path = tmp_path / "POD-06.yaml"
    assert old in GOOD
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(BrokenFileError) as raised:
        load_card(path)
    assert raised.value.line in {line, 1}


def test_the_code_of_a_card_is_the_name_of_its_file(tmp_path: Path) -> None:
    path = tmp_path / "POD-99.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert load_cards(tmp_path)["POD-99"].code == "POD-99"
