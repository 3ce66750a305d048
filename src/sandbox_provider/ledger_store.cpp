#include "sandbox_provider/ledger_store.hpp"

#include "base/invariant.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <utility>

namespace boxoffice::sandbox {
namespace {

constexpr std::int64_t transactions_per_page = 100;

base::Money money(const ports::SqlRow& row, int amount, int currency) {
    base::Money read{row.integer(amount), {}};
    const auto code = row.text(currency);
    BOXOFFICE_INVARIANT(code.size() == read.currency.code.size());
    std::copy(code.begin(), code.end(), read.currency.code.begin());
    return read;
}

/// Columns in the order of every SELECT on payments below.
Payment read_payment(const ports::SqlRow& row) {
    Payment payment;
    payment.id = row.integer(0);
    payment.payment_key = row.text(1);
    payment.order_id = row.text(2);
    payment.order_name = row.text(3);
    payment.method = row.text(4);
    payment.amount = money(row, 5, 6);
    const std::string status{row.text(7)};
    BOXOFFICE_INVARIANT(boost::describe::enum_from_string(status.c_str(), payment.status));
    payment.confirm_key = row.text(8);
    payment.failure = row.text(9);
    payment.success_url = row.text(10);
    payment.webhook_url = row.text(11);
    payment.requested_at = row.instant(12);
    payment.expires_at = row.optional_instant(13);
    payment.decided_at = row.optional_instant(14);
    payment.version = row.integer(15);
    payment.notified = row.integer(16);
    return payment;
}

bool may_have_cancels(const Payment& payment) {
    return payment.status == Status::partially_canceled || payment.status == Status::canceled;
}

Cancel read_cancel(const ports::SqlRow& row) {
    return {.amount = money(row, 1, 3),
            .balance = money(row, 2, 3),
            .reason = std::string{row.text(4)},
            .idempotency_key = std::string{row.text(5)},
            .canceled_at = row.instant(6)};
}

/// Calls `found(payment id, cancel)` for each, oldest first.
template <class Found>
void select_cancels(ports::SqlSession& sql, const ports::SqlRows& payment_ids, const Found& found) {
    sql.query_batch(
        "SELECT payment_id, amount, balance, currency, reason, idempotency_key, canceled_at "
        "FROM cancels WHERE payment_id = $1 ORDER BY id",
        payment_ids, [&](const ports::SqlRow& row) { found(row.integer(0), read_cancel(row)); });
}

std::string_view text_of(Status status) {
    return boost::describe::enum_to_string(status, "");
}

}  // namespace

const std::vector<ports::Migration>& ledger_migrations() {
    static const std::vector<ports::Migration> migrations{{1, "ledger", R"sql(
CREATE TABLE payments (
    id INTEGER PRIMARY KEY,
    payment_key TEXT NOT NULL,
    order_id TEXT NOT NULL UNIQUE,
    order_name TEXT NOT NULL,
    method TEXT NOT NULL,
    amount INTEGER NOT NULL,
    currency TEXT NOT NULL,
    status TEXT NOT NULL,
    confirm_key TEXT NOT NULL,
    failure TEXT NOT NULL,
    success_url TEXT NOT NULL,
    webhook_url TEXT NOT NULL,
    requested_at INTEGER NOT NULL,
    expires_at INTEGER,
    decided_at INTEGER,
    version INTEGER NOT NULL,
    notified INTEGER NOT NULL
);
CREATE INDEX payments_by_decision ON payments (decided_at) WHERE decided_at IS NOT NULL;
CREATE INDEX payments_to_tell ON payments (id) WHERE webhook_url <> '' AND notified < version;
CREATE TABLE cancels (
    id INTEGER PRIMARY KEY,
    payment_id INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    balance INTEGER NOT NULL,
    currency TEXT NOT NULL,
    reason TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    canceled_at INTEGER NOT NULL
);
CREATE INDEX cancels_by_payment ON cancels (payment_id);
CREATE INDEX cancels_by_time ON cancels (canceled_at);
)sql"}};
    return migrations;
}

void LedgerBatch::begin() {
    wanted_orders_.clear();
    wanted_ids_.clear();
    slots_.clear();
    by_id_.clear();
}

void LedgerBatch::want_order(std::string_view order_id) {
    const auto [slot, is_new] = slots_.try_emplace(std::string{order_id});
    if (!is_new) return;
    slot->second = std::make_unique<Slot>();
    wanted_orders_.add({order_id});
}

void LedgerBatch::want_id(std::int64_t id) {
    if (by_id_.try_emplace(id, nullptr).second) wanted_ids_.add({id});
}

void LedgerBatch::keep(Payment payment) {
    const auto id = payment.id;
    auto& slot = slots_[payment.order_id];
    if (!slot) slot = std::make_unique<Slot>();
    by_id_[id] = slot.get();
    if (slot->is_stored) return;  // wanted by its order and by its key
    slot->is_stored = true;
    slot->version_stored = payment.version;
    slot->payment = std::move(payment);
}

void LedgerBatch::load(ports::SqlSession& sql) {
    const auto read = [this](const ports::SqlRow& row) { keep(read_payment(row)); };
    sql.query_batch(
        "SELECT id, payment_key, order_id, order_name, method, amount, currency, status, "
        "confirm_key, failure, success_url, webhook_url, requested_at, expires_at, decided_at, "
        "version, notified FROM payments WHERE order_id = $1",
        wanted_orders_, read);
    sql.query_batch(
        "SELECT id, payment_key, order_id, order_name, method, amount, currency, status, "
        "confirm_key, failure, success_url, webhook_url, requested_at, expires_at, decided_at, "
        "version, notified FROM payments WHERE id = $1",
        wanted_ids_, read);
    ports::SqlRows ids{1};
    for (const auto& [order_id, slot] : slots_) {
        if (slot->payment && may_have_cancels(*slot->payment)) ids.add({slot->payment->id});
    }
    select_cancels(sql, ids, [this](std::int64_t id, Cancel cancel) {
        auto& slot = *by_id_.at(id);
        slot.payment->cancels.push_back(std::move(cancel));
        slot.cancels_stored = slot.payment->cancels.size();
    });
}

std::optional<Payment>& LedgerBatch::of_order(const std::string& order_id) {
    return slots_.at(order_id)->payment;
}

std::optional<Payment>* LedgerBatch::of_id(std::int64_t id) {
    auto* slot = by_id_.at(id);
    return slot ? &slot->payment : nullptr;
}

bool LedgerBatch::has_changes() const {
    return std::any_of(slots_.begin(), slots_.end(),
                       [](const auto& entry) { return entry.second->has_changed(); });
}

void LedgerBatch::save(ports::SqlSession& sql) const {
    ports::SqlRows inserts{17};
    ports::SqlRows updates{6};
    ports::SqlRows cancels{7};
    for (const auto& [order_id, slot] : slots_) {
        if (!slot->has_changed()) continue;
        const auto& it = *slot->payment;
        const auto currency = it.amount.currency.text();
        if (slot->is_stored) {
            updates.add(
                {it.id, text_of(it.status), it.confirm_key, it.failure, it.decided_at, it.version});
        } else {
            inserts.add({it.id, it.payment_key, it.order_id, it.order_name, it.method,
                         it.amount.amount, currency, text_of(it.status), it.confirm_key, it.failure,
                         it.success_url, it.webhook_url, it.requested_at, it.expires_at,
                         it.decided_at, it.version, it.notified});
        }
        for (auto i = slot->cancels_stored; i < it.cancels.size(); ++i) {
            const auto& cancel = it.cancels[i];
            cancels.add({it.id, cancel.amount.amount, cancel.balance.amount, currency,
                         cancel.reason, cancel.idempotency_key, cancel.canceled_at});
        }
    }
    sql.execute_batch(
        "INSERT INTO payments (id, payment_key, order_id, order_name, method, amount, currency, "
        "status, confirm_key, failure, success_url, webhook_url, requested_at, expires_at, "
        "decided_at, version, notified) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
        inserts);
    sql.execute_batch(
        "UPDATE payments SET status = $2, confirm_key = $3, failure = $4, decided_at = $5, "
        "version = $6 WHERE id = $1",
        updates);
    sql.execute_batch(
        "INSERT INTO cancels (payment_id, amount, balance, currency, reason, idempotency_key, "
        "canceled_at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        cancels);
}

std::int64_t last_payment_id(ports::SqlSession& sql) {
    std::int64_t last = 0;
    sql.query("SELECT max(id) FROM payments", {},
              [&](const ports::SqlRow& row) { last = row.integer(0); });
    return last;
}

void mark_notified(ports::SqlSession& sql, std::int64_t payment_id, std::int64_t version) {
    sql.execute("UPDATE payments SET notified = $2 WHERE id = $1 AND notified < $2",
                {payment_id, version});
}

std::vector<Payment> select_unnotified(ports::SqlSession& sql, std::size_t count_max) {
    std::vector<Payment> found;
    sql.query(
        "SELECT id, payment_key, order_id, order_name, method, amount, currency, status, "
        "confirm_key, failure, success_url, webhook_url, requested_at, expires_at, decided_at, "
        "version, notified FROM payments WHERE webhook_url <> '' AND notified < version "
        "ORDER BY id LIMIT $1",
        {count_max}, [&](const ports::SqlRow& row) { found.push_back(read_payment(row)); });
    return found;
}

std::vector<Payment> select_after(ports::SqlSession& sql, std::int64_t after,
                                  std::size_t count_max) {
    std::vector<Payment> found;
    ports::SqlRows ids{1};
    std::unordered_map<std::int64_t, std::size_t> places;
    sql.query(
        "SELECT id, payment_key, order_id, order_name, method, amount, currency, status, "
        "confirm_key, failure, success_url, webhook_url, requested_at, expires_at, decided_at, "
        "version, notified FROM payments WHERE id > $1 ORDER BY id LIMIT $2",
        {after, count_max}, [&](const ports::SqlRow& row) {
            found.push_back(read_payment(row));
            places[found.back().id] = found.size() - 1;
            if (may_have_cancels(found.back())) ids.add({found.back().id});
        });
    select_cancels(sql, ids, [&](std::int64_t id, Cancel cancel) {
        found[places.at(id)].cancels.push_back(std::move(cancel));
    });
    return found;
}

TransactionPage select_transactions(ports::SqlSession& sql, base::Instant from, base::Instant to,
                                    std::int64_t page) {
    TransactionPage found{.page = page};
    sql.query(
        "SELECT 'capture' AS kind, payment_key, order_id, amount, currency, "
        "confirm_key AS idempotency_key, decided_at AS at, id AS place FROM payments "
        "WHERE decided_at >= $1 AND decided_at < $2 AND status <> 'aborted' "
        "UNION ALL "
        "SELECT 'cancel', payments.payment_key, payments.order_id, cancels.amount, "
        "cancels.currency, cancels.idempotency_key, cancels.canceled_at, cancels.id FROM cancels "
        "JOIN payments ON payments.id = cancels.payment_id "
        "WHERE cancels.canceled_at >= $1 AND cancels.canceled_at < $2 "
        "ORDER BY at, kind DESC, place LIMIT $3 OFFSET $4",
        {from, to, transactions_per_page + 1, page * transactions_per_page},
        [&](const ports::SqlRow& row) {
            found.transactions.push_back(
                {.transaction_key = std::string{row.text(0)} + '_' + std::to_string(row.integer(7)),
                 .kind = std::string{row.text(0)},
                 .payment_key = std::string{row.text(1)},
                 .order_id = std::string{row.text(2)},
                 .amount = money(row, 3, 4),
                 .idempotency_key = std::string{row.text(5)},
                 .at = row.instant(6)});
        });
    found.has_more = std::ssize(found.transactions) > transactions_per_page;
    if (found.has_more) found.transactions.pop_back();
    return found;
}

}  // namespace boxoffice::sandbox
