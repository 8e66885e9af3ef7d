"""The registry: households, their persons, the neighbourhoods, and finding all of them again."""

from bot.registry.calling import head_name, phone, reference
from bot.registry.counting import count_up
from bot.registry.finding import MOST_SHOWN, NEW, THERE, by_code, find, look_for, same_names, suggested, there
from bot.registry.needs import Need, last_seen, needs_ever, needs_of, open_needs
from bot.registry.neighbourhoods import add_first_neighbourhoods, bank_of, named, neighbourhood_name, neighbourhoods
from bot.registry.registering import Newcomer, ask_again, consented, describe, forget_void, register

__all__ = [
    "MOST_SHOWN",
    "NEW",
    "THERE",
    "Need",
    "Newcomer",
    "add_first_neighbourhoods",
    "ask_again",
    "bank_of",
    "by_code",
    "consented",
    "count_up",
    "describe",
    "find",
    "forget_void",
    "head_name",
    "last_seen",
    "look_for",
    "named",
    "needs_ever",
    "needs_of",
    "neighbourhood_name",
    "neighbourhoods",
    "open_needs",
    "phone",
    "reference",
    "register",
    "same_names",
    "suggested",
    "there",
]
