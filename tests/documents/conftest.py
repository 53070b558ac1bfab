"""Sources written in the tests, compiled with the real style."""

from collections.abc import Callable
from pathlib import Path

import pytest

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
