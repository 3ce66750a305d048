// What one batch of events reads and changes of the sales figures.
#pragma once

#include "contexts/sales/domain/position.hpp"
#include "contexts/sales/domain/purchase.hpp"
#include "contexts/sales/domain/seat.hpp"
#include "contexts/sales/performance.hpp"
#include "eventing/batch_rows.hpp"
#include "eventing/batch_store.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace boxoffice::sales {

using contracts::PerformanceId;
using contracts::ReservationId;
using contracts::SeatId;

/// Minutes since 1970, UTC: what movements are summed up by.
[[nodiscard]] std::int64_t minute_of(base::Instant instant);

class Store final : public eventing::BatchStore {
  public:
    void want(PerformanceId id) { performances_.want(id); }
    void want(SeatId id) { seats_.want(id); }
    void want(ReservationId id) { purchases_.want(id); }

    [[nodiscard]] const Performance* find(PerformanceId id) const { return performances_.find(id); }
    [[nodiscard]] const Seat* find(SeatId id) const { return seats_.find(id); }
    [[nodiscard]] const Purchase* find(ReservationId id) const { return purchases_.find(id); }

    void put(Performance performance);
    /// Counts the seat anew and books what passed through the holds at `at`.
    void put(const Seat& seat, base::Instant at);
    /// Books what moved of its tickets and money at `at`; tickets that went are `is_given_back` or
    /// were never rightly there.
    void put(Purchase purchase, base::Instant at, bool is_given_back);
    void name(contracts::MusicalId musical, std::string name);

    /// Called after each commit with the performances whose figures changed, on the writer's
    /// worker.
    void on_change(std::function<void(const std::set<PerformanceId>&)> listener) {
        listener_ = std::move(listener);
    }

    void begin_batch() override;
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override;
    void committed() override;

  private:
    /// What is added to a row of sales_minute.
    struct Moved {
        HoldFlow holds;
        std::int64_t sold = 0;
        std::int64_t cancelled = 0;
        Amounts amounts;  ///< its tickets are sold - cancelled
    };
    struct GradeChange {
        Counts counts;
        base::Money price;
    };

    void count(const Seat& seat, const Counts& counts);
    void save_rows(ports::SqlSession& sql);
    void save_sums(ports::SqlSession& sql);

    eventing::BatchRows<PerformanceId, Performance> performances_;
    eventing::BatchRows<SeatId, Seat> seats_;
    eventing::BatchRows<ReservationId, Purchase> purchases_;
    std::map<contracts::MusicalId, std::string> names_;
    std::map<std::pair<PerformanceId, std::string>, GradeChange> grades_;
    std::map<std::pair<PerformanceId, Cell>, Amounts> totals_;
    std::map<std::tuple<PerformanceId, std::int64_t, Cell>, Moved> minutes_;
    std::set<PerformanceId> changed_;
    std::function<void(const std::set<PerformanceId>&)> listener_;
};

/// Empties the read model and sends its consumer back to the beginning of the log: the next start
/// rebuilds it. Call while nothing else uses the database.
void forget_everything(ports::SqlSession& sql);

}  // namespace boxoffice::sales
