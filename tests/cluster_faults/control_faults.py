"""The controls: defects planted on purpose, one for each check, which must find it. Then everything is put back."""
from contextlib import contextmanager
from dataclasses import dataclass

import checks
from faults import Struck, fault

FAR_AWAY = 1_000_000_000  # added to an id: none of ours is so large


@dataclass(frozen=True)
class Defect:
    """SQL that damages what a context has stored, and SQL that puts it back; {number} is a completed purchase's."""
    check: object
    context: str
    plant: str
    undo: str


DEFECTS = (
    Defect(checks.seats_sold_twice, "reservation",
           f"DROP INDEX ticket_live_seat; INSERT INTO ticket SELECT id + {FAR_AWAY}, reservation_id + {FAR_AWAY}, "
           "performance_id, seat_id, secret, is_live, used_at FROM ticket WHERE reservation_id = {number};",
           f"DELETE FROM ticket WHERE id > {FAR_AWAY}; "
           "CREATE UNIQUE INDEX ticket_live_seat ON ticket (seat_id) WHERE is_live = 1;"),
    Defect(checks.acknowledgements_lost, "reservation",
           "CREATE TABLE kept AS SELECT * FROM reservation WHERE id = {number}; "
           "DELETE FROM reservation WHERE id = {number};",
           "INSERT INTO reservation SELECT * FROM kept; DROP TABLE kept;"),
    Defect(checks.effects_twice, "reservation",
           "CREATE TABLE twin AS SELECT * FROM reservation WHERE id = {number}; "
           f"UPDATE twin SET id = id + {FAR_AWAY}, body = jsonb_set(body::jsonb, '{{{{id}}}}', "
           f"to_jsonb(id + {FAR_AWAY}))::text; INSERT INTO reservation SELECT * FROM twin;",
           f"DELETE FROM reservation WHERE id > {FAR_AWAY}; DROP TABLE twin;"),
    Defect(checks.sagas_unfinished, "reservation",
           "UPDATE reservation SET state = 'Paying' WHERE id = {number};",
           "UPDATE reservation SET state = 'Completed' WHERE id = {number};"),
    Defect(checks.money_astray, "reservation",
           "UPDATE reservation SET state = 'Impossible' WHERE id = {number};",
           "UPDATE reservation SET state = 'Completed' WHERE id = {number};"),
    Defect(checks.books_unsound, "musical",
           f"UPDATE seat SET owner = owner + {FAR_AWAY} WHERE owner = {{number}};",
           f"UPDATE seat SET owner = owner - {FAR_AWAY} WHERE owner > {FAR_AWAY};"),
    Defect(checks.letters_wrong, "notification",
           "CREATE TABLE kept AS SELECT * FROM notification WHERE status = 'sent' LIMIT 1; "
           "UPDATE notification SET status = 'failed' WHERE notification_id IN (SELECT notification_id FROM kept);",
           "UPDATE notification SET status = 'sent' WHERE notification_id IN (SELECT notification_id FROM kept); "
           "DROP TABLE kept;"),
)


@contextmanager
def planted(boxoffice, defect, number):
    boxoffice.change(defect.context, defect.plant.format(number=number))
    try:
        yield
    finally:
        boxoffice.change(defect.context, defect.undo.format(number=number))


class WithoutOneMessage:
    """The house, with a topic from which one event has gone."""

    def __init__(self, boxoffice):
        self.whole = boxoffice.messages()

    def messages(self):
        return self.whole[:len(self.whole) // 2] + self.whole[len(self.whole) // 2 + 1:]


@fault("control", seats=20)
def planted_defects_are_found(boxoffice, crowd):
    """Each check finds its defect and is content again afterwards."""
    crowd.wait_for_more(10)
    crowd.end()
    boxoffice.settle()
    number = next(purchase.number for purchase, state in checks.outcomes(boxoffice, [crowd]) if state == "Completed")
    found = 0
    for defect in DEFECTS:
        with planted(boxoffice, defect, number):
            sentences = defect.check(boxoffice, [crowd])
        assert sentences, f"{defect.check.__name__} did not find what was planted"
        found += 1
    assert checks.sequences_broken(WithoutOneMessage(boxoffice), [crowd]), "a missing event was not found"
    return Struck(found + 1, "planted defects found")
