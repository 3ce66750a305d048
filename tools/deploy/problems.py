"""What the person who typed the command can do something about; the message says what."""


class DeployProblem(RuntimeError):
    """A step cannot go on. Told as a sentence, without a trace."""
