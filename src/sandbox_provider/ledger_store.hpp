// The ledger's rows: what one batch of requests loads, changes and saves.
#pragma once

#include "ports/sql.hpp"
#include "sandbox_provider/ledger.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace boxoffice::sandbox {

/// The schema, append-only.
[[nodiscard]] const std::vector<ports::Migration>& ledger_migrations();

/// One batch. Payments are wanted by order or by key, loaded together, changed in memory, and saved
/// by a few statements.
class LedgerBatch {
  public:
    void begin();
    void want_order(std::string_view order_id);
    void want_id(std::int64_t id);
    /// @throws base::InfrastructureFault, as save does.
    void load(ports::SqlSession& sql);

    /// The place of that order's payment: empty when there is none. Whoever fills or changes it
    /// calls `changed`. Stays where it is until the batch ends.
    [[nodiscard]] std::optional<Payment>& of_order(const std::string& order_id);
    /// Null when no payment has that number.
    [[nodiscard]] std::optional<Payment>* of_id(std::int64_t id);

    [[nodiscard]] bool has_changes() const;
    void save(ports::SqlSession& sql) const;

  private:
    struct Slot {
        std::optional<Payment> payment;
        bool is_stored = false;
        std::int64_t version_stored = 0;
        std::size_t cancels_stored = 0;
        [[nodiscard]] bool has_changed() const {
            return payment && (!is_stored || payment->version != version_stored);
        }
    };
    void keep(Payment payment);

    ports::SqlRows wanted_orders_{1};
    ports::SqlRows wanted_ids_{1};
    std::unordered_map<std::string, std::unique_ptr<Slot>> slots_;
    std::unordered_map<std::int64_t, Slot*> by_id_;
};

/// The highest number given to a payment so far.
[[nodiscard]] std::int64_t last_payment_id(ports::SqlSession& sql);
/// A webhook for this version arrived.
void mark_notified(ports::SqlSession& sql, std::int64_t payment_id, std::int64_t version);
/// Payments whose last change nobody was told of, at most `count_max`.
[[nodiscard]] std::vector<Payment> select_unnotified(ports::SqlSession& sql, std::size_t count_max);
/// Payments with a number above `after`, in order, with their cancels.
[[nodiscard]] std::vector<Payment> select_after(ports::SqlSession& sql, std::int64_t after,
                                                std::size_t count_max);
/// Movements of money from `from` (inclusive) to `to` (exclusive), oldest first.
[[nodiscard]] TransactionPage select_transactions(ports::SqlSession& sql, base::Instant from,
                                                  base::Instant to, std::int64_t page);

}  // namespace boxoffice::sandbox
