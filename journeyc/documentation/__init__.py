"""Documents made of journeys: a site that works from files, or Markdown for a wiki."""

from journeyc.documentation.building import Documents, Form, documents
from journeyc.documentation.failure import DocumentError
from journeyc.documentation.folder import FolderError, write_folder

__all__ = ["DocumentError", "Documents", "FolderError", "Form", "documents", "write_folder"]
