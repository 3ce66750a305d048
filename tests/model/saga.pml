/* What surrounds the saga's table: two reservations, two seats, the buyers, musical, payment, the
 * provider and the bus. The rows themselves are not written here: check_model makes saga_rows.pml
 * from the agreed table, word for word, and this file says what each word of the table means.
 *
 * Bounds and abstractions are told in docs/adr/0006-a-model-of-the-saga.md. Adverse events share
 * one budget; "calm" ends it, and a run that can go no further has to be settled.
 */
c_decl {
    \#include <stdlib.h>
    static int setting(const char* name, int otherwise) {
        const char* text = getenv(name);
        return text ? atoi(text) : otherwise;
    }
}

/* ---- words ---------------------------------------------------------------------------------- */

#define New 0
#define Placed 1
#define Held 2
#define Locking 3
#define Paying 4
#define Selling 5
#define Completed 6
#define Impossible 7
#define Expired 8
#define Canceled 9
#define CancelRequested 10
#define Abandoned 11
#define Refunding 12
#define Canceling 13
#define NeedsAttention 14
#define Reseating 15

/* What comes from other contexts. */
#define SeatHeld 1
#define SeatAlreadySold 2
#define SeatLocked 3
#define SeatLockRefused 4
#define SeatReleased 5
#define SeatSold 6
#define SeatSaleRefused 7
#define SeatRefunded 8
#define PerformanceCanceled 9
#define PaymentApproved 10
#define PaymentDeclined 11
#define PaymentAbandoned 12
#define PaymentRefunded 13
#define RefundFailed 14
#define SeatMoved 15
#define SeatMoveRefused 16
/* What people, timers and the saga itself say; never in a queue. */
#define PlaceReservation 17
#define PayReservation 18
#define CancelReservation 19
#define DeadlinePassed 20
#define RetryRefund 21
#define RecordRefund 22
#define MoveSeats 23
#define CarryOutNote 24
/* What the saga asks for. */
#define AskHold 25
#define AskLock 26
#define AskUnlock 27
#define AskSale 28
#define AskRelease 29
#define AskTakeBack 30
#define AskCharge 31
#define AskRefund 32
#define TellRecorded 33
#define AskMove 34
#define NOTHING 0

/* The four queues, in order within each (source, key): one performance is one key. */
#define TO_MUSICAL 0
#define TO_PAYMENT 1
#define FROM_MUSICAL 2
#define FROM_PAYMENT 3

/* A message: its kind, and in one word the attempt (whose upper bit is the reservation), the refund
 * of the attempt or the number of a move, an amount or mask of seats, the epoch, and whether a sale
 * may take seats again. */
#define QUEUE_MAX 9
#define NO_REFUND 3
#define packed(x, k, n, e, again) ((x) | ((k) << 2) | ((n) << 4) | ((e) << 6) | ((again) << 10))
chan queue[4] = [QUEUE_MAX] of { byte, short };

/* A seat. */
#define available 0
#define held 1
#define locked 2
#define sold 3

/* A charge as payment sees it. */
#define unheard 0
#define confirming 1
#define unknown 2
#define captured 3
#define declined 4
#define abandoned 5

/* An attempt as the reservation sees it. */
#define open 1
#define caught 2
#define over 3

/* A refund, here and at payment. */
#define requested 1
#define done 2
#define failed 3

#define by_buyer 1
#define by_performance 2
#define by_provider 4

#define NONE 9
#define own(r, a) ((r) * 2 + (a))
#define of(x) ((x) / 2)
#define refund_of(x, k) ((x) * 2 + (k))
#define seats_in(mask) (((mask) & 1) + ((mask) / 2))
#define least(a, b) ((a) < (b) -> (a) : (b))
#define terminal(s) ((s) == Impossible || (s) == Expired || (s) == Canceled)
#define one_of(states) ((1 << state[r]) & (states))

#include "saga_mutants.pml"

/* ---- settings, the same for a whole run ------------------------------------------------------ */

hidden byte mutant;
hidden int adverse;
byte wants[2];
byte attempts_max[2];

#define may_cancel 1
#define may_cancel_performance 2
#define may_repeat 4
#define may_deliver_badly 8
#define may_abandon 16
#define may_lose 32
#define may_decline 64
#define may_capture_late 128
#define may_tell_again 256
#define may_refuse_refund 512
#define may_refund_at_console 1024
#define may_run_out 2048
#define may_move 4096

byte budget;
#define spend(what) budget > 0 && (adverse & what) -> budget--

inline fault() { printf("  ** the fault fires\n") }

/* ---- the reservations ------------------------------------------------------------------------ */

byte state[2];
byte epoch[2];
byte live[2];
byte tickets[2];
byte begun[2];           /* attempts begun */
byte current[2];         /* the attempt that counts */
byte keyed;              /* attempts whose key has come from the buyer's page */
byte notes[2];
byte leaving[2];         /* seats of the cancellation under way; none = none under way */
byte moving[2];          /* the seat that its ticket is being moved from; none = none under way */
byte moves[2];           /* moves begun: the number of the last */
bit seats_are_back[2];
bit money_is_back[2];
byte awaited[2];         /* the refund that the reservation waits for */
byte came_from[2];
bit is_lost[2];
bit takes_again[2];
byte attempt[4];
byte given_back[4];      /* unasked */
byte decisions[4];       /* refunds decided */
byte amount[8];          /* of each refund */
byte refund[8];

bit was_abandoned[2];    /* for the checks alone */
bit at_console[4];

/* ---- musical, payment, provider, bus --------------------------------------------------------- */

byte seat[2];
byte owner[2];
byte fence[2];
byte party[2];
bit performance_canceled;

byte charge[4];
byte paying_out[8];
bit on_the_wire[4];      /* a confirm is on its way */
bit has_captured[4];
bit has_declined[4];
byte kept[4];
bit out_on_the_wire[8];  /* a request to refund is on its way */
byte paid_out[8];        /* how often the provider has carried it out */
bit by_hand[8];          /* staff have paid it */

byte seen;               /* queues whose first message was applied already and is told again */

/* What ends a run as a failure; the words are printed when its trail is replayed. */
#define BROKEN_IF(what, condition) \
    if \
    :: (condition) -> printf("broken: "); printf(what); printf("\n"); assert(false) \
    :: else \
    fi

/* ---- the input at hand; all zero between two steps ------------------------------------------- */

byte trigger;
byte r;
byte m_x;
byte m_k;
byte m_n;
byte m_e;
bit m_again;
bit other_choice;        /* where the clock or the buyer's method decides, both are tried */
byte next;
byte left;
byte quote;
byte asked;
byte decided;
bit gone;
bit covers;
byte was;
byte task;
byte source;
byte i;
byte j;
short word;
short other_word;

inline forget() {
    trigger = NOTHING; r = 0; m_x = 0; m_k = 0; m_n = 0; m_e = 0; m_again = 0; other_choice = 0;
    next = 0; left = 0; quote = 0; asked = 0; decided = 0; gone = 0; covers = 0; was = 0; task = NOTHING; source = 0;
    i = 0; j = 0; word = 0; other_word = 0
}

inline unpack() {
    m_x = word & 3; m_k = (word >> 2) & 3; m_n = (word >> 4) & 3; m_e = (word >> 6) & 15;
    m_again = (word >> 10) & 1; r = of(m_x)
}

/* A full queue is a bound of the model, not of the house: it stops the run. */
#define put(q, kind, x, k, n, e, again) \
    assert(len(queue[q]) < QUEUE_MAX); queue[q]!kind, packed(x, k, n, e, again)

/* ---- the words of the table: conditions ------------------------------------------------------ */

#define has_refund (m_k != NO_REFUND)
#define the_refund refund_of(m_x, m_k)
#define is_awaited (has_refund && the_refund == awaited[r] && refund[the_refund] != done)

#define when_waits_for_the_buyer (!other_choice)
#define when_server_side_method (other_choice)
#define when_all_seats (asked == live[r])
#define when_deadline_passed true
#define when_this_epoch (m_e == epoch[r])
#define when_method_known true
#define when_amount_right true
#define when_amount_wrong false
#define when_time_left (!other_choice)
#define when_none_left (other_choice)
#define when_first_key_of_this_attempt (!(keyed & (1 << current[r])))
#define when_new_attempt_allowed (begun[r] < attempts_max[r])
#define when_this_paymentId (m_x == current[r])
#define when_no_refund_decided_yet (decisions[m_x] == 0)
#define when_attempt_is_over (m_x != current[r] || (attempt[m_x] != open && attempt[m_x] != caught))
#define when_not_noted_yet \
    (!(notes[r] & (trigger == PerformanceCanceled -> by_performance : by_buyer)))
#define when_unasked_of_the_paid_money (trigger == PaymentRefunded && !has_refund && m_x == current[r])
#define when_something_left_to_give_back (!gone)
#define when_nothing_left_to_give_back (gone)
#define when_awaited_refundId (is_awaited)
#define when_another_refundId_of_ours \
    (has_refund && the_refund != awaited[r] && refund[the_refund] != 0 && \
     (trigger == RefundFailed -> refund[the_refund] == requested : refund[the_refund] != done))
#define when_seat_not_lost (!is_lost[r])
#define when_seat_lost (is_lost[r])
#define when_its_own_seats (m_n != 0 && (m_n & live[r]) == m_n)
/* The program also refuses a seat that was given back before; here even that is tried. */
#define when_to_seats_it_never_had (!((3 - m_n) & live[r]))
#define when_this_move (m_k == (moves[r] & 3))
#define when_seats_it_has (asked != 0 && (asked & live[r]) == asked)
#define when_these_seats (leaving[r] && !seats_are_back[r] && (m_n & leaving[r]))
#define when_money_not_yet_back (!money_is_back[r])
#define when_money_back (money_is_back[r])
#define when_seats_not_yet_back (!seats_are_back[r])
#define when_seats_back (seats_are_back[r])
#define when_none_remain (!when_seats_remain)
#define when_seats_remain (leaving[r] && leaving[r] != live[r])
#define when_Canceling_or_from_it (state[r] == Canceling || came_from[r] == Canceling)
#define when_from_Refunding (came_from[r] == Refunding)
#define when_less_than_had_failed (!covers)
#define when_awaited_refundId_or_unasked_that_covers_it (is_awaited || covers)

/* ---- the words of the table: changes --------------------------------------------------------- */

#define note_seats_total live[r] = wants[r]
#define note_epoch_until epoch[r] = m_e
#define note_conflicts skip
#define note_new_attempt current[r] = own(r, begun[r]); attempt[own(r, begun[r])] = open; begun[r]++
#define note_payment_key keyed = keyed | (1 << current[r])
#define note_attempt_over attempt[m_x] = over
#define note_lock_deadline skip
#define note_captured attempt[m_x] = caught
#define note_reacquire takes_again[r] = 1
#define note_tickets tickets[r] = live[r]; epoch[r] = m_e
#define note_seat_lost is_lost[r] = 1
#define note_who_canceled skip
#define note_alert skip
#define note_seats_moving \
    moving[r] = m_n; moves[r]++; \
    if :: mutant == MOVING_TICKET_STAYS_VALID -> fault() :: else fi
#define note_seats_moved_new_tickets \
    live[r] = 3 - moving[r]; tickets[r] = live[r]; moving[r] = 0; epoch[r] = m_e
#define note_move_refused moving[r] = 0; epoch[r] = m_e
#define note_noted \
    notes[r] = notes[r] | (trigger == CancelReservation -> by_buyer : \
                           (trigger == PerformanceCanceled -> by_performance : by_provider))
#define note_noted_if_unasked \
    notes[r] = notes[r] | (trigger == PaymentRefunded && !has_refund -> by_provider : 0)
#define note_amount_if_unasked given_back_unasked()
#define note_seats_under_way leaving[r] = asked; money_is_back[r] = gone; seats_are_back[r] = 0; notes[r] = 0
#define note_refund_of_all \
    i = (trigger == PaymentApproved -> m_x : current[r]); \
    j = (trigger == PaymentApproved -> seats_in(wants[r]) : left); \
    decide_refund(); awaited[r] = decided
#define note_refund_not_waited_for i = m_x; j = seats_in(wants[r]); decide_refund()
#define note_refund_by_quote i = current[r]; j = quote; decide_refund(); awaited[r] = decided
#define note_refund_done refund[(has_refund -> the_refund : awaited[r])] = done
#define note_refund_failed refund[the_refund] = failed
#define note_same_refund_again decided = awaited[r]; refund[awaited[r]] = requested
#define note_seats_back seats_are_back[r] = 1
#define note_money_back money_is_back[r] = 1
#define note_cancellation_done \
    live[r] = live[r] & ~leaving[r]; tickets[r] = tickets[r] & ~leaving[r]; leaving[r] = 0; \
    seats_are_back[r] = 0; money_is_back[r] = 0

inline given_back_unasked() {
    if
    :: trigger == PaymentRefunded && !has_refund ->
       given_back[m_x] = given_back[m_x] + m_n -
                         (state[r] == NeedsAttention && covers -> amount[awaited[r]] : 0)
    :: else
    fi
}

/* One decision to give back `j` of attempt `i`. */
inline decide_refund() {
    assert(decisions[i] < 2);
    decided = refund_of(i, decisions[i]);
    decisions[i]++;
    refund[decided] = requested;
    amount[decided] = j;
    BROKEN_IF("more is to be refunded than was captured",
              amount[refund_of(i, 0)] + amount[refund_of(i, 1)] > seats_in(wants[of(i)]))
}

/* ---- the words of the table: messages -------------------------------------------------------- */

#define send_ReservationPlaced put(TO_MUSICAL, AskHold, own(r, 0), 0, 0, 0, 0)
#define send_SeatLockRequested put(TO_MUSICAL, AskLock, current[r], 0, 0, epoch[r], 0)
#define send_SeatUnlockRequested put(TO_MUSICAL, AskUnlock, own(r, 0), 0, 0, epoch[r], 0)
#define send_SeatSaleRequested \
    put(TO_MUSICAL, AskSale, current[r], 0, 0, epoch[r], takes_again[r])
#define send_SeatReleaseRequested put(TO_MUSICAL, AskRelease, own(r, 0), 0, 0, 0, 0)
#define send_ReservationCancelPlaced \
    put(TO_MUSICAL, AskTakeBack, own(r, 0), 0, leaving[r], 0, 0)
#define send_PaymentRequested put(TO_PAYMENT, AskCharge, current[r], 0, 0, 0, 0)
#define send_RefundRequested \
    put(TO_PAYMENT, AskRefund, decided / 2, decided % 2, amount[decided], 0, 0)
#define send_RefundRecorded \
    put(TO_PAYMENT, TellRecorded, awaited[r] / 2, awaited[r] % 2, amount[awaited[r]], 0, 0)
#define send_SeatMoveRequested \
    put(TO_MUSICAL, AskMove, own(r, 0), moves[r] & 3, moving[r], epoch[r], 0)
/* News to people and to their pages: nobody in the model answers them. */
#define send_ReservationHeld skip
#define send_ReservationCompleted skip
#define send_ReservationImpossible skip
#define send_ReservationExpired skip
#define send_ReservationCancelCompleted skip
#define send_ReservationReseated skip
#define send_ReservationReseatRefused skip

/* ---- one step of the saga -------------------------------------------------------------------- */

/* What belongs to the state that is left goes with it: evolve(). */
inline move() {
    BROKEN_IF("a dead reservation lives again",
              terminal(state[r]) && next != state[r] && next != Refunding);
    if
    :: next == state[r]
    :: next == NeedsAttention -> came_from[r] = state[r]; state[r] = next
    :: else ->
       came_from[r] = 0;
       if
       :: terminal(next) || next == Completed -> awaited[r] = NONE
       :: else
       fi;
       if
       :: terminal(next) || next == Refunding ->
          live[r] = 0; tickets[r] = 0; notes[r] = 0; leaving[r] = 0; seats_are_back[r] = 0;
          money_is_back[r] = 0
       :: else
       fi;
       if
       :: next != Selling -> takes_again[r] = 0
       :: else
       fi;
       if
       :: next == Abandoned -> was_abandoned[r] = 1
       :: else
       fi;
       state[r] = next
    fi
}

/* What the conditions and changes look at, as it is before the step. */
inline look() {
    asked = (trigger == CancelReservation -> m_n : live[r]);
    left = 0;
    quote = 0;
    gone = 0;
    covers = 0;
    next = state[r];
    if
    :: current[r] != NONE ->
       i = current[r];
       j = given_back[i] + amount[refund_of(i, 0)] + amount[refund_of(i, 1)];
       left = (attempt[i] == caught && seats_in(wants[r]) > j -> seats_in(wants[r]) - j : 0);
       quote = least(seats_in(asked), left);
       if
       :: trigger == PaymentRefunded -> left = (left > m_n -> left - m_n : 0)
       :: else
       fi;
       quote = least(quote, left);
       gone = (left == 0 && (trigger == PaymentRefunded || given_back[i] > 0))
    :: else
    fi;
    if
    :: trigger == PaymentRefunded && !has_refund && awaited[r] != NONE ->
       covers = (awaited[r] / 2 == m_x && m_n >= amount[awaited[r]])
    :: else
    fi
}

#include "saga_rows.pml"

/* The walk: a step may lead on by itself, within the same transaction. */
inline react() {
    do
    :: trigger != NOTHING ->
       d_step {
           look();
           was = state[r]
       };
       step();
       d_step {
           if
           :: state[r] == Completed && notes[r] -> trigger = CarryOutNote
           :: was == Placed && state[r] == Held && other_choice -> trigger = PayReservation; other_choice = 0
           :: else -> trigger = NOTHING
           fi
       }
    :: else -> break
    od
}

/* ---- what must hold at every step ------------------------------------------------------------ */

#define is_ticketed(s) ((s) == Completed || (s) == Canceling || (s) == NeedsAttention || (s) == Reseating)
/* A ticket on its way to another seat opens no door. */
#define in_motion(q) (mutant == MOVING_TICKET_STAYS_VALID -> 0 : moving[q])
#define tickets_of(q) (is_ticketed(state[q]) -> tickets[q] & ~leaving[q] & ~in_motion(q) : 0)


inline check() {
    BROKEN_IF("one seat, two tickets", tickets_of(0) & tickets_of(1));
    i = 0;
    do
    :: i < 2 ->
       j = 0;
       do
       :: j < 2 ->
          BROKEN_IF("a ticket whose seat is not sold to it",
                    (tickets_of(i) & (1 << j)) && !(seat[j] == sold && owner[j] == i && fence[j] == epoch[i]));
          j++
       :: else -> break
       od;
       if
       :: state[i] == Completed ->
          BROKEN_IF("a ticket without captured money", !has_captured[current[i]]);
          BROKEN_IF("money kept is not the price of the seats kept",
                    !at_console[current[i]] && kept[current[i]] != seats_in(tickets[i]))
       :: else
       fi;
       BROKEN_IF("paid, and the seat lost, though nobody gave it up",
                 is_lost[i] && !was_abandoned[i]);
       i++
    :: else -> break
    od;
    i = 0;
    do
    :: i < 8 ->
       BROKEN_IF("one refund paid out twice", paid_out[i] > 1);
       i++
    :: else -> break
    od
}

/* What must hold when nothing more can happen. */
inline check_settled() {
    i = 0;
    do
    :: i < 2 ->
       BROKEN_IF("a reservation never ends", !terminal(state[i]) && state[i] != Completed);
       BROKEN_IF("a ticket of a canceled performance", state[i] == Completed && performance_canceled);
       j = 0;
       do
       :: j < 2 ->
          BROKEN_IF("money is neither a ticket nor given back",
                    kept[own(i, j)] != (state[i] == Completed && current[i] == own(i, j) -> seats_in(tickets[i]) : 0));
          j++
       :: else -> break
       od;
       BROKEN_IF("a seat that nobody has is not free",
                 seat[i] != available && !(tickets_of(owner[i]) & (1 << i)));
       i++
    :: else -> break
    od
}

/* ---- musical ---------------------------------------------------------------------------------- */

#define has_seat(q, s) (seat[s] != available && owner[s] == (q))
#define wanted(s) (wants[r] & (1 << (s)))
#define number_of_seats(q) (has_seat(q, 0) + has_seat(q, 1))
#define first_seat(q) (has_seat(q, 0) -> 0 : 1)
/* Nothing of the hold was claimed away. */
#define is_whole(q) (number_of_seats(q) > 0 && number_of_seats(q) == party[first_seat(q)])
#define fenced_at(s, a, b) (!has_seat(r, s) || ((seat[s] == (a) || seat[s] == (b)) && fence[s] == m_e))
#define is_fenced(a, b) (fenced_at(0, a, b) && fenced_at(1, a, b))
/* A hold of somebody else that has run out may be taken; whether it has is the other choice. */
#define is_free(s) (seat[s] == available || (seat[s] == held && owner[s] != r && other_choice))
#define can_hold(s) (!wanted(s) || is_free(s) || (seat[s] == held && owner[s] == r))
#define highest(a, b) ((a) > (b) -> (a) : (b))
#define next_epoch (1 + highest((wanted(0) -> fence[0] : 0), (wanted(1) -> fence[1] : 0)))

inline take(s, status) {
    if
    :: wanted(s) -> seat[s] = status; owner[s] = r; fence[s] = left; party[s] = seats_in(wants[r])
    :: else
    fi
}
inline set_status(s, status) {
    if
    :: has_seat(r, s) -> seat[s] = status
    :: else
    fi
}
inline free(s) { seat[s] = available; owner[s] = 0; party[s] = 0 }
#define answer(kind, e) put(FROM_MUSICAL, kind, m_x, 0, 0, e, 0)

inline hold_seats() {
    if
    :: is_whole(r) && number_of_seats(r) == seats_in(wants[r]) ->
       answer(SeatHeld, fence[first_seat(r)])
    :: else ->
       if
       :: !performance_canceled && can_hold(0) && can_hold(1) ->
          left = next_epoch;
          take(0, held); take(1, held);
          answer(SeatHeld, left)
       :: else -> answer(SeatAlreadySold, 0)
       fi
    fi
}

inline lock_seats() {
    if
    :: is_whole(r) && is_fenced(held, locked) ->
       set_status(0, locked); set_status(1, locked);
       answer(SeatLocked, m_e)
    :: mutant == LOCK_WITHOUT_FENCE && !(is_whole(r) && is_fenced(held, locked)) ->
       fault();
       answer(SeatLocked, m_e)
    :: else -> answer(SeatLockRefused, 0)
    fi
}

inline unlock_seats() {
    if
    :: is_whole(r) && is_fenced(held, locked) -> set_status(0, held); set_status(1, held)
    :: else
    fi
}

#define sold_to_r(s) (!wanted(s) || (seat[s] == sold && owner[s] == r))
#define locked_for_r(s) (!wanted(s) || (seat[s] == locked && owner[s] == r && fence[s] == m_e))
#define takeable(s) (!wanted(s) || is_free(s) || has_seat(r, s))

inline sell_seats() {
    if
    :: sold_to_r(0) && sold_to_r(1) -> answer(SeatSold, fence[(wanted(0) -> 0 : 1)])
    :: else ->
       if
       :: locked_for_r(0) && locked_for_r(1) ->
          set_status(0, sold); set_status(1, sold);
          answer(SeatSold, m_e)
       :: mutant == SALE_WITHOUT_FENCE && !(locked_for_r(0) && locked_for_r(1)) ->
          fault();
          left = m_e;
          take(0, sold); take(1, sold);
          answer(SeatSold, m_e)
       :: else ->
          if
          :: m_again && takeable(0) && takeable(1) ->
             left = next_epoch;
             take(0, sold); take(1, sold);
             answer(SeatSold, left)
          :: m_again && mutant == REACQUIRE_WITHOUT_CHECK && !(takeable(0) && takeable(1)) ->
             fault();
             left = next_epoch;
             take(0, sold); take(1, sold);
             answer(SeatSold, left)
          :: else -> answer(SeatSaleRefused, 0)
          fi
       fi
    fi
}

inline release_seats() {
    if
    :: mutant == RELEASE_WITHOUT_FENCE ->
       if
       :: (wanted(0) && seat[0] != available && owner[0] != r) ||
          (wanted(1) && seat[1] != available && owner[1] != r) ->
          fault()
       :: else
       fi;
       if
       :: wanted(0) -> free(0)
       :: else
       fi;
       if
       :: wanted(1) -> free(1)
       :: else
       fi
    :: mutant != RELEASE_WITHOUT_FENCE && number_of_seats(r) > 0 ->
       left = fence[first_seat(r)];
       if
       :: has_seat(r, 0) -> free(0)
       :: else
       fi;
       if
       :: has_seat(r, 1) -> free(1)
       :: else
       fi;
       answer(SeatReleased, left)
    :: else
    fi
}

inline take_back_seats() {
    if
    :: (m_n & 1) && seat[0] == sold && owner[0] == r -> free(0)
    :: else
    fi;
    if
    :: (m_n & 2) && seat[1] == sold && owner[1] == r -> free(1)
    :: else
    fi;
    put(FROM_MUSICAL, SeatRefunded, m_x, 0, m_n, 0, 0)
}

/* One seat for the other one: all or none, and the request is used up by its answer. */
#define from_seat (m_n == 1 -> 0 : 1)
#define to_seat (1 - from_seat)
#define answer_move(kind, e) put(FROM_MUSICAL, kind, m_x, m_k, m_n, e, 0)

inline move_seat() {
    i = from_seat;
    j = to_seat;
    left = 1 + highest(fence[0], fence[1]);
    if
    :: seat[j] == sold && owner[j] == r && !has_seat(r, i) -> answer_move(SeatMoved, fence[j])
    :: else ->
       if
       :: !(seat[i] == sold && owner[i] == r && fence[i] == m_e) -> answer_move(SeatMoveRefused, m_e)
       :: else ->
          if
          :: !performance_canceled && (is_free(j) || mutant == MOVE_WITHOUT_LOOKING) ->
             if
             :: !is_free(j) -> fault()
             :: else
             fi;
             free(i);
             seat[j] = sold; owner[j] = r; fence[j] = left; party[j] = 1;
             answer_move(SeatMoved, left)
          :: else ->
             if
             :: mutant == REFUSED_MOVE_KEEPS_EPOCH -> fault(); left = fence[i]
             :: else -> fence[i] = left
             fi;
             answer_move(SeatMoveRefused, left)
          fi
       fi
    fi
}

inline musical_acts() {
    if
    :: trigger == AskHold -> d_step { hold_seats() }
    :: trigger == AskLock -> d_step { lock_seats() }
    :: trigger == AskUnlock -> d_step { unlock_seats() }
    :: trigger == AskSale -> d_step { sell_seats() }
    :: trigger == AskRelease -> d_step { release_seats() }
    :: trigger == AskTakeBack -> d_step { take_back_seats() }
    :: trigger == AskMove -> d_step { move_seat() }
    fi
}

/* A timer may free Held, never Locked. */
inline timer_frees(s, status) {
    if
    :: has_seat(r, s) && (seat[s] == held || seat[s] == status) -> left = fence[s]; free(s)
    :: else
    fi
}

/* ---- payment and its provider ----------------------------------------------------------------- */

#define tell(kind, x) put(FROM_PAYMENT, kind, x, NO_REFUND, 0, 0, 0)
#define tell_refund(kind, x, k, n) put(FROM_PAYMENT, kind, x, k, n, 0, 0)

inline ask_provider_to_refund() {
    if
    :: amount[the_refund] == 0 ->
       paying_out[the_refund] = done;
       tell_refund(PaymentRefunded, m_x, m_k, 0)
    :: else -> paying_out[the_refund] = requested; out_on_the_wire[the_refund] = 1
    fi
}

inline payment_acts() {
    if
    :: trigger == AskCharge ->
       if
       :: charge[m_x] == unheard && !other_choice -> charge[m_x] = confirming; on_the_wire[m_x] = 1
       :: charge[m_x] == unheard && other_choice -> charge[m_x] = abandoned; tell(PaymentAbandoned, m_x)
       :: charge[m_x] == captured -> tell(PaymentApproved, m_x)
       :: charge[m_x] == declined -> tell(PaymentDeclined, m_x)
       :: charge[m_x] == abandoned -> tell(PaymentAbandoned, m_x)
       :: else
       fi
    :: trigger == AskRefund ->
       if
       :: paying_out[the_refund] == done -> tell_refund(PaymentRefunded, m_x, m_k, m_n)
       :: paying_out[the_refund] == requested
       :: else -> ask_provider_to_refund()
       fi
    :: trigger == TellRecorded -> paying_out[the_refund] = done; tell_refund(PaymentRefunded, m_x, m_k, m_n)
    fi
}

inline capture(x) {
    has_captured[x] = 1;
    kept[x] = seats_in(wants[of(x)])
}

/* Carried out once for each key, whatever is asked how often. */
inline pay_out(x, y) {
    if
    :: paid_out[y] == 0 -> paid_out[y] = 1; kept[x] = kept[x] - amount[y]
    :: paid_out[y] > 0 && mutant == REFUND_WITHOUT_KEY ->
       fault();
       paid_out[y]++
    :: else
    fi
}

/* ---- the bus ----------------------------------------------------------------------------------- */

/* The second message comes before the first. The inbox sees the gap and waits. */
inline take_second(q) {
    queue[q]?i, other_word;
    queue[q]?trigger, word;
    queue[q]!i, other_word;
    was = len(queue[q]) - 1;
    do
    :: was > 0 -> queue[q]?i, other_word; queue[q]!i, other_word; was--
    :: else -> break
    od
}

#define listen 1
#define listen_and_die 2       /* applied, but not said so: the same message comes again */
#define listen_out_of_order 3
#define obey 4                 /* a command or a timer of the reservation */
#define only_look 5            /* the effect has happened */
#define rest 6

/* Takes the message, unless the inbox knows by its sequence that it was applied before. */
inline hear() {
    if
    :: task == listen && !(seen & (1 << source)) -> queue[source]?trigger, word
    :: task == listen && (seen & (1 << source)) ->
       queue[source]?trigger, word;
       seen = seen & ~(1 << source);
       if
       :: mutant == NO_INBOX -> fault()
       :: else -> trigger = NOTHING
       fi
    :: task == listen_and_die ->
       queue[source]?<trigger, word>;
       seen = seen | (1 << source)
    :: task == listen_out_of_order && mutant == INBOX_WITHOUT_ORDER ->
       fault();
       take_second(source)
    :: else
    fi;
    if
    :: trigger != NOTHING ->
       unpack();
       if
       :: source == TO_MUSICAL -> printf("to musical: ")
       :: source == TO_PAYMENT -> printf("to payment: ")
       :: source == FROM_MUSICAL -> printf("from musical: ")
       :: source == FROM_PAYMENT -> printf("from payment: ")
       fi;
       printf("message %d, attempt %d, refund %d, amount %d, epoch %d\n", trigger, m_x, m_k, m_n, m_e)
    :: else
    fi
}

/* ---- who may act ------------------------------------------------------------------------------- */

#define QUEUE_OPTIONS(q) \
    :: len(queue[q]) > 0 -> task = listen; source = q \
    :: len(queue[q]) > 0 && !(seen & (1 << q)) && spend(may_deliver_badly); task = listen_and_die; source = q \
    :: len(queue[q]) > 1 && !(seen & (1 << q)) && spend(may_deliver_badly); task = listen_out_of_order; source = q

#define RESERVATION_OPTIONS(q) \
    :: state[q] == New -> task = obey; r = q; trigger = PlaceReservation \
    :: state[q] == Held && begun[q] < attempts_max[q] -> task = obey; r = q; trigger = PayReservation \
    :: state[q] == Held -> task = obey; r = q; trigger = DeadlinePassed \
    :: state[q] == Placed && spend(may_run_out); task = obey; r = q; trigger = DeadlinePassed \
    :: state[q] == Paying && spend(may_abandon); task = obey; r = q; trigger = DeadlinePassed \
    :: state[q] == Paying && !(keyed & (1 << current[q])) && spend(may_repeat); \
       task = obey; r = q; trigger = PayReservation \
    :: (state[q] == Locking || state[q] == Selling || state[q] >= CancelRequested) && spend(may_repeat); \
       task = obey; r = q; trigger = DeadlinePassed \
    :: state[q] != New && !terminal(state[q]) && spend(may_cancel); \
       task = obey; r = q; trigger = CancelReservation; m_n = live[q] \
    :: state[q] == Completed && live[q] == 3 && spend(may_cancel); \
       task = obey; r = q; trigger = CancelReservation; m_n = 2 \
    :: state[q] == Completed && (live[q] == 1 || live[q] == 2) && spend(may_move); \
       task = obey; r = q; trigger = MoveSeats; m_n = live[q] \
    :: state[q] == NeedsAttention && kept[awaited[q] / 2] >= amount[awaited[q]] -> \
       task = obey; r = q; trigger = RetryRefund \
    :: state[q] == NeedsAttention && !by_hand[awaited[q]] -> \
       task = obey; r = q; trigger = RecordRefund; m_k = NO_REFUND; pay_by_hand(awaited[q]) \
    :: state[q] == NeedsAttention && by_hand[awaited[q]] && spend(may_repeat); \
       task = obey; r = q; trigger = RecordRefund; m_k = NO_REFUND \
    :: (has_seat(q, 0) && seat[0] == held) || (has_seat(q, 1) && seat[1] == held) -> \
       task = only_look; r = q; sweep(held) \
    :: mutant == TIMER_FREES_LOCKED && \
       ((has_seat(q, 0) && seat[0] == locked) || (has_seat(q, 1) && seat[1] == locked)) && spend(may_run_out); \
       task = only_look; r = q; fault(); sweep(locked)

inline pay_by_hand(y) {
    d_step {
        printf("outside: staff pay refund %d by hand\n", y);
        by_hand[y] = 1;
        kept[y / 2] = (kept[y / 2] > amount[y] -> kept[y / 2] - amount[y] : 0)
    }
}

inline sweep(status) {
    d_step {
        printf("outside: the time of reservation %d's hold is over\n", r);
        timer_frees(0, status);
        timer_frees(1, status);
        m_x = own(r, 0);
        answer(SeatReleased, left)
    }
}

/* Whoever pays a refund by hand does not give the same money back at the console too. */
#define is_by_hand(x) (by_hand[refund_of(x, 0)] || by_hand[refund_of(x, 1)])

#define ATTEMPT_OPTIONS(x) \
    :: on_the_wire[x] -> task = only_look; charge_lands(x) \
    :: on_the_wire[x] && !has_captured[x] && !has_declined[x] && spend(may_decline); \
       task = only_look; has_declined[x] = 1; charge_lands(x) \
    :: on_the_wire[x] && charge[x] == confirming && !has_declined[x] && spend(may_lose); \
       task = only_look; on_the_wire[x] = 0; charge[x] = unknown; capture(x) \
    :: on_the_wire[x] && charge[x] == confirming && spend(may_lose); task = only_look; time_out(x) \
    :: charge[x] == unknown && (has_captured[x] || has_declined[x]) -> task = only_look; learn(x) \
    :: charge[x] == unknown && !has_captured[x] && !has_declined[x] && !on_the_wire[x] -> \
       task = only_look; charge[x] = confirming; on_the_wire[x] = 1 \
    :: charge[x] == unknown && !has_captured[x] && !has_declined[x] && !on_the_wire[x] -> \
       task = only_look; charge[x] = abandoned; tell(PaymentAbandoned, x) \
    :: mutant == ABSENT_AS_DECLINED && charge[x] == unknown && !has_captured[x] && on_the_wire[x] -> \
       task = only_look; fault(); charge[x] = declined; tell(PaymentDeclined, x) \
    :: (charge[x] == declined || charge[x] == abandoned) && !has_captured[x] && !on_the_wire[x] && \
       spend(may_capture_late); \
       task = only_look; has_declined[x] = 0; charge[x] = captured; capture(x); tell(PaymentApproved, x) \
    :: charge[x] == captured && spend(may_tell_again); task = only_look; tell(PaymentApproved, x) \
    :: charge[x] == captured && kept[x] > 0 && !is_by_hand(x) && spend(may_refund_at_console); \
       task = only_look; refund_at_console(x, kept[x]) \
    :: charge[x] == captured && kept[x] == 2 && !is_by_hand(x) && spend(may_refund_at_console); \
       task = only_look; refund_at_console(x, 1)

inline learn(x) {
    d_step {
        printf("outside: payment learns of attempt %d\n", x);
        if
        :: has_captured[x] -> charge[x] = captured; tell(PaymentApproved, x)
        :: else -> charge[x] = declined; tell(PaymentDeclined, x)
        fi
    }
}

/* The provider has the request. It answers, and is heard if somebody still listens. */
inline charge_lands(x) {
    d_step {
        printf("outside: the charge of attempt %d is at the provider\n", x);
        on_the_wire[x] = 0;
        if
        :: !has_declined[x] && !has_captured[x] -> capture(x)
        :: else
        fi;
        BROKEN_IF("charged after payment had said that nothing can be",
                  has_captured[x] && (charge[x] == declined || charge[x] == abandoned));
        if
        :: charge[x] == confirming && has_captured[x] -> charge[x] = captured; tell(PaymentApproved, x)
        :: charge[x] == confirming && !has_captured[x] -> charge[x] = declined; tell(PaymentDeclined, x)
        :: else
        fi
    }
}

/* No answer in time, while the request may still arrive. */
inline time_out(x) {
    d_step {
        printf("outside: no answer about attempt %d in time\n", x);
        if
        :: mutant == UNKNOWN_AS_DECLINED -> fault(); charge[x] = declined; tell(PaymentDeclined, x)
        :: else -> charge[x] = unknown
        fi
    }
}

inline refund_at_console(x, n) {
    d_step {
        printf("outside: money of attempt %d is given back at the console\n", x);
        m_n = n;
        kept[x] = kept[x] - m_n;
        at_console[x] = 1;
        tell_refund(PaymentRefunded, x, NO_REFUND, m_n);
        m_n = 0
    }
}

#define REFUND_OPTIONS(y) \
    :: out_on_the_wire[y] -> task = only_look; refund_lands(y) \
    :: out_on_the_wire[y] && paid_out[y] == 0 && kept[(y) / 2] >= amount[y] && spend(may_lose); \
       task = only_look; pay_out((y) / 2, y) \
    :: out_on_the_wire[y] && paid_out[y] == 0 && spend(may_refuse_refund); task = only_look; refuse_refund(y) \
    :: mutant == REFUSED_FOR_EVER && out_on_the_wire[y] && paid_out[y] == 0 -> \
       task = only_look; fault(); refuse_refund(y) \
    :: paying_out[y] == failed && awaited[of((y) / 2)] != y && refund[y] != done -> \
       task = only_look; settle_at_payment(y)

inline refuse_refund(y) {
    d_step {
        printf("outside: refund %d is refused\n", y);
        out_on_the_wire[y] = 0;
        paying_out[y] = failed;
        tell_refund(RefundFailed, (y) / 2, (y) % 2, amount[y])
    }
}

inline refund_lands(y) {
    d_step {
        if
        :: paid_out[y] == 0 && kept[(y) / 2] < amount[y] -> refuse_refund(y)
        :: else ->
           printf("outside: refund %d is at the provider\n", y);
           out_on_the_wire[y] = 0;
           pay_out((y) / 2, y);
           paying_out[y] = done;
           tell_refund(PaymentRefunded, (y) / 2, (y) % 2, amount[y])
        fi
    }
}

/* A refund that no reservation waits for: staff try again at payment, or pay what is left by hand. */
inline settle_at_payment(y) {
    d_step {
        printf("outside: staff settle refund %d at payment\n", y);
        if
        :: kept[(y) / 2] >= amount[y] -> paying_out[y] = requested; out_on_the_wire[y] = 1
        :: else -> paying_out[y] = done; kept[(y) / 2] = 0
        fi
    }
}

#define told(q, kind) queue[q]?[kind, _]

init {
    d_step {
        c_code {
            atexit(tell_rows);
            mutant = setting("MUTANT", 0);
            adverse = setting("ADVERSE", 8191);
            now.budget = setting("BUDGET", 1);
            now.wants[0] = setting("WANTS_FIRST", 3);
            now.wants[1] = setting("WANTS_SECOND", 2);
            now.attempts_max[0] = setting("ATTEMPTS_FIRST", 2);
            now.attempts_max[1] = setting("ATTEMPTS_SECOND", 1);
        };
        current[0] = NONE; current[1] = NONE; awaited[0] = NONE; awaited[1] = NONE
    }
    do
    :: atomic {
        if
        QUEUE_OPTIONS(TO_MUSICAL)
        QUEUE_OPTIONS(TO_PAYMENT)
        QUEUE_OPTIONS(FROM_MUSICAL)
        QUEUE_OPTIONS(FROM_PAYMENT)
        /* What the clock or the buyer's method decides the other way. */
        :: (told(TO_MUSICAL, AskHold) || told(TO_MUSICAL, AskSale) || told(TO_MUSICAL, AskMove)) && (seat[0] == held || seat[1] == held) &&
           spend(may_run_out); task = listen; source = TO_MUSICAL; other_choice = 1
        :: told(TO_PAYMENT, AskCharge) && spend(may_decline); task = listen; source = TO_PAYMENT; other_choice = 1
        :: told(FROM_MUSICAL, SeatHeld) -> task = listen; source = FROM_MUSICAL; other_choice = 1
        :: told(FROM_PAYMENT, PaymentDeclined) || told(FROM_PAYMENT, PaymentAbandoned) ->
           task = listen; source = FROM_PAYMENT; other_choice = 1
        RESERVATION_OPTIONS(0)
        RESERVATION_OPTIONS(1)
        ATTEMPT_OPTIONS(0)
        ATTEMPT_OPTIONS(1)
        ATTEMPT_OPTIONS(2)
        ATTEMPT_OPTIONS(3)
        REFUND_OPTIONS(0)
        REFUND_OPTIONS(1)
        REFUND_OPTIONS(2)
        REFUND_OPTIONS(3)
        REFUND_OPTIONS(4)
        REFUND_OPTIONS(5)
        REFUND_OPTIONS(6)
        REFUND_OPTIONS(7)
        :: !performance_canceled && state[0] + state[1] != New && spend(may_cancel_performance);
           task = only_look; performance_canceled = 1;
           d_step {
               printf("outside: the performance is canceled\n");
               if
               :: state[0] != New -> put(FROM_MUSICAL, PerformanceCanceled, own(0, 0), 0, 0, 0, 0)
               :: else
               fi;
               if
               :: state[1] != New -> put(FROM_MUSICAL, PerformanceCanceled, own(1, 0), 0, 0, 0, 0)
               :: else
               fi
           }
        /* Calm: from here on nothing adverse happens. */
        :: budget > 0 -> budget = 0; task = only_look
        :: else -> task = rest
        fi;
        if
        :: task <= listen_out_of_order -> d_step { hear() }
        :: else
        fi;
        if
        :: task == obey || source >= FROM_MUSICAL -> react()
        :: task <= listen_out_of_order && source == TO_MUSICAL && trigger != NOTHING -> musical_acts()
        :: task <= listen_out_of_order && source == TO_PAYMENT && trigger != NOTHING -> d_step { payment_acts() }
        :: else
        fi;
        if
        :: task == rest -> d_step { check_settled(); skip }
        :: else
        fi;
        d_step { check(); skip };
        if
        :: task == rest -> d_step { forget() }; break
        :: else -> d_step { forget() }
        fi
       }
    od
}
