#include "contexts/payment/store.hpp"

#include "contexts/payment/codecs.hpp"
#include "contracts/codec.hpp"

#include <algorithm>

namespace boxoffice::payment {
namespace {

constexpr ports::SqlText select_payment =
    "SELECT id, version, body FROM payment WHERE id = $1 /* FOR UPDATE */";
constexpr ports::SqlText upsert_payment =
    "INSERT INTO payment (id, version, order_id, user_id, state, body, is_open) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (id) DO UPDATE SET "
    "version = excluded.version, state = excluded.state, body = excluded.body, "
    "is_open = excluded.is_open WHERE payment.version < excluded.version";
constexpr ports::SqlText insert_line =
    "INSERT INTO payment_history (payment_id, version, at, input, state, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6)";

constexpr ports::SqlText insert_booking =
    "INSERT INTO ledger (payment_id, version, line, reservation_id, refund_id, occasion, at, "
    "currency, provider, open_items, tickets, refunds_payable, retained_fees, paid_by_hand, "
    "cash_drawer, card_terminal) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";

constexpr ports::SqlText add_to_day =
    "INSERT INTO ledger_day (day, currency, movements, captured, refunded, provider, open_items, "
    "tickets, refunds_payable, retained_fees, paid_by_hand, cash_drawer, card_terminal) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (day, currency) "
    "DO UPDATE "
    "SET movements = ledger_day.movements + excluded.movements, "
    "captured = ledger_day.captured + excluded.captured, "
    "refunded = ledger_day.refunded + excluded.refunded, "
    "provider = ledger_day.provider + excluded.provider, "
    "open_items = ledger_day.open_items + excluded.open_items, "
    "tickets = ledger_day.tickets + excluded.tickets, "
    "refunds_payable = ledger_day.refunds_payable + excluded.refunds_payable, "
    "retained_fees = ledger_day.retained_fees + excluded.retained_fees, "
    "paid_by_hand = ledger_day.paid_by_hand + excluded.paid_by_hand, "
    "cash_drawer = ledger_day.cash_drawer + excluded.cash_drawer, "
    "card_terminal = ledger_day.card_terminal + excluded.card_terminal";

bool is_open(const Payment& payment) {
    const auto books = books_of(payment);
    return books.open_items != 0 || books.refunds_payable != 0;
}

}  // namespace

void Store::put(Payment payment, std::string_view input, base::Instant now,
                const std::vector<Booking>& bookings) {
    const auto* before = payments_.find(payment.payment_id);
    const auto version = before ? before->version + 1 : 1;
    history_.push_back({payment.payment_id, version, now, std::string{input},
                        std::string{to_text(payment.state)}, payment.reason});
    book(payment, version, now, bookings);
    const auto id = payment.payment_id;
    payments_.put(id, {std::move(payment), version});
}

void Store::book(const Payment& payment, std::int64_t version, base::Instant now,
                 const std::vector<Booking>& bookings) {
    std::int64_t line = 0;
    for (const auto& booking : bookings) {
        const auto entries = entries_of(booking);
        const auto currency = booking.amount.currency.text();
        ledger_.add({payment.payment_id, version, line++, payment.reservation_id, booking.refund_id,
                     to_text(booking.occasion), now, currency, entries.provider, entries.open_items,
                     entries.tickets, entries.refunds_payable, entries.retained_fees,
                     entries.paid_by_hand, entries.cash_drawer, entries.card_terminal});
        auto& day = days_[{ledger_day_of(now), std::string{currency}}];
        ++day.movements;
        // What is captured is the debit of the provider or of a till, what went back its credit.
        day.captured += std::max(entries.at_hand(), std::int64_t{0});
        day.refunded += std::max(-entries.at_hand(), std::int64_t{0});
        add(day.books, entries);
    }
}

void Store::begin_batch() {
    payments_.clear();
    history_.clear();
    ledger_.clear();
    days_.clear();
}

void Store::load(ports::SqlSession& sql) {
    ports::SqlRows ids{1};
    for (const auto id : payments_.wanted()) ids.add({id});
    if (ids.empty()) return;
    sql.query_batch(select_payment, ids, [this](const ports::SqlRow& row) {
        payments_.loaded(row.id<contracts::PaymentId>(0),
                         {decode_payment(row.text(2)), row.integer(1)});
    });
}

void Store::save(ports::SqlSession& sql) {
    ports::SqlRows rows{7};
    payments_.for_each_dirty([&](contracts::PaymentId id, const PaymentRow& row) {
        const auto& payment = row.payment;
        rows.add({id, row.version, payment.order_id, payment.user_id, to_text(payment.state),
                  contracts::encode(payment), is_open(payment) ? 1 : 0});
    });
    if (!rows.empty()) sql.execute_batch(upsert_payment, rows);
    ports::SqlRows lines{6};
    for (const auto& line : history_) {
        lines.add({line.id, line.version, line.at, line.input, line.state, line.reason});
    }
    if (!lines.empty()) sql.execute_batch(insert_line, lines);
    if (ledger_.empty()) return;
    sql.execute_batch(insert_booking, ledger_);
    save_days(sql);
}

void Store::save_days(ports::SqlSession& sql) const {
    ports::SqlRows rows{13};
    for (const auto& [key, day] : days_) {
        const auto& books = day.books;
        rows.add({key.first, key.second, day.movements, day.captured, day.refunded, books.provider,
                  books.open_items, books.tickets, books.refunds_payable, books.retained_fees,
                  books.paid_by_hand, books.cash_drawer, books.card_terminal});
    }
    sql.execute_batch(add_to_day, rows);
}

}  // namespace boxoffice::payment
