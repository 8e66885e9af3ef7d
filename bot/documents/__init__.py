"""What is printed or handed out: a household's file, the breach sheet, the recovery sheet."""
