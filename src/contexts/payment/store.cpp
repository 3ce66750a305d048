#include "contexts/payment/store.hpp"

#include "contexts/payment/codecs.hpp"
#include "contracts/codec.hpp"

namespace boxoffice::payment {
namespace {

constexpr ports::SqlText select_payment = "SELECT id, version, body FROM payment WHERE id = $1";
constexpr ports::SqlText upsert_payment =
    "INSERT INTO payment (id, version, order_id, user_id, state, body) "
    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET version = excluded.version, "
    "state = excluded.state, body = excluded.body WHERE payment.version < excluded.version";
constexpr ports::SqlText insert_line =
    "INSERT INTO payment_history (payment_id, version, at, input, state, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6)";

}  // namespace

void Store::put(Payment payment, std::string_view input, base::Instant now) {
    const auto* before = payments_.find(payment.payment_id);
    const auto version = before ? before->version + 1 : 1;
    history_.push_back({payment.payment_id, version, now, std::string{input},
                        std::string{to_text(payment.state)}, payment.reason});
    const auto id = payment.payment_id;
    payments_.put(id, {std::move(payment), version});
}

void Store::begin_batch() {
    payments_.clear();
    history_.clear();
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
    ports::SqlRows rows{6};
    payments_.for_each_dirty([&](contracts::PaymentId id, const PaymentRow& row) {
        const auto& payment = row.payment;
        rows.add({id, row.version, payment.order_id, payment.user_id, to_text(payment.state),
                  contracts::encode(payment)});
    });
    if (!rows.empty()) sql.execute_batch(upsert_payment, rows);
    ports::SqlRows lines{6};
    for (const auto& line : history_) {
        lines.add({line.id, line.version, line.at, line.input, line.state, line.reason});
    }
    if (!lines.empty()) sql.execute_batch(insert_line, lines);
}

}  // namespace boxoffice::payment
