// Work that becomes due: deadlines of the process manager and effects on the outside world, as
// rows.
#pragma once

#include "base/clock.hpp"
#include "ports/sql.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::eventing {

/// Each context numbers its kinds of due work itself, from 1.
enum class DueKind : std::int64_t {};

struct DueRow {
    DueKind kind{};
    std::int64_t subject = 0;
    base::Instant at{};
    std::string body{};   ///< the stored intent of an effect; empty for a deadline
    std::string trace{};  ///< on whose behalf (ports/trace_context.hpp); empty when nobody traces

    friend bool operator==(const DueRow&, const DueRow&) = default;
};

/// What one batch sets and clears.
class DueRows {
  public:
    void begin_batch() { changes_.clear(); }
    void set(DueRow row) { changes_.push_back({std::move(row), false}); }
    void clear(DueKind kind, std::int64_t subject) {
        changes_.push_back({{kind, subject, {}, {}}, true});
    }
    [[nodiscard]] bool has_changes() const { return !changes_.empty(); }
    void save(ports::SqlSession& sql);
    /// The rows set by this batch and still standing at its end; call after the commit.
    [[nodiscard]] std::vector<DueRow> take_set();

    /// Rows of a kind that are due at `now`, earliest first, at most `count_max`.
    [[nodiscard]] static std::vector<DueRow> select_due(ports::SqlSession& sql, DueKind kind,
                                                        base::Instant now, std::size_t count_max);
    /// When that one is due, as stored; nothing when it is not.
    [[nodiscard]] static std::optional<base::Instant> select_at(ports::SqlSession& sql,
                                                                DueKind kind, std::int64_t subject);
    /// When the next one of that kind is due after `now`; nothing when there is none.
    [[nodiscard]] static std::optional<base::Instant> select_next(ports::SqlSession& sql,
                                                                  DueKind kind, base::Instant now);

  private:
    struct Change {
        DueRow row;
        bool is_clear = false;
    };
    /// Keeps the last change of each (kind, subject).
    void compact();

    std::vector<Change> changes_;
};

}  // namespace boxoffice::eventing
