"""The saga's rows as text, and what the model makes of them: Promela, with every seeded fault as a setting."""
import re
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SURROUNDINGS = HERE / 'saga.pml'
# The table as it was agreed; the unit tests of the domain hold the program against the same file.
AGREED = ROOT / 'src' / 'contexts' / 'reservation' / 'domain' / 'tests' / 'saga_table_golden.inc'


class NoMeaning(Exception):
    """A row says a word for which saga.pml has no meaning."""


@dataclass
class Row:
    text: str
    states: list
    triggers: list
    conditions: list
    next: str
    changes: list
    sends: list

    def told(self):
        """The row put together again from what was read of it."""
        columns = [self.states, self.triggers, self.conditions, [self.next], self.changes, self.sends]
        return ' | '.join(', '.join(column) or '-' for column in columns)


@dataclass
class Mutant:
    """A fault built in on purpose. `row` (part of one row's text) is dropped, or loses `condition` or `sends`;
    `adds` is a row too many. With neither, saga.pml has the fault under the mutant's name in capitals.
    `is_without_end`: what is wrong is a course that goes on for ever."""
    name: str
    what: str
    row: str = ''
    condition: str = ''
    sends: str = ''
    adds: str = ''
    is_without_end: bool = False


def agreed_rows():
    """The lines of the agreed table."""
    return [line for line in AGREED.read_text(encoding='utf-8').splitlines() if ' | ' in line]


def slug(text):
    return re.sub(r'[^A-Za-z0-9]+', '_', text)


def vocabulary():
    """What saga.pml gives a meaning to: {'when': {...}, 'note': {...}, 'send': {...}} of slugs."""
    found = {'when': set(), 'note': set(), 'send': set()}
    for kind, word in re.findall(r'^#define (when|note|send)_(\w+)', SURROUNDINGS.read_text(encoding='utf-8'), re.M):
        found[kind].add(word)
    return found


def words_of(column, known):
    """Splits at commas; a word with a comma of its own is found by the longest one that is known."""
    if column == '-':
        return []
    pieces, words = column.split(', '), []
    while pieces:
        for length in range(len(pieces), 0, -1):
            candidate = ', '.join(pieces[:length])
            if slug(candidate) in known:
                words.append(candidate)
                del pieces[:length]
                break
        else:
            raise NoMeaning(f'saga.pml gives no meaning to "{pieces[0]}" in: {column}')
    return words


def parse(text, known):
    columns = text.split(' | ')
    if len(columns) != 6:
        raise NoMeaning(f'a row has six columns: {text}')
    states, triggers, conditions, next_state, changes, sends = columns
    return Row(text, states.split(', '), triggers.split(', '), words_of(conditions, known['when']), next_state,
               words_of(changes, known['note']), words_of(sends, known['send']))


def the_row(rows, part):
    """The place of the one row that has `part` in its text."""
    found = [place for place, row in enumerate(rows) if part in row.text]
    if len(found) != 1:
        raise NoMeaning(f'{len(found)} rows read "{part}", not one')
    return found[0]


def any_of(names, what):
    return '(' + ' || '.join(f'{what} == {name}' for name in names) + ')'


class Writer:
    """Writes the rows as the options of one `if`, grouped by what triggers them."""

    def __init__(self, lines, mutants):
        known = vocabulary()
        self.rows = [parse(line, known) for line in lines]
        self.number = {mutant.name: place for place, mutant in enumerate(mutants, start=1)}
        self.dropped, self.without_condition, self.without_message = {}, {}, {}
        self.added = []
        for mutant in mutants:
            number = self.number[mutant.name]
            if mutant.adds:
                self.added.append((number, parse(mutant.adds, known)))
            elif mutant.row:
                self.blame(mutant, number)

    def blame(self, mutant, number):
        place = the_row(self.rows, mutant.row)
        row = self.rows[place]
        if mutant.condition:
            row.conditions.index(mutant.condition)
            self.without_condition.setdefault((place, mutant.condition), []).append(number)
        elif mutant.sends:
            row.sends.index(mutant.sends)
            self.without_message.setdefault((place, mutant.sends), []).append(number)
        else:
            self.dropped.setdefault(place, []).append(number)

    def guard(self, place, row, is_strict=False):
        states = ' | '.join(f'(1 << {state})' for state in row.states)
        parts = [f'one_of({states})']
        for condition in row.conditions:
            holds = f'(when_{slug(condition)})'
            broken = [] if is_strict else self.without_condition.get((place, condition), [])
            parts.append('(' + ' || '.join([f'mutant == {number}' for number in broken] + [holds]) + ')')
        return ' && '.join(parts)

    def body(self, place, row):
        yield f'printf("  %d: row {place}: {row.told()}\\n", r);'
        yield f'c_code {{ rows_walked[{place}] = 1; }};'
        for condition in row.conditions:
            for number in self.without_condition.get((place, condition), []):
                yield f'if :: mutant == {number} && !(when_{slug(condition)}) -> fault() :: else fi;'
        later = {'same': 'state[r]', 'where it came from': 'came_from[r]'}
        yield f'next = {later.get(row.next, row.next)};'
        for change in row.changes:
            yield f'note_{slug(change)};'
        yield 'move();'
        for message in row.sends:
            sent = f'send_{message}'
            for number in self.without_message.get((place, message), []):
                sent = f'if :: mutant == {number} -> fault() :: else -> {sent} fi'
            yield f'{sent};'
        yield 'skip'

    def options(self, trigger):
        for number, row in self.added:
            if trigger in row.triggers:
                place = len(self.rows)
                yield f':: mutant == {number} && {self.guard(place, row)} ->'
                yield from ('   ' + line for line in ['d_step {', 'fault();', *self.body(place, row), '}'])
        for place, row in enumerate(self.rows):
            if trigger not in row.triggers:
                continue
            dropped = self.dropped.get(place, [])
            if dropped:
                yield f':: {any_of(dropped, "mutant")} && {self.guard(place, row)} -> fault()'
            there = ''.join(f'mutant != {number} && ' for number in dropped)
            yield f':: {there}{self.guard(place, row)} ->'
            yield from ('   ' + line for line in ['d_step {', *self.body(place, row), '}'])

    def promela(self):
        lines = ['/* Made by check_model from the agreed table; one option for each row. */',
                 'c_decl {', f'static int rows_walked[{len(self.rows) + 1}];',
                 'static void tell_rows(void) {',
                 f'    for (int place = 0; place < {len(self.rows)}; ++place)',
                 '        if (rows_walked[place]) printf("row %d was walked\\n", place);', '}', '}', '',
                 'inline step() {', '    if']
        for trigger in dict.fromkeys(trigger for row in self.rows for trigger in row.triggers):
            lines += [f'    :: trigger == {trigger} ->', '       if']
            lines += ['       ' + line for line in self.options(trigger)]
            lines += ['       :: else    /* no row: ignored or refused */', '       fi']
        lines += ['    :: else', '    fi', '}']
        return '\n'.join(lines) + '\n'

    def definitions(self):
        return '\n'.join(f'#define {name.upper()} {number}' for name, number in self.number.items()) + '\n'
