"""The door of `dossier-cer`: runs the command and turns every end into one sentence and an exit code.

Kept light on purpose: the processes that convert documents import it again.
"""

import errno
import gc
import logging
import sys
import traceback
from collections.abc import Iterable
from typing import Any

from workflow.cli.exit_code import ExitCode
from workflow.resources import ProgramError

# Python's own 700 fit a program that lives long and forgets what it has done.
OBJECTS_BETWEEN_COLLECTIONS = 200_000


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; expected ends give one Italian sentence, never a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"]
    if not debug:
        # It grumbles in English about each broken PDF; the findings say it in Italian, with the file and the cure.
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    code = _ended(given, debug=debug)
    if code:
        raise SystemExit(code)


def _ended(given: list[str], *, debug: bool) -> int:
    try:
        return _run(given)
    except ProgramError as error:
        _say(str(error))
        if "--json" not in given:
            _tell(getattr(error, "details", ()))
        return error.exit_code
    except KeyboardInterrupt:
        return _interrupted()
    except OSError as error:
        return _refused(error) if error.errno in _WHY else _unexpected(error, debug=debug)
    except Exception as error:  # noqa: BLE001 - the last door: a bug must end in a sentence and a code
        return _other_end(error, debug=debug)


def _other_end(error: Exception, *, debug: bool) -> int:
    """Tell typer's own ends, whose classes it does not publish, from bugs."""
    if type(error).__name__ == "Abort":  # a prompt was interrupted
        return _interrupted()
    if hasattr(error, "format_message"):  # a wrong use of the command
        return _wrong_use(error)
    return _unexpected(error, debug=debug)


_WHY = {
    errno.EEXIST: "c'è già, e non è una cartella",
    errno.EISDIR: "è una cartella, non un file",
    errno.ENOTDIR: "una parte del percorso non è una cartella",
    errno.ENOENT: "il file o la sua cartella non esiste",
    errno.ENAMETOOLONG: "il nome è troppo lungo",
    errno.ENOSPC: "il disco è pieno",
    errno.EDQUOT: "lo spazio concesso è finito",
    errno.EFBIG: "il file supera la dimensione concessa",
    errno.EROFS: "il disco è in sola lettura",
    errno.EACCES: "permesso negato",
    errno.EPERM: "permesso negato",
}


def _run(given: list[str]) -> int:
    """Load the command asked for, run it and return its exit code."""
    from workflow.cli.app import MODULES, application, overview  # noqa: PLC0415 - see the module's sentence

    command = next((word for word in given if not word.startswith("-")), None)
    app = application(command) if command in MODULES else overview()
    # What a command reads lives until its end: to walk over it again and again would find nothing to free.
    gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
    code = app(given, standalone_mode=False)
    return code if isinstance(code, int) else ExitCode.OK


def _refused(error: OSError) -> int:
    place = f" ({error.filename})" if error.filename else ""
    _say(f"Il sistema ha rifiutato l'operazione{place}: {_WHY[error.errno or 0]}.")
    return ExitCode.WRITE_REFUSED


def _interrupted() -> int:
    _say("Interrotto.")
    return ExitCode.INTERRUPTED


def _wrong_use(error: Any) -> int:
    from workflow.cli.italian import translated, usage_problem  # noqa: PLC0415 - see the module's sentence

    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        print(translated(message))  # noqa: T201 - a help text goes to the terminal as it is
        return ExitCode.USAGE
    _say(f"Uso errato: {usage_problem(message)}")
    context = getattr(error, "ctx", None)
    if context is not None:
        _say(f"Aiuto: {context.command_path} --help")
    return ExitCode.USAGE


def _say(message: str) -> None:
    from workflow.cli.console import error_console  # noqa: PLC0415 - see the module's sentence

    error_console().print(message, style="bold red", soft_wrap=True)


def _tell(details: Iterable[str]) -> None:
    """Print what may be personal where only who works on the dossier reads it, not on the stream that logs keep."""
    from workflow.cli.console import console  # noqa: PLC0415 - see the module's sentence

    for line in details:
        console().print(f"  {line}", soft_wrap=True)


def _unexpected(error: Exception, *, debug: bool) -> int:
    """Name only the kind of error: its text may hold personal data."""
    if debug:
        traceback.print_exception(error)
    _say(f"Errore interno ({type(error).__name__}). Ripetere con --debug e segnalarlo.")
    return ExitCode.OTHER


if __name__ == "__main__":
    main()
