"""How people write values in each language: one table, for reading their answers and for showing values."""

from typing import NamedTuple


class Language(NamedTuple):
    """One row: separators, months, the words of answers and units, and what is said when an answer cannot be
    read.

    `long_date` has the places day, month and year. Units are named in singular and plural, shortest forms
    last.
    """

    code: str
    decimal: str
    group: str
    percent: str
    long_date: str
    clock: str
    months: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    units: dict[str, tuple[str, ...]]
    cannot_read: dict[str, str]


ENGLISH = Language(
    code="en",
    decimal=".",
    group=",",
    percent="{}%",
    long_date="{day} {month} {year}",
    clock="{}",
    months=(
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    yes=("yes", "y", "true", "ok", "1"),
    no=("no", "n", "false", "2"),
    units={
        "second": ("second", "seconds", "sec", "s"),
        "minute": ("minute", "minutes", "min", "m"),
        "hour": ("hour", "hours", "h"),
        "day": ("day", "days", "d"),
        "week": ("week", "weeks", "w"),
        "month": ("month", "months"),
    },
    cannot_read={
        "empty": "please give an answer",
        "bool": "`{}` is neither yes nor no; please answer `yes` or `no`",
        "enum": "`{}` is not one of the choices: {}",
        "int": "`{}` is not a whole number such as `3`",
        "decimal": "`{}` is not a number such as `12.5`",
        "percent": "`{}` is not a share such as `30%`",
        "money": "`{}` is not an amount such as `12.50 EUR`",
        "currency": "`{}` has no currency; please write it with one, such as `12.50 EUR`",
        "date": "`{}` is not a day such as `23 November 2026` or `2026-11-23`",
        "time": "`{}` is not a time of day such as `20:00`",
        "instant": "`{}` is not a day and time such as `2026-11-23 09:00`",
        "duration": "`{}` is not a length of time such as `2 days`",
        "other": "a value of type {} cannot be read from text",
        "text": "`{}` cannot be stored: it {}",
    },
)

GERMAN = Language(
    code="de",
    decimal=",",
    group=".",
    percent="{} %",
    long_date="{day}. {month} {year}",
    clock="{} Uhr",
    months=(
        "Januar",
        "Februar",
        "März",
        "April",
        "Mai",
        "Juni",
        "Juli",
        "August",
        "September",
        "Oktober",
        "November",
        "Dezember",
    ),
    yes=("ja", "j", "jawohl", "wahr", "ok", "yes", "1"),
    no=("nein", "n", "falsch", "no", "2"),
    units={
        "second": ("Sekunde", "Sekunden", "Sek", "s"),
        "minute": ("Minute", "Minuten", "Min", "m"),
        "hour": ("Stunde", "Stunden", "Std", "h"),
        "day": ("Tag", "Tage", "Tagen"),
        "week": ("Woche", "Wochen"),
        "month": ("Monat", "Monate", "Monaten"),
    },
    cannot_read={
        "empty": "bitte geben Sie eine Antwort",
        "bool": "`{}` ist weder ja noch nein; bitte antworten Sie mit `ja` oder `nein`",
        "enum": "`{}` steht nicht zur Wahl: {}",
        "int": "`{}` ist keine ganze Zahl wie `3`",
        "decimal": "`{}` ist keine Zahl wie `12,5`",
        "percent": "`{}` ist kein Anteil wie `30 %`",
        "money": "`{}` ist kein Betrag wie `12,50 EUR`",
        "currency": "`{}` hat keine Währung; bitte schreiben Sie sie dazu, etwa `12,50 EUR`",
        "date": "`{}` ist kein Tag wie `23. November 2026` oder `23.11.2026`",
        "time": "`{}` ist keine Uhrzeit wie `20:00`",
        "instant": "`{}` ist kein Zeitpunkt wie `23.11.2026 09:00`",
        "duration": "`{}` ist keine Zeitspanne wie `2 Tage`",
        "other": "ein Wert vom Typ {} lässt sich nicht aus Text lesen",
        "text": "`{}` lässt sich nicht speichern: {}",
    },
)

LANGUAGES = {row.code: row for row in (ENGLISH, GERMAN)}


def language_of(code: str | None) -> Language:
    """The row of a language tag such as `de` or `de-AT`; English where there is none for it."""
    return LANGUAGES.get((code or "").partition("-")[0].lower(), ENGLISH)
