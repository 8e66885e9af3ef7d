"""The same word in another script, spelling or order."""
