"""What is said without being asked, and when not."""
