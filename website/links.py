"""Links of a page in the repository, as links of the site."""

import posixpath
import re
from collections.abc import Mapping

_LINK = re.compile(r"(?<=\]\()(?!https?:|mailto:)([^)#\s]*)(#[^)\s]*)?(?=\))")
_CODE = re.compile(r"(?ms)^( *)```.*?^\1```|`[^`\n]+`")


class LostLinkError(Exception):
    """A page links to a file that has no page on the site."""


def rewritten(text: str, place: str, page: str, pages: Mapping[str, str]) -> str:
    """A text that stands at a place of the repository, with links for a page of the site.

    `pages` has the page of each file or folder. Examples of code stay as they are.
    """

    def link(found: re.Match[str]) -> str:
        path, heading = found[1], found[2] or ""
        if not path:
            return heading
        target = posixpath.normpath(posixpath.join(posixpath.dirname(place), path))
        if target not in pages:
            raise LostLinkError(f"{place}: there is no page for {target}")
        return posixpath.relpath(pages[target], posixpath.dirname(page) or ".") + heading

    parts, end = [], 0
    for code in _CODE.finditer(text):
        parts += [_LINK.sub(link, text[end : code.start()]), code[0]]
        end = code.end()
    return "".join([*parts, _LINK.sub(link, text[end:])])
