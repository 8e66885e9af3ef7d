"""What is said to whoever runs the machine when something is refused."""


class Refusal(Exception):
    """One sentence that says what is wrong and what to do. It holds no secret and no name."""


def in_words(error: OSError) -> str:
    """What the system says of a file that cannot be used, and which one, where it tells that."""
    return ": ".join(str(said) for said in (error.strerror, error.filename) if said)
