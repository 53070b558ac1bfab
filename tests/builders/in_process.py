"""Runs a command of the program in this process, where the process is not what a test is about."""

from workflow.cli.entry import main


def exit_code_of(*words: object) -> int:
    """Run a command and return the code that it ends with; what it prints is the caller's to capture."""
    try:
        main([str(word) for word in words])
    except SystemExit as end:
        return int(end.code or 0)
    return 0
