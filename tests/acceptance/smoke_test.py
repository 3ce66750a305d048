"""The smoke test of a release passes a house that sells, and says what is wrong with one that does not."""
import house
from deploy import smoke
from deploy.problems import DeployProblem


def complaint(url, login):
    """What the smoke test says; None when it is content."""
    try:
        smoke.run(url, login)
    except DeployProblem as problem:
        return str(problem)
    return None


def test_a_house_that_sells_passes_and_one_that_does_not_is_told():
    with house.House() as boxoffice:
        url = f"http://127.0.0.1:{boxoffice.port}"
        account = next(each for each in boxoffice.accounts() if each["role"] == "admin")
        staff = f"{account['email']}:{account['password']}"
        assert not complaint(url, staff), complaint(url, staff)
        assert complaint(url, "") is None, "without an account it only looks around"
        assert "answered with 401" in complaint(url, f"{account['email']}:wrong")
        boxoffice.kill()
        # Whoever is in front of the house says that it is away; without a front door nobody does.
        told = complaint(url, staff)
        assert "nobody answers" in told or "503" in told, told
        boxoffice.start()
        boxoffice.assert_sound()
