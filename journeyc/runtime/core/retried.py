"""The ids of incidents, and of what is tried again of them. They stay short, however often a retry fails."""

import re

from journeyc.runtime.core.documents import Incident

_RETRY = re.compile(r"(?P<first>.+)/retry/(?P<count>[1-9][0-9]*)", re.DOTALL)


def incident_id(run: str, given: str, about: str = "") -> str:
    """The id of what an input of id `given` could not do in a run, `about` being what of it. A retry has the
    run in its id already.
    """
    retried = _RETRY.fullmatch(given)
    name = given if retried and retried["first"].startswith(f"{run}/") else f"{run}/{given}"
    return f"{name}/{about}" if about else name


def retry_id(incident: Incident) -> str:
    """The id of the next retry: that of the first incident, and a number that counts its retries. So whoever
    asks for one twice gets the first answer.
    """
    name, given = incident["id"], str(incident["input"]["id"])
    retried = _RETRY.fullmatch(given)
    # What else has failed with a retry, such as a timer that was due by then, is counted anew.
    if retried and name.startswith(f"{given}/") and name.endswith("/0"):
        return f"{retried['first']}/retry/{int(retried['count']) + 1}"
    return f"{name}/retry/1"
