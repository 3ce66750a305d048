#include "contexts/reservation/store.hpp"

#include "contexts/reservation/codecs.hpp"

#include <algorithm>

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText select_reservation = "SELECT id, body FROM reservation WHERE id = $1";
constexpr ports::SqlText select_seat_count =
    "SELECT COALESCE(SUM(live_seats), 0), $1, $2 FROM reservation "
    "WHERE user_id = $1 AND performance_id = $2";
constexpr ports::SqlText upsert_reservation =
    "INSERT INTO reservation (id, version, user_id, performance_id, state, live_seats, body) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET version = "
    "excluded.version, "
    "state = excluded.state, live_seats = excluded.live_seats, body = excluded.body "
    "WHERE reservation.version < excluded.version";
constexpr ports::SqlText insert_history =
    "INSERT INTO reservation_history (reservation_id, version, body) VALUES ($1, $2, $3)";
constexpr ports::SqlText insert_ticket =
    "INSERT INTO ticket (id, reservation_id, performance_id, seat_id, code, is_live) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
constexpr ports::SqlText end_ticket = "UPDATE ticket SET is_live = 0 WHERE id = $1";
constexpr ports::SqlText select_placed_count =
    "SELECT COUNT(*) FROM due JOIN reservation ON reservation.id = due.subject "
    "WHERE due.kind = 1 AND reservation.state = 'Placed'";

}  // namespace

void Store::want_seat_count(UserId user, PerformanceId performance) {
    seat_counts_.try_emplace({user.value, performance.value}, 0);
}

std::int64_t Store::seat_count(UserId user, PerformanceId performance) const {
    const auto found = seat_counts_.find({user.value, performance.value});
    BOXOFFICE_INVARIANT(found != seat_counts_.end());
    return found->second;
}

void Store::put(const Reservation& reservation, const std::vector<Transition>& transitions) {
    const auto* before = reservations_.find(reservation.id);
    const auto live_before = before ? static_cast<std::int64_t>(before->live.size()) : 0;
    const auto counted =
        seat_counts_.find({reservation.user_id.value, reservation.performance_id.value});
    if (counted != seat_counts_.end()) {
        counted->second += static_cast<std::int64_t>(reservation.live.size()) - live_before;
    }
    if (before && before->state == State::Placed) --placed_delta_;
    if (reservation.state == State::Placed) ++placed_delta_;
    history_.insert(history_.end(), transitions.begin(), transitions.end());
    reservations_.put(reservation.id, reservation);
}

void Store::add_ticket(TicketRow ticket) {
    new_tickets_.push_back(std::move(ticket));
}

void Store::end_tickets(const std::vector<TicketId>& tickets) {
    ended_tickets_.insert(ended_tickets_.end(), tickets.begin(), tickets.end());
}

void Store::begin_batch() {
    reservations_.clear();
    seat_counts_.clear();
    history_.clear();
    new_tickets_.clear();
    ended_tickets_.clear();
    placed_delta_ = 0;
}

void Store::load(ports::SqlSession& sql) {
    ports::SqlRows ids{1};
    for (const auto id : reservations_.wanted()) ids.add({id});
    if (!ids.empty()) {
        sql.query_batch(select_reservation, ids, [this](const ports::SqlRow& row) {
            reservations_.loaded(row.id<ReservationId>(0), decode_stored<Reservation>(row.text(1)));
        });
    }
    ports::SqlRows buyers{2};
    for (const auto& [buyer, count] : seat_counts_) buyers.add({buyer.first, buyer.second});
    if (!buyers.empty()) {
        sql.query_batch(select_seat_count, buyers, [this](const ports::SqlRow& row) {
            seat_counts_[{row.integer(1), row.integer(2)}] = row.integer(0);
        });
    }
}

void Store::save(ports::SqlSession& sql) {
    ports::SqlRows rows{7};
    reservations_.for_each_dirty([&](ReservationId id, const Reservation& reservation) {
        rows.add({id, reservation.version, reservation.user_id, reservation.performance_id,
                  to_text(reservation.state), reservation.live.size(),
                  contracts::encode(reservation)});
    });
    if (!rows.empty()) sql.execute_batch(upsert_reservation, rows);

    ports::SqlRows lines{3};
    for (const auto& line : history_) {
        lines.add({line.reservation_id, line.version, contracts::encode(line)});
    }
    if (!lines.empty()) sql.execute_batch(insert_history, lines);

    ports::SqlRows ended{1};
    for (const auto ticket : ended_tickets_) ended.add({ticket});
    if (!ended.empty()) sql.execute_batch(end_ticket, ended);

    ports::SqlRows tickets{6};
    for (const auto& ticket : new_tickets_) {
        // Sold and canceled in one batch: it was never of use, but it was given out.
        const auto is_live =
            std::count(ended_tickets_.begin(), ended_tickets_.end(), ticket.id) == 0;
        tickets.add({ticket.id, ticket.reservation_id, ticket.performance_id, ticket.seat_id,
                     ticket.code, is_live ? 1 : 0});
    }
    if (!tickets.empty()) sql.execute_batch(insert_ticket, tickets);
}

void Store::committed() {
    placed_count_ += placed_delta_;
}

void Store::count_placed(ports::SqlSession& sql) {
    sql.query(select_placed_count, {},
              [this](const ports::SqlRow& row) { placed_count_ = row.integer(0); });
}

}  // namespace boxoffice::reservation
