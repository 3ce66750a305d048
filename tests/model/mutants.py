"""The faults that are built into the model on purpose, each of which the checks must catch."""
from rows import Mutant

# In the surroundings: what musical, payment, its provider and the bus do. saga.pml has these under their names.
SURROUNDINGS = [
    Mutant('timer_frees_locked', 'the timer of a hold frees locked seats too: expiry ignores the lock'),
    Mutant('lock_without_fence', 'a lock is granted without looking at owner and epoch'),
    Mutant('sale_without_fence', 'a sale is made without looking at owner and epoch'),
    Mutant('release_without_fence', 'a release frees seats whoever has them'),
    Mutant('reacquire_without_check', 'a late sale takes its seats again though somebody else has them'),
    Mutant('unknown_as_declined', 'a charge without an answer counts as declined'),
    Mutant('absent_as_declined', 'a charge the provider does not show yet counts as declined'),
    Mutant('refund_without_key', 'a refund asked for again is paid out again'),
    Mutant('refused_for_ever', 'a refund is refused however often staff try', is_without_end=True),
    Mutant('no_inbox', 'a message told twice is applied twice'),
    Mutant('move_without_looking', 'a ticket is moved to a seat though somebody else has it'),
    Mutant('refused_move_keeps_epoch', 'a move that was refused is done when it is asked again'),
    Mutant('moving_ticket_stays_valid', 'the old ticket opens the door while its seat is exchanged'),
    Mutant('inbox_without_order', 'a message is applied before the one that precedes it'),
]

# In the table.
ROWS = [
    Mutant('late_capture_not_refunded', 'money that comes after the end is kept',
           row='Impossible, Expired, Canceled | PaymentApproved'),
    Mutant('stray_capture_not_refunded', 'money of an attempt that is over is kept',
           row='PaymentApproved | attempt is over'),
    Mutant('late_capture_refunded_twice', 'the same late money, told twice, is refunded twice',
           row='Impossible, Expired, Canceled | PaymentApproved', condition='no refund decided yet'),
    Mutant('stray_capture_refunded_twice', 'the same stray money, told twice, is refunded twice',
           row='PaymentApproved | attempt is over', condition='no refund decided yet'),
    Mutant('seat_held_resurrects', 'a late SeatHeld brings a canceled reservation back',
           adds='Canceled | SeatHeld | - | Held | epoch, until | ReservationHeld'),
    Mutant('lock_of_any_payment', 'the lock of an earlier attempt, told late, counts for a later one',
           row='Locking | SeatLocked', condition='this paymentId'),
    Mutant('stray_refund_ends_refunding', 'any refund that is done ends the wait for this one',
           row='Refunding | PaymentRefunded | awaited refundId, seat not lost', condition='awaited refundId'),
    Mutant('cancel_while_paying_keeps_seats', 'canceled while paying, and the lock stays',
           row='Paying | CancelReservation', sends='SeatReleaseRequested'),
    Mutant('abandoned_keeps_seats', 'the outcome is given up, and the lock stays',
           row='Paying | DeadlinePassed', sends='SeatReleaseRequested'),
    Mutant('expired_keeps_seats', 'declined with no time left, and the lock stays',
           row='this paymentId, none left', sends='SeatReleaseRequested'),
    Mutant('lost_sale_without_refund', 'the seat is lost, and the refund never asked for',
           row='Selling | SeatSaleRefused', sends='RefundRequested'),
    Mutant('cancel_while_selling_forgotten', 'a performance canceled during the sale is not noted',
           row='Selling | CancelReservation'),
    Mutant('performance_while_canceling_forgotten', 'a performance canceled during a partial one is not noted',
           row='Canceling, NeedsAttention | PerformanceCanceled'),
    Mutant('refund_failure_forgotten', 'a refund refused for good is waited for in vain',
           row='Refunding, Canceling | RefundFailed'),
    Mutant('retry_asks_nobody', 'staff try a refund again, and nobody is asked',
           row='NeedsAttention | RetryRefund', sends='RefundRequested'),
    Mutant('recorded_refund_told_nobody', 'staff record a refund paid by hand, and payment never hears of it',
           row='NeedsAttention | RecordRefund', sends='RefundRecorded'),
    Mutant('answer_of_any_move', 'the answer to an earlier move, told again, counts for a later one',
           row='Reseating | SeatMoved | this move', condition='this move'),
    Mutant('performance_while_reseating_forgotten', 'a performance canceled while tickets are moved is not noted',
           row='Reseating | PerformanceCanceled'),
    Mutant('console_refund_forgotten', 'money given back at the console during a cancellation is not noted',
           row='Canceling | PaymentRefunded | unasked'),
]

ALL = SURROUNDINGS + ROWS
