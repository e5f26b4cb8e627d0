"""A look at what files hold, before anything is brought in."""

from controlmap.exchange.looking.look import look
from controlmap.exchange.looking.seen import FieldLook, Look
from controlmap.exchange.looking.starter import starter_table

__all__ = ["FieldLook", "Look", "look", "starter_table"]
