"""What is written down of a household: drafts, contacts, notes, closing and opening a file, corrections."""
