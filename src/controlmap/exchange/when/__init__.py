"""Dates as files write them: one alone, and a series in one way."""

from controlmap.exchange.when.forms import reads_like_date
from controlmap.exchange.when.pattern import SHORT_DIGITS, are_short_digits
from controlmap.exchange.when.reading import read_when
from controlmap.exchange.when.reckoning import Era, Reckoning, UnknownDateError, When
from controlmap.exchange.when.remarks import remarks_on
from controlmap.exchange.when.series import day_order, hijri_among, in_one_way, tell_hours

__all__ = ["SHORT_DIGITS", "Era", "Reckoning", "UnknownDateError", "When", "are_short_digits", "day_order"]
__all__ += ["hijri_among", "in_one_way"]
__all__ += ["read_when", "reads_like_date", "remarks_on", "tell_hours"]
