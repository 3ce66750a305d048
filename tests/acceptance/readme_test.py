"""README's story is pasted into a shell, and what it prints is what README says; the sandbox provider's works, too."""
import re
import subprocess
import time

from house import PROGRAM, ROOT, House, embedded_only

STORY = re.compile(r"^```sh\n(.*?)^```\n(?:```json\n(.*?)^```\n)?", re.M | re.S)
MARK = "---- the end of this part ----"
SECONDS_MAX = 20


def parts_of_the_story():
    """The commands of each block with what README shows as their output; '' where it shows none."""
    readme = (ROOT / "README.md").read_text()
    story = readme[readme.index("## The story"):readme.index("## Commands")]
    return [(commands, shown or "") for commands, shown in STORY.findall(story)]


class Shell:
    """One shell that commands are pasted into."""

    def __init__(self, folder, port):
        self.port = port
        self.handle = subprocess.Popen(["bash", "-u"], cwd=folder, text=True, stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.handle.stdin.close()
        self.handle.stdout.close()
        self.handle.wait(timeout=SECONDS_MAX)

    def paste(self, commands):
        commands = commands.replace("http://localhost:8080", f"http://127.0.0.1:{self.port}")
        self.handle.stdin.write(f"{commands}echo '{MARK}'\n")
        self.handle.stdin.flush()
        return "".join(iter(self.handle.stdout.readline, MARK + "\n"))


def lines(text):
    """In any order: the seat's and the money's way back are nobody's turn first.

    How long the sample season is depends on the day, so numbers that count its seats and performances are no matter."""
    text = re.sub(r'"(id|seatId)":[0-9]{5,}', r'"\1":"a seat"', text)
    return sorted(re.sub(r'"key":"[0-9]+"', '"key":"a performance"', text).splitlines())


def asks_only(commands):
    return not re.search(r" -d | -X ", commands)


@embedded_only("README tells the story of ./dev run: it looks into the data folder and the Maildir")
def test_the_story_of_readme_prints_what_readme_shows():
    parts = parts_of_the_story()
    assert len(parts) >= 9, "README's story has lost its blocks"
    with House() as house:
        house.fill_with_sample_season()
        program = house.folder / "build" / "release" / "bin" / "boxoffice"
        program.parent.mkdir(parents=True)
        program.symlink_to(PROGRAM)
        with Shell(house.folder, house.port) as shell:
            for commands, shown in parts:
                until = time.monotonic() + SECONDS_MAX
                output = shell.paste(commands)
                # "A moment later": the page and the notices follow the answer.
                while lines(output) != lines(shown) and asks_only(commands) and time.monotonic() < until:
                    output = shell.paste(commands)
                assert lines(output) == lines(shown), f"{commands}\nREADME shows:\n{shown}\nbut it prints:\n{output}"


@embedded_only("the provider of ./dev run is told of")
def test_what_the_sandbox_providers_readme_shows_can_be_pasted():
    readme = (ROOT / "src/sandbox_provider/README.md").read_text()
    [(commands, _)] = STORY.findall(readme)
    with House() as house:
        for port, own in (("8081", house.provider_port), ("8082", house.control_port)):
            assert f"http://127.0.0.1:{port}" in commands, "./dev run has it on that port"
            commands = commands.replace(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{own}")
        with Shell(house.folder, house.port) as shell:
            answers = shell.paste(commands + "echo\n")  # answers end without a new line
        assert '"status":"done"' in answers and answers.count('"rulesLeft":1') == 2, answers
