"""When somebody goes back, who, and on which days the centre works."""
