"""The intermediate representation: models, documents, hashes and types."""

from journeyc.ir.changes import changed_parts
from journeyc.ir.definition import customer_definition, definition_of
from journeyc.ir.document import DocumentError, from_json, json_schema, to_json
from journeyc.ir.hashes import meaning_hash, wording_hash
from journeyc.ir.model import Definition, Journey, Package
from journeyc.ir.types import type_table

__all__ = [
    "Definition",
    "DocumentError",
    "Journey",
    "Package",
    "changed_parts",
    "customer_definition",
    "definition_of",
    "from_json",
    "json_schema",
    "meaning_hash",
    "to_json",
    "type_table",
    "wording_hash",
]
