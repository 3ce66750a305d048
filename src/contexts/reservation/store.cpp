#include "contexts/reservation/store.hpp"

#include "contexts/reservation/codecs.hpp"
#include "contexts/reservation/domain/status.hpp"

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText select_reservation =
    "SELECT id, body FROM reservation WHERE id = $1 /* FOR UPDATE */";
/// Replicas that count the seats of one buyer do so one after the other: there may be no row of his
/// yet that could be locked.
constexpr ports::SqlText take_turn =
    "INSERT INTO buyer_turn (user_id, performance_id) VALUES ($1, $2) "
    "ON CONFLICT (user_id, performance_id) DO UPDATE SET user_id = excluded.user_id";
constexpr ports::SqlText select_seat_count =
    "SELECT COALESCE(SUM(live_seats), 0), $1, $2 FROM reservation "
    "WHERE user_id = $1 AND performance_id = $2";
constexpr ports::SqlText upsert_reservation =
    "INSERT INTO reservation (id, version, user_id, performance_id, state, live_seats, body, "
    "status, reserved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) "
    "ON CONFLICT (id) DO UPDATE SET version = excluded.version, state = excluded.state, "
    "live_seats = excluded.live_seats, body = excluded.body, status = excluded.status "
    "WHERE reservation.version < excluded.version";
constexpr ports::SqlText insert_history =
    "INSERT INTO reservation_history (reservation_id, version, body) VALUES ($1, $2, $3)";
constexpr ports::SqlText select_ticket =
    "SELECT id, reservation_id, performance_id, seat_id, secret, is_live, used_at FROM ticket "
    "WHERE id = $1 /* FOR UPDATE */";
constexpr ports::SqlText select_live_tickets =
    "SELECT id, reservation_id, performance_id, seat_id, secret, is_live, used_at FROM ticket "
    "WHERE reservation_id = $1 AND is_live = 1 ORDER BY id /* FOR UPDATE */";
constexpr ports::SqlText insert_ticket =
    "INSERT INTO ticket (id, reservation_id, performance_id, seat_id, secret, is_live) "
    "VALUES ($1, $2, $3, $4, $5, $6)";
constexpr ports::SqlText mark_used = "UPDATE ticket SET used_at = $2 WHERE id = $1";
constexpr ports::SqlText set_live = "UPDATE ticket SET is_live = $2 WHERE id = $1";
constexpr ports::SqlText select_placed_count = "SELECT COUNT(*) FROM due WHERE kind = $1";

}  // namespace

Ticket read_ticket(const ports::SqlRow& row) {
    return {.id = row.id<TicketId>(0),
            .reservation_id = row.id<ReservationId>(1),
            .performance_id = row.id<PerformanceId>(2),
            .seat_id = row.id<SeatId>(3),
            .secret = std::string{row.text(4)},
            .is_live = row.integer(5) != 0,
            .used_at = row.optional_instant(6)};
}

void Store::want_seat_count(UserId user, PerformanceId performance) {
    seat_counts_.try_emplace({user.value, performance.value}, 0);
}

std::int64_t Store::seat_count(UserId user, PerformanceId performance) const {
    const auto found = seat_counts_.find({user.value, performance.value});
    BOXOFFICE_INVARIANT(found != seat_counts_.end());
    return found->second;
}

void Store::put(Reservation reservation, std::vector<Transition> transitions) {
    const auto* before = reservations_.find(reservation.id);
    const auto live_before = before ? static_cast<std::int64_t>(before->live.size()) : 0;
    const auto counted =
        seat_counts_.find({reservation.user_id.value, reservation.performance_id.value});
    if (counted != seat_counts_.end()) {
        counted->second += static_cast<std::int64_t>(reservation.live.size()) - live_before;
    }
    if (before && before->state == State::Placed) --placed_delta_;
    if (reservation.state == State::Placed) ++placed_delta_;
    for (auto& transition : transitions) {
        transition.placed.reset();
        history_.push_back(std::move(transition));
    }
    const auto id = reservation.id;
    reservations_.put(id, std::move(reservation));
}

void Store::want_ticket(TicketId id) {
    tickets_.want(id);
}

void Store::want_with_tickets(ReservationId id) {
    reservations_.want(id);
    wanted_with_tickets_.push_back(id);
}

std::vector<const Ticket*> Store::tickets_of(const Reservation& reservation) const {
    std::vector<const Ticket*> found;
    for (const auto& reference : reservation.tickets) {
        if (const auto* ticket = tickets_.find(reference.ticket_id)) found.push_back(ticket);
    }
    return found;
}

void Store::add_ticket(Ticket ticket) {
    const auto id = ticket.id;
    new_tickets_.push_back(id);
    tickets_.put(id, std::move(ticket));
}

void Store::end_ticket(TicketId id) {
    set_live_ticket(id, false);
}

void Store::revive_ticket(TicketId id) {
    set_live_ticket(id, true);
}

void Store::set_live_ticket(TicketId id, bool is_live) {
    lives_[id] = is_live;
    const auto* found = tickets_.find(id);
    if (!found) return;
    auto ticket = *found;
    ticket.is_live = is_live;
    tickets_.put(id, std::move(ticket));
}

void Store::use_ticket(TicketId id, base::Instant at) {
    const auto* found = tickets_.find(id);
    BOXOFFICE_INVARIANT(found != nullptr);
    auto ticket = *found;
    ticket.used_at = at;
    used_tickets_.push_back(id);
    tickets_.put(id, std::move(ticket));
}

void Store::begin_batch() {
    reservations_.clear();
    seat_counts_.clear();
    history_.clear();
    tickets_.clear();
    wanted_with_tickets_.clear();
    new_tickets_.clear();
    used_tickets_.clear();
    lives_.clear();
    placed_delta_ = 0;
}

void Store::load(ports::SqlSession& sql) {
    load_tickets(sql);
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
        if (is_among_replicas_) sql.execute_batch(take_turn, buyers);
        sql.query_batch(select_seat_count, buyers, [this](const ports::SqlRow& row) {
            seat_counts_[{row.integer(1), row.integer(2)}] = row.integer(0);
        });
    }
}

void Store::load_tickets(ports::SqlSession& sql) {
    const auto loaded = [this](const ports::SqlRow& row) {
        auto ticket = read_ticket(row);
        reservations_.want(ticket.reservation_id);
        const auto id = ticket.id;
        tickets_.loaded(id, std::move(ticket));
    };
    ports::SqlRows ids{1};
    for (const auto id : tickets_.wanted()) ids.add({id});
    if (!ids.empty()) sql.query_batch(select_ticket, ids, loaded);
    ports::SqlRows owners{1};
    for (const auto id : wanted_with_tickets_) owners.add({id});
    if (!owners.empty()) sql.query_batch(select_live_tickets, owners, loaded);
}

void Store::save(ports::SqlSession& sql) {
    ports::SqlRows rows{9};
    reservations_.for_each_dirty([&](ReservationId id, const Reservation& reservation) {
        rows.add({id, reservation.version, reservation.user_id, reservation.performance_id,
                  to_text(reservation.state), reservation.live.size(),
                  contracts::encode(reservation), public_status(reservation),
                  reservation.reserved_dt});
    });
    if (!rows.empty()) sql.execute_batch(upsert_reservation, rows);

    ports::SqlRows lines{3};
    for (const auto& line : history_) {
        lines.add({line.reservation_id, line.version, contracts::encode(line)});
    }
    if (!lines.empty()) sql.execute_batch(insert_history, lines);

    save_tickets(sql);
}

/// First the seats given back, then the new tickets: one batch may do both to the same seat.
void Store::save_tickets(ports::SqlSession& sql) {
    ports::SqlRows lives{2};
    for (const auto& [ticket, is_live] : lives_) lives.add({ticket, is_live ? 1 : 0});
    if (!lives.empty()) sql.execute_batch(set_live, lives);

    ports::SqlRows tickets{6};
    for (const auto id : new_tickets_) {
        const auto& ticket = *tickets_.find(id);
        tickets.add({ticket.id, ticket.reservation_id, ticket.performance_id, ticket.seat_id,
                     ticket.secret, ticket.is_live ? 1 : 0});
    }
    if (!tickets.empty()) sql.execute_batch(insert_ticket, tickets);

    ports::SqlRows used{2};
    for (const auto id : used_tickets_) used.add({id, tickets_.find(id)->used_at});
    if (!used.empty()) sql.execute_batch(mark_used, used);
}

void Store::committed() {
    placed_count_ += placed_delta_;
}

void Store::count_placed(ports::SqlSession& sql) {
    sql.query(select_placed_count, {static_cast<std::int64_t>(placement_deadline)},
              [this](const ports::SqlRow& row) { placed_count_ = row.integer(0); });
}

}  // namespace boxoffice::reservation
