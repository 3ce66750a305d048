"""F47 to F49: the mail server goes and comes back forgetful, and the house itself is changed while it serves."""
import time
from collections import Counter
from dataclasses import replace

from cluster.layout import CONTEXTS
from faults import Struck, fault
from house import wait_until

WAIT_SECONDS_MAX = 60
AWAY_SECONDS = 12.0
LETTERS_LOST = 5
# A letter is tried at once, after 5 s and after 10 s more.
TRIES_MAX = 4
END_OF_A_LETTER = b"\r\n.\r\n"


@fault("F47")
def mail_server_is_away_and_comes_back_forgetful(boxoffice, crowd):
    """No storm while it is away. Then it takes letters without saying so: they come again under the same name."""
    mail = boxoffice.proxies.mail
    known = len(mail.arrivals)
    mail.is_shut = True
    wait_until(lambda: mail.turned_away > 0, WAIT_SECONDS_MAX)
    until = time.monotonic() + AWAY_SECONDS
    wait_until(lambda: time.monotonic() > until, WAIT_SECONDS_MAX)
    tries = len(mail.arrivals) - known
    letters = boxoffice.number("notification", "SELECT COUNT(*) FROM notification WHERE status = 'waiting'")
    assert 0 < tries <= TRIES_MAX * letters, f"{tries} tries for {letters} letters"
    mail.lost_reply, mail.replies_to_lose, mail.is_shut = END_OF_A_LETTER, LETTERS_LOST, False
    wait_until(lambda: mail.replies_lost > 0 and not mail.replies_to_lose, WAIT_SECONDS_MAX)
    crowd.end()
    boxoffice.settle()
    names = Counter(letter["messageId"] for letter in boxoffice.mails())
    return Struck(sum(count > 1 for count in names.values()), "letters that came twice under one name")


@fault("F48", seats=120)
def every_process_is_replaced_under_load(boxoffice, crowd):
    """From this build to the other and back, where another is given: nobody sees a failure."""
    replaced = 0
    settings = boxoffice.cluster.settings
    for program in (boxoffice.program, "") if boxoffice.program else ("",):
        boxoffice.cluster.state.settings = replace(settings, program=program)
        for context in CONTEXTS:
            replaced += len(boxoffice.cluster.state.of(context))
            boxoffice.cluster.restart_rolling([context])
    assert crowd.said.failures == [], crowd.said.failures[:5]
    return Struck(replaced, "processes replaced while people bought")


@fault("F49", seats=60)
def processes_replaced_without_a_drain_are_noticed(boxoffice, crowd):
    """The control of the one before: the same crowd sees failures when the old processes are killed first."""
    boxoffice.cluster.restart_abruptly(["reservation"])
    return Struck(len(crowd.said.failures), "failures that people saw, as they should")
