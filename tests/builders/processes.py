"""What lives of a group of processes: those that are dead and not yet buried do not count."""

from pathlib import Path


def facts_of(pid: int) -> list[str]:
    """Return what the system tells of a process after its name, which may be cut in the middle of a letter.

    Raises OSError when it has ended.
    """
    return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()


def living(group: int) -> list[str]:
    """Return the commands of the living processes of a group."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, own_group = facts_of(int(folder.name))[:3]
            if int(own_group) == group and state != "Z":
                found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except (OSError, ValueError):
            continue
    return found


def running(words: str) -> list[str]:
    """Return the commands of the living processes that hold some words, whosoever they are."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if words in command:
            found.append(command)
    return found
