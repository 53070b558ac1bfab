"""The packaged law and rules, read once for the whole run of the tests: both are frozen."""

from functools import cache

from workflow.checks.catalogue import Catalogue
from workflow.law.law import Law


@cache
def law() -> Law:
    return Law.load()


@cache
def catalogue() -> Catalogue:
    return Catalogue.load()
