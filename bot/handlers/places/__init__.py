"""The places a conversation can be at: each module draws its card and takes the taps on it."""
