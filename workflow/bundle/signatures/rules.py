"""Reads `checklists/signatures.yaml`: by which ways each document is signed, which is advised, what goes with it."""

from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from workflow.domain.finding import LegalRef
from workflow.law.reading import YamlFile
from workflow.resources import data_folder


class Method(StrEnum):
    """A way of signing."""

    HAND = "a_mano"
    ADVANCED = "fea"
    PADES = "pades"
    CADES = "cades"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class MethodWords(_Strict):
    """What people call a way of signing and what they do."""

    title: str
    how: str


class SigningRule(_Strict):
    """How documents are signed."""

    methods: tuple[Method, ...] = Field(min_length=1)
    advised: Method
    identity_copy: bool = False
    certain_date: bool = False
    because: str
    refs: tuple[LegalRef, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _is_coherent(self) -> Self:
        if self.advised not in self.methods:
            raise ValueError("il modo consigliato non è tra quelli ammessi")
        return self


class SigningGroup(SigningRule):
    """How a group of documents is signed."""

    id: str
    documents: tuple[str, ...] = Field(min_length=1)


class SigningRules(_Strict):
    """The whole file; `others` is for what is in no group, such as a text that a studio has added."""

    methods: dict[Method, MethodWords]
    groups: tuple[SigningGroup, ...]
    others: SigningRule

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        documents = [document for group in self.groups for document in group.documents]
        if len(set(documents)) != len(documents):
            raise ValueError("un documento sta in due gruppi")
        if set(self.methods) != set(Method):
            raise ValueError("ogni modo di firmare va descritto una volta")
        return self

    def of(self, document: str) -> SigningRule:
        """Return the rule of a document."""
        return next((group for group in self.groups if document in group.documents), self.others)


@cache
def signing_rules(path: Path | None = None) -> SigningRules:
    """Read the file, once; raise BrokenFileError with file and line."""
    return YamlFile.read(path or data_folder("checklists") / "signatures.yaml").as_record(SigningRules)
