"""A preview as an object, for programs."""

import json
from typing import Any

from journeyc.cli.preview.found import Found
from journeyc.cli.preview.given import Given
from journeyc.cli.preview.policies import concerns
from journeyc.cli.preview.rendering import Letter, Preview
from journeyc.cli.preview.shown import expiry, is_sms
from journeyc.source import Source
from journeyc.template.sms import sms


def as_object(found: Found, given: Given, shown: Preview) -> str:
    """All of a preview; instants are in UTC, lines counted from 1, lengths in characters."""
    line, _ = found.source.position(found.node.name.start)
    told = {
        "notification": found.notification.name,
        "title": found.notification.title,
        "file": found.source.name,
        "line": line,
        "journey": found.journey.name if found.journey else None,
        "sent_by": found.senders,
        "sent_by_rules": found.by_rules,
        "category": found.notification.category,
        "channels": found.notification.channels,
        "expires": {"text": expiry(found), "at": shown.expires} if shown.expires else None,
        "policies": [one._asdict() for one in concerns(found)],
        "values": {
            "file": given.file,
            "customer": given.profile,
            "arguments": given.arguments,
            "at": given.at.isoformat().replace("+00:00", "Z"),
            "resume_link": given.link,
        },
        "messages": [_letter(letter, found.source) for letter in shown.letters],
        "findings": [
            {
                "problem": one.problem,
                "help": one.help,
                "file": found.source.name,
                "line": found.source.position(one.node.start)[0],
            }
            for one in shown.findings
        ],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _letter(letter: Letter, source: Source) -> dict[str, Any]:
    told: dict[str, Any] = {"language": letter.language, "channels": letter.channels}
    for name, part in letter.parts.items():
        text = part.text
        told[name] = {
            "line": source.position(part.message.start)[0],
            "for_language": part.message.language.text if part.message.language else None,
            "for_channels": [word.text for word in part.message.channels],
            "text": text,
            "characters": None if text is None else len(text),
        }
        if name == "text" and text is not None and any(map(is_sms, letter.channels)):
            told[name]["sms"] = sms(text)._asdict()
    return told
