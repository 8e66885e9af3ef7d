"""How long anything is kept, and how it goes."""
