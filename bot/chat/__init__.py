"""What stands in a chat: cards, what was seen of them, and when they go."""
