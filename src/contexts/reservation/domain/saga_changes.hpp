// What the rows of the saga's table write down for evolve(), each with its words.
#pragma once

#include "contexts/reservation/domain/saga_table.hpp"

namespace boxoffice::reservation::note {

void write_placement(const Situation& s, Transition& t);
void write_hold(const Situation& s, Transition& t);
void write_conflicts(const Situation& s, Transition& t);
void write_attempt(const Situation& s, Transition& t);
void write_payment_key(const Situation& s, Transition& t);
void write_attempt_over(const Situation& s, Transition& t);
void write_lock_deadline(const Situation& s, Transition& t);
void write_captured(const Situation& s, Transition& t);
void write_reacquire(const Situation& s, Transition& t);
void write_tickets(const Situation& s, Transition& t);
void write_seat_lost(const Situation& s, Transition& t);
void write_canceled_by(const Situation& s, Transition& t);
void write_note(const Situation& s, Transition& t);
void write_note_if_unasked(const Situation& s, Transition& t);
void write_given_back(const Situation& s, Transition& t);
void write_cancellation(const Situation& s, Transition& t);
void write_refund_of_capture(const Situation& s, Transition& t);
void write_refund_of_stray(const Situation& s, Transition& t);
void write_refund_of_sale(const Situation& s, Transition& t);
void write_refund_of_seats(const Situation& s, Transition& t);
void write_refund_done(const Situation& s, Transition& t);
void write_refund_failed(const Situation& s, Transition& t);
void write_refund_retried(const Situation& s, Transition& t);
void write_seats_back(const Situation& s, Transition& t);
void write_money_back(const Situation& s, Transition& t);
void write_cancellation_done(const Situation& s, Transition& t);
void write_alert(const Situation& s, Transition& t);
void write_reseat(const Situation& s, Transition& t);
void write_seats_exchanged(const Situation& s, Transition& t);
void write_exchange_refused(const Situation& s, Transition& t);

inline constexpr Change placement{"seats, total", write_placement};
inline constexpr Change hold{"epoch, until", write_hold};
inline constexpr Change conflicts{"conflicts", write_conflicts};
inline constexpr Change attempt{"new attempt", write_attempt};
inline constexpr Change payment_key{"payment key", write_payment_key};
inline constexpr Change attempt_over{"attempt over", write_attempt_over};
inline constexpr Change lock_deadline{"lock deadline", write_lock_deadline};
inline constexpr Change captured{"captured", write_captured};
inline constexpr Change reacquire{"reacquire", write_reacquire};
inline constexpr Change tickets{"tickets", write_tickets};
inline constexpr Change seat_lost{"seat lost", write_seat_lost};
inline constexpr Change canceled_by{"who canceled", write_canceled_by};
inline constexpr Change noted{"noted", write_note};
/// Only when nobody had asked: an answer to our own request is no news to carry out later.
inline constexpr Change noted_unasked{"noted if unasked", write_note_if_unasked};
inline constexpr Change given_back{"amount if unasked", write_given_back};
inline constexpr Change cancellation{"seats under way", write_cancellation};
inline constexpr Change refund_of_capture{"refund of all", write_refund_of_capture};
inline constexpr Change refund_of_stray{"refund not waited for", write_refund_of_stray};
inline constexpr Change refund_of_sale{"refund of all", write_refund_of_sale};
inline constexpr Change refund_of_seats{"refund by quote", write_refund_of_seats};
inline constexpr Change refund_done{"refund done", write_refund_done};
inline constexpr Change refund_failed{"refund failed", write_refund_failed};
inline constexpr Change refund_retried{"same refund again", write_refund_retried};
inline constexpr Change seats_back{"seats back", write_seats_back};
inline constexpr Change money_back{"money back", write_money_back};
inline constexpr Change done{"cancellation done", write_cancellation_done};
inline constexpr Change alert{"alert", write_alert};
inline constexpr Change reseat{"seats moving", write_reseat};
inline constexpr Change seats_exchanged{"seats moved, new tickets", write_seats_exchanged};
inline constexpr Change exchange_refused{"move refused", write_exchange_refused};

}  // namespace boxoffice::reservation::note
