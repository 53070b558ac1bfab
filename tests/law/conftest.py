"""The law on disk, read once for all the tests of its content."""

import pytest

from workflow.law import Law


@pytest.fixture(scope="session")
def law() -> Law:
    return Law.load()
