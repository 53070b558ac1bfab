"""Who is at work: the name that the history and the versions of the facts keep."""

import getpass


def current_user() -> str:
    """Return the name of the system's user; a machine without users has an operator all the same."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "operatore"
