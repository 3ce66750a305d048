"""What goes wrong in a step of a deployment."""
from command_line import ToldProblem


class DeployProblem(ToldProblem):
    """A step cannot go on. Told as a sentence, without a trace."""
