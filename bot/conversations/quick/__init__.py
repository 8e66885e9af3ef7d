"""The quick line: a whole visit or session in one typed message, for a day without network.

    visit 12 housing,health food +14 note the roof leaks
    vizitë Berisha dje shëndet, ushqim qendra +2j shënim çatia pikon

First the form, then the household by code or name, then what was seen, asked and done in any order: a whole label, a
word of one, or its unique beginning, in any language and script. `+14`, `+2w`, `+25.3.` is the next contact; a day
without a plus is the visit's where it is over, else the next contact. What follows `note` is the note, untouched.

Nothing is guessed: what is not understood is handed back as it was typed. Two words in a row that are not understood
begin a sentence: it goes on until a `+` or `note`, so that no day or need is picked out of what somebody tells.
"""

from bot.conversations.quick.line import Plus, Quick
from bot.conversations.quick.reader import read
from bot.conversations.quick.table import List, Table, fold, lean

__all__ = ["List", "Plus", "Quick", "Table", "fold", "lean", "read"]
