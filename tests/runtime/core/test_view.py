"""What a run waits for, as its customer meets it."""

from tests.runtime.core.journeys import (
    FALSE,
    Play,
    after,
    ask,
    ctx,
    days,
    end,
    field,
    journey,
    on,
    pause,
    said,
    step,
    when,
)

CONTEXT = (field("amount", "money?"), field("why", "Reason?"), field("won", "bool", FALSE))


def test_a_step_shows_its_questions_events_and_timers() -> None:
    """Questions with their members, events with their payload, the next timer first."""
    handlers = (
        on("decided", "b", guard=when(said("accepted", "bool"), "event.accepted"), channels=["desk"]),
        on("ping", "b", guard=when(ctx("won", "bool"), "won")),
        on("answered", "b"),
        on("pong"),
    )
    body = (
        ask("amount", "money?"),
        ask("why", "Reason?"),
        *handlers,
        after(days(2), "b"),
        after(days(1), "b"),
    )
    play = Play(journey(step("a", *body), end("b"), context=CONTEXT, pause=pause(events=(on("later"),))))
    play.send("opened")
    play.answer(amount="3 EUR")
    view = play.view()
    (place,) = view.places
    assert (place.step, place.kind, place.title, place.channels) == ("a", "step", "A", ("web", "voice"))
    assert place.questions == (("why", "Reason", ("price", "roaming")),)
    assert place.answered == {"amount": "3.00 EUR"}
    expected = [(e.name, e.channels, e.target, e.condition) for e in (*place.events, *view.events)]
    assert expected == [
        ("decided", ("desk",), "b", "event.accepted"),
        ("pong", (), None, ""),
        ("later", (), None, ""),
    ]
    assert place.events[0].fields == (("accepted", "bool", (), True), ("bill", "id?", (), False))
    assert [timer.name for timer in view.timers] == ["a/after/1", "a/after/0"]


def test_an_ended_run_shows_its_outcome() -> None:
    """Nothing is open at an end."""
    play = Play(journey(step("a", on("ping", "b")), end("b")))
    play.send("opened")
    play.send("ping")
    view = play.view()
    (place,) = view.places
    assert (place.kind, view.status, place.step, place.questions) == ("end", "ended", "b", ())
    assert (*place.events, *view.events) == ()
    assert view.outcome == {"end": "b", "kind": "success", "at": "2026-11-23T09:00:00Z"}
