// The seat directory: price, names and sales window of every seat on sale, kept from musical's
// events, so that a POST is answered without asking anybody.
#pragma once

#include "contexts/reservation/domain/reservation.hpp"
#include "contracts/ids.hpp"
#include "contracts/musical_events.hpp"
#include "contracts/seats.hpp"
#include "ports/sql.hpp"

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace boxoffice::reservation {

/// A showing as far as a reservation needs to know it.
struct DirectoryPerformance {
    contracts::PerformanceId id;
    contracts::MusicalId musical_id;
    std::string musical_name;
    std::string venue_name;
    base::Instant starts_at{};
    std::optional<base::Instant> sales_open_at;
    std::optional<base::Instant> sales_close_at;
    int seat_limit = 0;  ///< seats per person; 0 = none
    bool is_canceled = false;
    RefundRulesId refund_rules;  ///< of whoever buys from now on
    bool is_default = false;     ///< `starts_at` is nothing that the house has stated
    std::string english_names;   ///< contracts::EnglishNames by the codec; empty = none
};

struct DirectorySeat {
    contracts::PerformanceId performance_id;
    contracts::SeatDetails details;
};

/// Used on the context's worker only. Tables first: memory follows after the commit, and is what
/// decisions read.
class SeatDirectory {
  public:
    void load(ports::SqlSession& sql);

    /// That performance and its seats, as they are stored now.
    void reload(ports::SqlSession& sql, contracts::PerformanceId performance);

    [[nodiscard]] const DirectorySeat* find(contracts::SeatId seat) const;
    [[nodiscard]] const DirectoryPerformance* find(contracts::PerformanceId performance) const;

    static void save(ports::SqlSession& sql, const DirectoryPerformance& performance);
    static void save(ports::SqlSession& sql, contracts::PerformanceId performance,
                     const std::vector<contracts::SeatDetails>& seats);
    static void save_canceled(ports::SqlSession& sql, contracts::PerformanceId performance);
    static void remove(ports::SqlSession& sql, const std::vector<contracts::SeatDetails>& seats);

    /// A canceled performance stays canceled, however often it is described anew.
    void follow(DirectoryPerformance performance);
    void cancel(contracts::PerformanceId performance);
    void follow(contracts::PerformanceId performance,
                const std::vector<contracts::SeatDetails>& seats);
    void forget(const std::vector<contracts::SeatDetails>& seats);

  private:
    std::unordered_map<contracts::SeatId, DirectorySeat> seats_;
    std::unordered_map<contracts::PerformanceId, DirectoryPerformance> performances_;
};

}  // namespace boxoffice::reservation
