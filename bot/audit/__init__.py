"""Who did what to which record, sealed so that a line that is missing is noticed."""
