"""The law as dated data: reads `checklists/law` into parameters, sources and terms."""

from workflow.law.law import Law, UnknownParameterError
from workflow.law.parameter import DatedValue, Parameter, UnknownOnThatDayError, WrongKindError
from workflow.law.source import Source
from workflow.law.term import Deadline, Term

__all__ = [
    "DatedValue",
    "Deadline",
    "Law",
    "Parameter",
    "Source",
    "Term",
    "UnknownOnThatDayError",
    "UnknownParameterError",
    "WrongKindError",
]
