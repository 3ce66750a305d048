// The rows of the payment context during one batch.
#pragma once

#include "contexts/payment/domain/ledger.hpp"
#include "contexts/payment/domain/payment.hpp"
#include "eventing/batch_rows.hpp"
#include "eventing/batch_store.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::payment {

/// The day in UTC by which the ledger's totals are kept, counted from 1970.
[[nodiscard]] constexpr std::int64_t ledger_day_of(base::Instant at) {
    return std::chrono::floor<std::chrono::days>(at).time_since_epoch().count();
}

/// A payment and how often it has changed.
struct PaymentRow {
    Payment payment;
    std::int64_t version = 0;
};

class Store final : public eventing::BatchStore {
  public:
    void want(contracts::PaymentId id) { payments_.want(id); }
    [[nodiscard]] const PaymentRow* find(contracts::PaymentId id) const {
        return payments_.find(id);
    }
    /// The payment after `input`, and what that moved in the ledger; its version rises by one.
    void put(Payment payment, std::string_view input, base::Instant now,
             const std::vector<Booking>& bookings);

    void begin_batch() override;
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override { return payments_.has_dirty(); }

  private:
    struct Line {
        contracts::PaymentId id;
        std::int64_t version = 0;
        base::Instant at{};
        std::string input;
        std::string state;
        std::string reason;
    };

    /// What the batch moves on one day in one currency.
    struct Day {
        std::int64_t movements = 0;
        std::int64_t captured = 0;
        std::int64_t refunded = 0;
        Books books;
    };

    void book(const Payment& payment, std::int64_t version, base::Instant now,
              const std::vector<Booking>& bookings);
    void save_days(ports::SqlSession& sql) const;

    eventing::BatchRows<contracts::PaymentId, PaymentRow> payments_;
    std::vector<Line> history_;
    ports::SqlRows ledger_{16};
    std::map<std::pair<std::int64_t, std::string>, Day> days_;  ///< by day and currency
};

}  // namespace boxoffice::payment
