"""Reads C++ as far as the checks need it: which characters are code, which are comments or literals."""
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

TOKEN = re.compile(
    r'(?P<comment>//[^\n]*|/\*.*?\*/)'
    r'|(?P<raw>(?:u8|[uUL])?R"(?P<delimiter>[^()\\\s]{0,16})\(.*?\)(?P=delimiter)")'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    r"|(?P<char>(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+')",
    re.DOTALL)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, printed as compilers do, so that editors can jump to it."""
    path: str
    line: int
    text: str

    def __str__(self):
        return f'{self.path}:{self.line}: {self.text}'


def line_of(text, offset):
    return text.count('\n', 0, offset) + 1


def _blank(text):
    return re.sub(r'[^\n]', ' ', text)


def code_only(text):
    """The text with comments and literals blanked out; offsets and line numbers stay."""
    def hide(match):
        return _blank(match.group()) if match.group('comment') else '"' + _blank(match.group()[1:-1]) + '"'
    return TOKEN.sub(hide, text)


def without_comments(text):
    """The text with comments blanked out and literals kept."""
    return TOKEN.sub(lambda m: _blank(m.group()) if m.group('comment') else m.group(), text)


def string_literals(text):
    """(start, end, content) of every string literal."""
    for match in TOKEN.finditer(text):
        if match.group('raw'):
            inner = match.group('raw')
            yield match.start(), match.end(), inner[inner.index('(') + 1:inner.rindex(')')]
        elif match.group('string'):
            yield match.start(), match.end(), match.group('string')[1:-1]


def includes(text):
    """(line, name, is_quoted) of every #include."""
    for match in re.finditer(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"\n]+)[>"]', without_comments(text), re.MULTILINE):
        yield line_of(text, match.start()), match.group(2), match.group(1) == '"'


def project_files(root, *suffixes):
    """Files that git knows or would take in, relative to root, sorted; every file where there is no git."""
    listed = subprocess.run(['git', '-C', str(root), 'ls-files', '-co', '--exclude-standard'],
                            capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        names = set(listed.stdout.splitlines())
    else:
        names = {str(path.relative_to(root)) for path in Path(root).rglob('*')
                 if path.relative_to(root).parts[0] not in ('.git', 'build', 'data')}
    return sorted(name for name in names
                  if name.endswith(suffixes) and (Path(root) / name).is_file())


def report(title, findings, checked):
    """Prints the findings and answers the exit code."""
    for finding in findings:
        print(finding)
    print(f'{title}: {checked} files, {len(findings)} findings')
    return 1 if findings else 0
