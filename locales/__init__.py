"""The translations, and what keeps them complete: `python -m locales.update` after every change of a text."""
