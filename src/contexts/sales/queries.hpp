// What the overview asks of the tables.
#pragma once

#include "contexts/sales/figures.hpp"
#include "contexts/sales/scope.hpp"
#include "ports/sql.hpp"

#include <cstddef>
#include <cstdint>
#include <set>

namespace boxoffice::sales {

/// Performances of one overview; with more, the answer says that it is cut.
inline constexpr std::size_t overview_performances_max = 1'000;

/// Everything inside sees one committed state.
class Snapshot {
  public:
    explicit Snapshot(ports::SqlSession& sql) : sql_(sql) { sql_.begin(); }
    ~Snapshot() { sql_.rollback(); }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

  private:
    ports::SqlSession& sql_;
};

/// All that the scope fits, deleted performances left out; in one snapshot.
[[nodiscard]] Overview select_overview(ports::SqlSession& sql, const Scope& scope,
                                       base::Instant now);
/// Whether the performance or the musical that `scope` names is known at all.
[[nodiscard]] bool is_known(ports::SqlSession& sql, const Scope& scope);
/// The position of the log up to which events are counted.
[[nodiscard]] std::int64_t select_version(ports::SqlSession& sql);
/// Performances of which tickets were sold after `since` that are still sold.
[[nodiscard]] std::set<contracts::PerformanceId> select_selling(ports::SqlSession& sql,
                                                                base::Instant since);

}  // namespace boxoffice::sales
