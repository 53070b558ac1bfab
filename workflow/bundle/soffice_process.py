"""Runs the soffice program shut in: own profile, no network, no macro, no link, killed with its children when late."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from workflow.bundle.fonts import font_folder

_MAC = Path("/Applications/LibreOffice.app/Contents/MacOS/soffice")
_SETTINGS = (
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),  # no linked picture or page is fetched
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Misc", "FirstRun", "false"),  # no wizard of the first start
    ("Office.Common/Misc", "CrashReport", "false"),
    ("Office.Common/Save/Document", "AutoSave", "false"),
    ("Office.Java/VirtualMachine", "Enable", "false"),
    ("Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("Office.Recovery/AutoSave", "Enabled", "false"),
    ("Office.Writer/Content/Update", "Link", "2"),  # never
    # What is looked at while a person writes: here nobody does, and it takes time from the pages.
    ("Office.Linguistic/GrammarChecking", "IsAutoCheck", "false"),
    ("Office.Linguistic/SpellChecking", "IsSpellAuto", "false"),
    ("Office.Writer/AutoFunction/Completion", "CollectWords", "false"),
    ("Office.Writer/AutoFunction/Completion", "Enable", "false"),
    ("Setup/Office", "ooSetupInstCompleted", "true"),
    # In a profile of a version before its own the program first tries, at every start, all its ways of drawing on
    # pictures of 4096 dots a side: three quarters of the time a start takes. No version is later than this one.
    ("Setup/Product", "ooSetupLastVersion", "999.0"),
)
# Measured on the mandates: a twentieth less work, for a program that asks for memory in small pieces all the time.
_MEMORY = "glibc.malloc.tcache_count=2000:glibc.malloc.top_pad=67108864:glibc.malloc.trim_threshold=1000000000"
_SOCKET_FOLDERS = (Path("/tmp"), Path("/var/tmp"))  # noqa: S108  # where LibreOffice puts them, whatever TMPDIR says
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <dir>{folder}</dir>
  <cachedir>{cache}</cachedir>
  <alias binding="same"><family>Cambria</family><prefer><family>Caladea</family></prefer></alias>
  <alias binding="same"><family>Calibri</family><prefer><family>Carlito</family></prefer></alias>
</fontconfig>
"""


def find_soffice() -> Path | None:
    """Return the LibreOffice program, or None where it is not installed."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found:
        return Path(found)
    return _MAC if _MAC.exists() else None


@dataclass(frozen=True)
class Workplace:
    """A throw-away folder with the profile and the font list of one run of soffice."""

    folder: Path

    @property
    def profile(self) -> Path:
        """The folder that LibreOffice calls the user's installation."""
        return self.folder / "profilo"

    @property
    def output(self) -> Path:
        """Where the run puts its PDFs."""
        return self.folder / "pdf"

    def prepare(self) -> None:
        """Write the hardened profile and the font list."""
        user = self.profile / "user"
        user.mkdir(parents=True, exist_ok=True)
        self.output.mkdir(exist_ok=True)
        items = "".join(
            f'<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse">'
            f"<value>{value}</value></prop></item>"
            for path, name, value in _SETTINGS
        )
        (user / "registrymodifications.xcu").write_text(
            '<?xml version="1.0" encoding="UTF-8"?>'
            '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
            f' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>',
            encoding="utf-8",
        )
        fonts = _FONTS.format(folder=escape(str(font_folder())), cache=escape(str(self.folder / "fontcache")))
        (self.folder / "fonts.conf").write_text(fonts, encoding="utf-8")

    def environment(self) -> dict[str, str]:
        """Return the few variables that soffice needs; the person's home is not among them."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "PROGRAMFILES") if name in os.environ}
        return kept | {
            "HOME": str(self.folder),
            "TMPDIR": str(self.folder),
            "LANG": "it_IT.UTF-8",
            "SAL_USE_VCLPLUGIN": "svp",
            "FONTCONFIG_FILE": str(self.folder / "fonts.conf"),
            "GLIBC_TUNABLES": _MEMORY,
        }


def soffice_command(program: Path, workplace: Workplace) -> list[str]:
    """Return the command that starts soffice on the profile of a workplace, without windows and without network."""
    return [
        *without_network(),
        str(program),
        f"-env:UserInstallation={workplace.profile.as_uri()}",
        "--headless",
        "--norestore",
        "--nologo",
        "--nodefault",
        "--nolockcheck",
    ]


def run_soffice(program: Path, arguments: list[str], workplace: Workplace, timeout_seconds: float) -> str | None:
    """Run soffice to its end; return its output, or None if it was late and was killed with all its children."""
    command = [*soffice_command(program, workplace), *arguments]
    with subprocess.Popen(  # noqa: S603  # the program was found on the PATH, the arguments are ours
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=workplace.folder,
        env=workplace.environment(),
        start_new_session=True,
    ) as process:
        try:
            said, _ = process.communicate(timeout=timeout_seconds)
        except subprocess.TimeoutExpired:
            said = None
        finally:
            # Also after a good end: what soffice has left behind must not outlive it.
            kill_group(process)
            remove_sockets(workplace)
    return None if said is None else said.decode("utf-8", errors="replace")


def socket_patterns(workplace: Workplace, pipe: str = "") -> list[str]:
    """Return how the sockets are called that a killed soffice leaves behind: of its profile, and of its pipe if named.

    The first has the digest of the profile's address, each byte in hexadecimal without leading zero.
    """
    digest = hashlib.md5(workplace.profile.as_uri().encode("utf-16-le"), usedforsecurity=False).digest()
    names = ["SingleOfficeIPC_" + "".join(f"{byte:x}" for byte in digest), *([pipe] if pipe else [])]
    return [str(folder / f"OSL_PIPE_*_{name}") for folder in _SOCKET_FOLDERS for name in names]


def remove_sockets(workplace: Workplace, pipe: str = "") -> None:
    """Remove the sockets of a soffice that was killed."""
    for pattern in socket_patterns(workplace, pipe):
        for socket in Path("/").glob(pattern.lstrip("/")):
            socket.unlink(missing_ok=True)


def kill_group(process: subprocess.Popen[Any]) -> None:
    """Kill a process that was started in a group of its own, with all its children."""
    if sys.platform == "win32":
        process.kill()
        return
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        process.kill()


@cache
def without_network() -> tuple[str, ...]:
    """Return the prefix that takes the network away from a program, where the system allows it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    for prefix in ((unshare, "-n"), (unshare, "-rn")):
        try:
            done = subprocess.run([*prefix, "true"], capture_output=True, timeout=10, check=False)  # noqa: S603  # fixed words
        except (OSError, subprocess.TimeoutExpired):
            continue
        if done.returncode == 0:
            return prefix
    return ()
