"""Errors of a YAML file in words: which key, which line, what to do."""

from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, field_validator

from workflow.law.reading import YamlFile
from workflow.resources import BrokenFileError


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    size: int


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    inner: tuple[Inner, ...] = ()

    @field_validator("name")
    @classmethod
    def starts_with_a_capital(cls, name: str) -> str:
        if not name[:1].isupper():
            raise ValueError("deve cominciare con una maiuscola")
        return name


@pytest.fixture
def read(tmp_path: Path):
    def from_text(text: str) -> Outer:
        path = tmp_path / "prova.yaml"
        path.write_text(text, encoding="utf-8")
        return YamlFile.read(path).as_record(Outer)

    return from_text


def test_a_good_file_becomes_a_record(read) -> None:
    assert read("name: Uno\ninner:\n  - size: 3\n").inner[0].size == 3


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("name: uno\n", 1, "«name» non va: deve cominciare con una maiuscola"),
        ("name: Uno\ninner:\n  - size: molto\n", 3, "«size» non è valido"),
        ("name: Uno\ninner:\n  - size: 1\n    misura: 2\n", 4, "«misura» non è prevista"),
        ("name: Uno\ninner:\n  - {}\n", 3, "manca la chiave «size»"),
        ("name: Uno\ninner: tre\n", 2, "deve essere un elenco"),
        ("inner: []\n", 1, "manca la chiave «name»"),
        ("name: 12\n", 1, "deve essere un testo"),
    ],
)
def test_the_first_mistake_is_told_with_its_line(read, text: str, line: int, words: str) -> None:
    with pytest.raises(BrokenFileError, match=words) as caught:
        read(text)
    assert caught.value.line == line
    assert "checklists/README.md" in str(caught.value)
