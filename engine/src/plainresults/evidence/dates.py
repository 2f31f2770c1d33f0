"""Months and days in words."""

from __future__ import annotations

import calendar

MONTHS = calendar.month_name[1:]


def month(text: str) -> str:
    """“July 2021” from "2021-07"; a year alone, and words, stay as they are."""
    year, _, number = text.partition("-")
    return f"{MONTHS[int(number) - 1]} {year}" if number.isdigit() else text


def day(text: str) -> str:
    """“21 November 2026” from "2026-11-21"."""
    year, number, date = text.split("-")
    return f"{int(date)} {MONTHS[int(number) - 1]} {year}"


def period(first: str, last: str) -> str:
    """“July 2021 to June 2022” from "2021-07" and "2022-06".

    Equal ends stand once, as do words for dates that could not be read.
    """
    return first if first == last else f"{month(first)} to {month(last)}"
