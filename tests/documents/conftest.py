"""Sources written in the tests, compiled with the real style."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.documents.compared import Put
from workflow.devtools.template_source import compile_file
from workflow.resources import data_folder

Compile = Callable[[str], Path]


@pytest.fixture
def compiled(tmp_path: Path) -> Compile:
    """Compile a source text with the real style and return the Word file."""

    def compile_text(text: str) -> Path:
        source = tmp_path / "prova.md"
        source.write_text(text, encoding="utf-8")
        target = source.with_suffix(".docx")
        target.write_bytes(compile_file(source, data_folder("templates")))
        return target

    return compile_text


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(content: bytes) -> Path:
        path = tmp_path / "prova.docx"
        path.write_bytes(content)
        return path

    return write
