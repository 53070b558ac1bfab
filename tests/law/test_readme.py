"""The page that explains the formats names only what the loader accepts, and its examples load."""

import re
from pathlib import Path

from workflow.domain.key_date import KeyDate
from workflow.law import Law
from workflow.law.parameter import ParameterCard
from workflow.law.reading import YamlFile
from workflow.law.term import Counting
from workflow.law.unit import Unit
from workflow.resources import data_folder

TEXT = (data_folder("checklists") / "README.md").read_text(encoding="utf-8")


def _examples() -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", TEXT, flags=re.DOTALL)


def test_every_unit_of_the_table_is_a_unit() -> None:
    table = TEXT.split("| unit | value |")[1].split("A `quota`")[0]
    rows = [row for row in table.splitlines() if row.startswith("| `")]
    named = {word for row in rows for word in re.findall(r"`([^`{]+)`", row.split("|")[1])}
    assert named
    assert named <= {unit.value for unit in Unit}


def test_every_key_date_and_way_of_counting_is_named() -> None:
    assert [day.value for day in KeyDate if f"`{day.value}`" not in TEXT] == []
    assert [way.value for way in Counting if way.value not in TEXT] == []


def test_the_examples_load(tmp_path: Path, law: Law) -> None:
    texts = _examples()
    parameter = next(text for text in texts if "keyed_by" in text)
    path = tmp_path / "esempio.yaml"
    path.write_text(parameter, encoding="utf-8")
    card = YamlFile.read(path).as_record(ParameterCard)
    assert card.values[0].value == law.get("impianto/potenza_massima").entries[0].value
    scale = next(text for text in texts if text.startswith("value:"))
    path.write_text(scale, encoding="utf-8")
    rows = [dict(row) for row in YamlFile.read(path).document["value"]]
    assert rows == [dict(row) for row in law.get("tariffa/scaglioni").entries[0].value]
