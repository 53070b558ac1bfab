"""The published schemas: valid themselves, in Italian, and of one mind with the reader."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from ruamel.yaml import YAML

from workflow.intake.fascicolo_file import read_fascicolo
from workflow.intake.schema import fascicolo_schema, members_schema


def _errors(data: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(fascicolo_schema())
    plain = json.loads(json.dumps(data, default=lambda value: value.isoformat()))
    return [error.message for error in validator.iter_errors(plain)]


@pytest.mark.parametrize("schema", [fascicolo_schema(), members_schema()])
def test_the_schemas_are_valid_and_explain_every_key(schema: dict[str, Any]) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)
    described = [schema.get("properties", {}), schema.get("items", {}).get("properties", {})]
    described += [definition["properties"] for definition in schema.get("$defs", {}).values()]
    for properties in described:
        for key, field in properties.items():
            assert field["title"], key
            assert field["description"], key


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("configurazione: {tipologia: cer}", True),
        ("configurazione: {tipologia: xyz}", False),
        ("configurazione: {}", False),
        ("configurazione: {tipologia: cer}\naltro: 1", False),
        ('configurazione: {tipologia: cer}\ncomunita: {sede: {cap: "00184", civico: 12}}', True),
        ("configurazione: {tipologia: cer}\ncomunita: {sede: {cap: 00184}}", False),
        ("configurazione: {tipologia: cer, costituita_il: 22/11/2026}", True),
        ("configurazione: {tipologia: cer, costituita_il: 2026-11-22}", True),
        ("configurazione: {tipologia: cer, costituita_il: presto}", False),
        ("configurazione: {tipologia: cer}\nimpianti: [{potenza_kw: 19,8}, ]", False),
        ('configurazione: {tipologia: cer}\nimpianti: [{potenza_kw: "19,8", moduli: , contributi: []}]', True),
        ("configurazione: {tipologia: cer}\nimpianti: [{potenza_kw: tanti}]", False),
        ("configurazione: {tipologia: cer}\nrichiesta: {rid: sì, consensi_sii: no, consensi_rse: }", True),
        ("configurazione: {tipologia: cer}\nrichiesta: {rid: forse}", False),
        ("versione: 2\nconfigurazione: {tipologia: cer}", False),
    ],
)
def test_schema_and_reader_agree(tmp_path: Path, text: str, is_good: bool) -> None:
    path = tmp_path / "fascicolo.yaml"
    path.write_text(text, encoding="utf-8")
    assert (_errors(YAML(typ="safe").load(text)) == []) is is_good
    assert (read_fascicolo(path).findings == ()) is is_good
