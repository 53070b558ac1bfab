"""Importing another list: nothing is doubled, nothing known is erased, contrasts are left to people."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.builders.dossiers import build
from tests.builders.identifiers import partita_iva, pod
from tests.unit.intake.sheets import ANNA, BRUNO
from workflow.domain.member import Member, MemberTitle, WithdrawalPoint
from workflow.domain.plant import Device, Plant
from workflow.domain.subject import Address
from workflow.intake.import_merge import plan_members, plan_plants
from workflow.intake.member_rows import renumbered
from workflow.intake.plants_file import read_plants
from workflow.resources import BrokenFileError


def _member(code: str | None = ANNA, *pods: str, **more: object) -> Member:
    return Member.model_validate(
        {"codice_fiscale": code, "punti": [{"pod": each} for each in pods], "cognome": "Giordano", **more}
    )


def test_the_same_rows_twice_change_nothing() -> None:
    members = renumbered(build("cer_ok").members)
    plan = plan_members(members, members, "altri.xlsx")
    assert plan.is_empty
    assert plan.merged == members
    assert plan.unchanged == members


def test_into_nothing_everything_is_added_once() -> None:
    members = renumbered(build("gac_ok").members)
    plan = plan_members((), members, "altri.xlsx")
    assert plan.merged == plan.added == members
    assert plan_members(plan.merged, members, "altri.xlsx").is_empty


def test_blanks_erase_nothing_and_new_data_fill_field_by_field() -> None:
    known = _member(ANNA, pod(1), email="a@b.it", indirizzo={"cap": "12100"}, titolo="liberatoria")
    new = _member(ANNA.lower(), pod(1), telefono="0171", indirizzo={"comune": "Cuneo"}).model_copy(
        update={"codice_fiscale": ANNA}
    )
    plan = plan_members([known], [new], "altri.xlsx")
    merged = plan.merged[0]
    assert (merged.email, merged.phone, merged.title) == ("a@b.it", "0171", MemberTitle.RELEASE)
    assert merged.address == Address(cap="12100", comune="Cuneo")
    assert [(change.keys, change.before, change.after) for change in plan.changed] == [
        (("indirizzo", "comune"), None, "Cuneo"),
        (("telefono",), None, "0171"),
    ]
    assert [change.label for change in plan.changed] == ["Comune", "Telefono"]
    assert plan.unchanged == ()


def test_a_new_pod_joins_its_member_and_a_known_one_is_updated() -> None:
    known = _member(ANNA, pod(1))
    new = _member(ANNA, pod(2)).model_copy(
        update={
            "points": (
                WithdrawalPoint(pod=pod(1), annual_kwh=Decimal(2700)),
                WithdrawalPoint(pod=pod(2)),
            )
        }
    )
    plan = plan_members([known], [new], "altri.xlsx")
    assert [(point.index, point.pod, point.annual_kwh) for point in plan.merged[0].points] == [
        (0, pod(1), Decimal(2700)),
        (1, pod(2), None),
    ]
    assert [(change.pod, change.label) for change in plan.changed] == [(pod(1), "Consumo annuo (kWh)"), (pod(2), "POD")]
    assert plan_members(plan.merged, [new], "altri.xlsx").is_empty


def test_rows_are_numbered_again_after_an_addition() -> None:
    plan = plan_members([_member(ANNA, pod(1), pod(2))], [_member(BRUNO, pod(3))], "altri.xlsx")
    assert [member.index for member in plan.merged] == [0, 2]


@pytest.mark.parametrize(
    ("known", "new", "wording"),
    [
        ([_member(ANNA)], [_member(ANNA, cognome="Rossi")], "«Rossi»"),
        ([_member(ANNA, pod(1)), _member(BRUNO)], [_member(BRUNO, pod(1))], pod(1)),
        (
            [_member(ANNA), _member(BRUNO, partita_iva=partita_iva(4))],
            [_member(ANNA, partita_iva=partita_iva(4))],
            "due voci",
        ),
    ],
)
def test_contrasts_are_left_to_people(known: list[Member], new: list[Member], wording: str) -> None:
    plan = plan_members(known, new, "altri.xlsx")
    assert [finding.code for finding in plan.conflicts] == ["IMP-40"]
    assert wording in plan.conflicts[0].message
    assert plan.conflicts[0].is_blocking
    assert plan.merged == renumbered(known)
    assert not plan.is_empty


def test_somebody_without_code_is_known_by_name() -> None:
    known = _member(None, pod(1), nome="Anna")
    again = plan_members([known], [known], "altri.xlsx")
    assert again.is_empty
    other = plan_members([known], [_member(None, pod(2), nome="Bruno")], "altri.xlsx")
    assert len(other.merged) == 2


def test_a_partita_iva_alone_finds_its_member() -> None:
    known = _member(ANNA, partita_iva=partita_iva(3))
    plan = plan_members([known], [_member(None, partita_iva=partita_iva(3), email="a@b.it")], "altri.xlsx")
    assert len(plan.merged) == 1
    assert (plan.merged[0].codice_fiscale, plan.merged[0].email) == (ANNA, "a@b.it")


def test_plants_are_known_by_censimp_pod_or_name() -> None:
    known = Plant(name="Tetto", censimp="IM_0000001", pod=pod(1), power_kw=Decimal(20))
    by_censimp = plan_plants([known], [Plant(censimp="IM_0000001", modules=(Device(maker="A"),))], "altri.yaml")
    assert (len(by_censimp.merged), by_censimp.merged[0].modules) == (1, (Device(maker="A"),))
    by_name = plan_plants([known], [Plant(name="TETTO ", entered_operation_on=date(2026, 3, 2))], "altri.yaml")
    assert by_name.conflicts
    same_name = plan_plants([known], [Plant(name="Tetto", entered_operation_on=date(2026, 3, 2))], "altri.yaml")
    assert same_name.merged[0].entered_operation_on == date(2026, 3, 2)
    assert plan_plants([known], [known], "altri.yaml").is_empty
    assert len(plan_plants([known], [Plant(name="Scuola")], "altri.yaml").added) == 1


def test_a_plant_with_the_code_of_one_and_the_pod_of_another_is_a_contrast() -> None:
    known = [Plant(name="A", censimp="IM_0000001"), Plant(name="B", pod=pod(2))]
    plan = plan_plants(known, [Plant(censimp="IM_0000001", pod=pod(2))], "altri.yaml")
    assert [finding.path for finding in plan.conflicts] == [("impianti", 0)]
    assert plan.merged == tuple(known)


def test_plants_are_read_from_a_list_or_from_a_whole_fascicolo(tmp_path: Path) -> None:
    path = tmp_path / "impianti.yaml"
    path.write_text("impianti:\n  - nome: Tetto\n    potenza_kw: 19,8\n  - potenza_kw: x\n", encoding="utf-8")
    read = read_plants(path)
    assert [(plant.name, plant.power_kw) for plant in read.plants] == [("Tetto", Decimal("19.8"))]
    assert [(finding.code, finding.place) for finding in read.findings] == [
        ("IMP-05", "impianti.yaml, riga 4, colonna 5")
    ]
    path.write_text("configurazione: {tipologia: cer}\n", encoding="utf-8")
    with pytest.raises(BrokenFileError, match="impianti"):
        read_plants(path)
