"""The base of every record: frozen, strict about unknown keys, English in code and Italian in files."""

from pydantic import BaseModel, ConfigDict


class Record(BaseModel):
    """A validated fact sheet; each field's alias is the key that people write in their files.

    A field that is None is unknown: rules answer «non verificabile», never «conforme».
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_by_name=True, validate_by_alias=True)
