"""The work in figures and in cases, for whoever may know nobody."""
