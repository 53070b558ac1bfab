"""Says for people where a fact of the dossier is written: line of the YAML, row and column of the list, or file."""

from collections.abc import Iterable
from dataclasses import dataclass

from workflow.domain.finding import FieldPath, Finding
from workflow.intake.member_rows import RowPlaces
from workflow.intake.yaml_place import YamlPlace


@dataclass(frozen=True)
class Places:
    """The places of one dossier folder."""

    fascicolo: YamlPlace
    members: RowPlaces | None

    def of(self, path: FieldPath) -> str:
        """Return the place of a path as `Finding.path` writes it."""
        if path[:1] == ("soci",):
            return "soci.xlsx" if self.members is None else self.members.of(path)
        if path[:1] == ("allegati",):
            return "/".join(str(step) for step in path)
        return self.fascicolo.of(path)


def without_echoes(read: Iterable[Finding], checked: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return what the checks found, less what they only say because a value could not be read.

    A cell with text where a number should be is reported once, by the reading: that its value is
    missing, or that the spoiled code has the wrong form, is the echo of the same fault.
    """
    blocked = {finding.path for finding in read if finding.is_blocking and finding.path}
    return tuple(finding for finding in checked if finding.path not in blocked)
