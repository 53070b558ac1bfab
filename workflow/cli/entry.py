"""The door of `dossier-cer`: runs the command and turns every end into one sentence and an exit code.

Kept light on purpose: the processes that convert documents import it again.
"""

import errno
import sys
import traceback

from workflow.cli.exit_code import ExitCode
from workflow.resources import ProgramError


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit; expected ends give one Italian sentence, never a traceback."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given
    given = [argument for argument in given if argument != "--debug"]
    try:
        _run(given)
    except ProgramError as error:
        _say(str(error))
        code = error.exit_code
    except KeyboardInterrupt:
        _say("Interrotto.")
        code = ExitCode.INTERRUPTED
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}:
            code = _unexpected(error, debug=debug)
        else:
            place = f" ({error.filename})" if error.filename else ""
            _say(f"Scrittura rifiutata dal sistema{place}: {_WHY.get(error.errno, 'permesso negato')}.")
            code = ExitCode.WRITE_REFUSED
    except Exception as error:  # noqa: BLE001 - the last door: a bug must end in a sentence and a code
        code = _unexpected(error, debug=debug)
    else:
        return
    raise SystemExit(int(code))


_WHY = {
    errno.ENOSPC: "il disco è pieno",
    errno.EDQUOT: "lo spazio concesso è finito",
    errno.EFBIG: "il file supera la dimensione concessa",
    errno.EROFS: "il disco è in sola lettura",
}


def _run(given: list[str]) -> None:
    """Load the command asked for and run it; typer ends by SystemExit."""
    from workflow.cli.app import application  # noqa: PLC0415 - see the module's sentence

    application(next((word for word in given if not word.startswith("-")), None))(given, standalone_mode=True)


def _say(message: str) -> None:
    from workflow.cli.console import error_console  # noqa: PLC0415 - see the module's sentence

    error_console().print(message, style="bold red", soft_wrap=True)


def _unexpected(error: Exception, *, debug: bool) -> int:
    """Name only the kind of error: its text may hold personal data."""
    if debug:
        traceback.print_exception(error)
    _say(f"Errore interno ({type(error).__name__}). Ripetere con --debug e segnalarlo.")
    return ExitCode.OTHER


if __name__ == "__main__":
    main()
