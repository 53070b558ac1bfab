"""A new folder: it reads without errors, explains every key, and takes the answers of the interview."""

import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from workflow.domain.attachment import AttachmentKind
from workflow.domain.dossier import Fascicolo
from workflow.domain.kind import Kind, LegalForm
from workflow.domain.record import Record
from workflow.intake.fascicolo_file import find_shape
from workflow.intake.folder import read_folder
from workflow.intake.scaffold import folder_plan
from workflow.intake.scaffold_keys import COMMENTED_OUT, ONLY_FOR, SECTIONS, SUBTITLES
from workflow.intake.scaffold_yaml import fascicolo_text
from workflow.intake.schema import fascicolo_schema
from workflow.intake.shape import shape_of

AS_OF = date(2026, 11, 22)


def _written(folder: Path, kind: Kind, values: dict[Any, Any] | None = None) -> Path:
    for path, content in folder_plan(kind, values).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def _uncommented(text: str) -> str:
    """Take away the mark of every key that is commented out, as the file tells people to do."""
    return re.sub(r"(?m)^( *)# ((?:  )*(?:- )?[a-z_0-9]+:(?: |$))", r"\1\2", text)


def _keys(node: Any) -> set[str]:
    if isinstance(node, dict):
        return set(node) | {key for value in node.values() for key in _keys(value)}
    return {key for item in node for key in _keys(item)} if isinstance(node, list) else set()


@pytest.mark.parametrize("kind", list(Kind))
def test_a_new_folder_reads_without_any_fault_but_the_empty_list(tmp_path: Path, kind: Kind) -> None:
    content = read_folder(_written(tmp_path, kind), AS_OF)
    assert [finding.code for finding in content.findings] == ["IMP-20"]
    assert content.dossier is not None
    assert content.dossier.kind is kind
    assert content.dossier.plants == ()
    assert content.dossier.referente is None


@pytest.mark.parametrize("kind", list(Kind))
def test_the_text_is_narrow_explained_and_points_to_its_schema(kind: Kind) -> None:
    lines = fascicolo_text(kind).splitlines()
    assert lines[0] == "# yaml-language-server: $schema=.schema/fascicolo.schema.json"
    assert max(map(len, lines)) <= 121
    assert not [line for line in lines if "\t" in line or line != line.rstrip()]
    keys = [line for line in lines if re.match(r" *(- )?[a-z_0-9]+:", line)]
    assert [line for line in keys if "# " not in line] == []


@pytest.mark.parametrize("kind", list(Kind))
def test_with_every_mark_taken_away_it_is_still_a_valid_fascicolo(tmp_path: Path, kind: Kind) -> None:
    text = _uncommented(fascicolo_text(kind))
    assert len(_keys(YAML(typ="safe").load(text))) > len(_keys(YAML(typ="safe").load(fascicolo_text(kind))))
    folder = _written(tmp_path, kind)
    (folder / "fascicolo.yaml").write_text(text, encoding="utf-8")
    assert [finding.code for finding in read_folder(folder, AS_OF).findings] == ["IMP-20"]


def _paths(record: type[Record], path: tuple[str, ...] = ()) -> set[str]:
    found = set()
    for key, shape in shape_of(record).items():
        found.add(".".join((*path, key)))
        inner = shape.record or (shape.item.record if shape.item else None)
        if inner is not None:
            found |= _paths(inner, (*path, key))
    return found


def _paths_of(node: Any, path: tuple[str, ...] = ()) -> set[str]:
    if isinstance(node, dict):
        return {".".join((*path, key)) for key in node} | {
            each for key, value in node.items() for each in _paths_of(value, (*path, key))
        }
    return {each for item in node for each in _paths_of(item, path)} if isinstance(node, list) else set()


def test_every_key_of_every_record_is_written_for_the_kinds_that_need_it() -> None:
    everything = _paths(Fascicolo)
    for kind in Kind:
        written = _paths_of(YAML(typ="safe").load(_uncommented(fascicolo_text(kind))))
        excluded = {path for path, kinds in ONLY_FOR.items() if kind not in kinds}
        wanted = {path for path in everything if not any((path + ".").startswith(head + ".") for head in excluded)}
        assert written == wanted, kind


def test_the_tables_name_only_keys_that_exist() -> None:
    everything = _paths(Fascicolo)
    for table in (COMMENTED_OUT, ONLY_FOR, SECTIONS, SUBTITLES):
        assert set(table) <= everything


def test_the_answers_of_the_interview_are_written_in_their_places(tmp_path: Path) -> None:
    values = {
        ("identificativo",): "cer-prova",
        ("configurazione", "denominazione"): 'Comunità «Alfa» "Beta": #1',
        ("configurazione", "isola_minore"): False,
        ("comunita", "forma_giuridica"): LegalForm.ASSOCIATION,
        ("comunita", "codice_fiscale"): "00743110157",
        ("comunita", "atto_costitutivo_il"): date(2026, 3, 5),
        ("impianti", 0, "nome"): "Tetto",
        ("impianti", 1, "potenza_kw"): Decimal("19.80"),
        ("impianti", 1, "moduli", 0, "quantita"): 40,
        ("mandati", 0, "mandante"): "RSSMRA80A01H501U",
        ("scelte", "finalita_sociale"): None,
    }
    content = read_folder(_written(tmp_path, Kind.CER, values), AS_OF)
    assert [finding.code for finding in content.findings] == ["IMP-20"]
    dossier = content.dossier
    assert dossier is not None
    assert dossier.slug == "cer-prova"
    assert dossier.configuration.name == 'Comunità «Alfa» "Beta": #1'
    assert dossier.configuration.is_minor_island is False
    assert dossier.community is not None
    assert dossier.community.legal_form is LegalForm.ASSOCIATION
    assert dossier.community.codice_fiscale == "00743110157"
    assert dossier.community.founded_on == date(2026, 3, 5)
    assert [plant.name for plant in dossier.plants] == ["Tetto", None]
    assert dossier.plants[1].power_kw == Decimal("19.8")
    assert dossier.plants[1].modules[0].quantity == 40
    assert dossier.mandates[0].principal == "RSSMRA80A01H501U"


@pytest.mark.parametrize("kind", list(Kind))
def test_the_folders_are_those_of_the_kind_and_say_what_goes_in(kind: Kind) -> None:
    plan = folder_plan(kind)
    folders = {path.split("/")[1] for path in plan if path.startswith("allegati/") and path.count("/") == 2}
    assert folders <= {each.value for each in AttachmentKind}
    assert ("statuto" in folders) == kind.is_community
    assert ("liberatoria" in folders) == kind.is_group
    assert ("dnsh" in folders) == kind.has_tariff
    for folder in folders:
        assert "file" in plan[f"allegati/{folder}/LEGGIMI.txt"].decode()
    assert "uscita/" in plan[".gitignore"].decode()
    assert "misure/LEGGIMI.txt" in plan
    assert folder_plan(kind) == plan


@pytest.mark.parametrize("kind", list(Kind))
def test_the_schema_beside_it_accepts_the_file(kind: Kind) -> None:
    plan = folder_plan(kind)
    schema = json.loads(plan[".schema/fascicolo.schema.json"])
    data = YAML(typ="safe").load(plan["fascicolo.yaml"].decode())
    jsonschema.Draft202012Validator(schema).validate(data)


def test_find_shape_follows_groups_and_lists() -> None:
    shape = find_shape(Fascicolo, ("impianti", 0, "moduli", 1, "marca"))
    assert shape is not None
    assert shape.description == "Marca"
    assert find_shape(Fascicolo, ("impianti", 0, "niente", "x")) is None
    assert fascicolo_schema()["properties"]["impianti"]
