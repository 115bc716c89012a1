"""What of a generated module calls a runtime: the same for all journeys, but for the types."""

_SEND = '''\
def send(
    to: typed.Telling[typed.T],
    event: Event,
    *,
    customer: str,
    channel: Channel | None = None,
    run: str | None = None,
    conversation: str | None = None,
    id: str | None = None,
    at: dt.datetime | None = None,
) -> typed.T:
    """Say that something happened."""
    return to.send(
        event.EVENT,
        event.to_json(),
        customer=customer,
        channel=channel,
        run=run,
        conversation=conversation,
        id=id,
        at=at,
    )'''

_ANSWER = '''\
def answer(
    to: typed.Telling[typed.T],
    customer: str,
    answers: Answers,
    *,
    channel: Channel,
    run: str | None = None,
    conversation: str | None = None,
    id: str | None = None,
    at: dt.datetime | None = None,
) -> typed.T:
    """Answer what a step asks."""
    return to.answer(
        customer,
        answers.to_json(),
        channel=channel,
        run=run,
        conversation=conversation,
        id=id,
        at=at,
    )'''

_IDENTIFY = '''\
def identify(
    to: typed.Telling[typed.T],
    customer: str,
    profile: Profile,
    *,
    id: str | None = None,
    at: dt.datetime | None = None,
) -> typed.T:
    """Write what is known of a customer to their profile."""
    return to.identify(customer, profile.to_json(), id=id, at=at)'''

_START = '''\
def start(
    to: typed.Telling[typed.T],
    parameters: Parameters,
    *,
    customer: str,
    channel: Channel | None = None,
    id: str | None = None,
    at: dt.datetime | None = None,
) -> typed.T:
    """Begin a journey that starts without an event."""
    return to.start(
        parameters.JOURNEY,
        parameters.to_json(),
        customer=customer,
        channel=channel,
        id=id,
        at=at,
    )'''

_ANSWER_TASK = '''\
def answer_task(
    to: typed.Telling[typed.T],
    task: str,
    *,
    event: Event | None = None,
    answers: Answers | None = None,
    by: str = "",
    channel: Channel | None = None,
    operator: bool = False,
    id: str | None = None,
    at: dt.datetime | None = None,
) -> typed.T:
    """Answer a task of a queue or bot: with an event, with what its step asks, or
    with both.
    """
    return to.task(
        task,
        "answer",
        by=by,
        event=event.EVENT if event else None,
        payload=event.to_json() if event else None,
        values=answers.to_json() if answers else None,
        channel=channel,
        operator=operator,
        id=id,
        at=at,
    )'''

#: Functions that take what is declared, and nothing else; `to` is a runtime, an asynchronous one, or a batch.
CALLS = {
    name: text.split("\n")
    for name, text in {
        "send": _SEND,
        "answer": _ANSWER,
        "identify": _IDENTIFY,
        "start": _START,
        "answer_task": _ANSWER_TASK,
    }.items()
}
