"""Bringing a registry in from a spreadsheet: a file is read, its headings are recognised, each row is checked, and what
is good is written in one transaction.

`reading` (in a process of its own) → `headings` → `checking` → `loading`; `report` says what became of each row.
"""
