"""The exit codes of the command line, one meaning each."""

from enum import IntEnum


class ExitCode(IntEnum):
    """What the number at the end of a command says."""

    OK = 0
    BLOCKING_FINDINGS = 1
    USAGE = 2
    NOT_FOUND = 3
    BROKEN_FILE = 4
    ILLEGAL_MOVE = 5
    WRITE_REFUSED = 6
    OTHER = 10
    INTERRUPTED = 130
