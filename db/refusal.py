"""What is said to whoever runs the machine when something is refused."""


class Refusal(Exception):
    """One sentence that says what is wrong and what to do. It holds no secret and no name."""
