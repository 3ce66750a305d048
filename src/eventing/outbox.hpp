// Events leave with the transaction that caused them: first a row in the publisher's own database.
#pragma once

#include "base/clock.hpp"
#include "base/seeded_bug.hpp"
#include "eventing/outbox_table.hpp"
#include "ports/event_bus.hpp"
#include "ports/sql.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::eventing {

class Outbox {
  public:
    Outbox(std::string source, std::unique_ptr<OutboxTable> table,
           base::SeededBug bug = base::SeededBug::none)
        : source_(std::move(source)), table_(std::move(table)), bug_(bug) {}

    /// Reads what an earlier life left behind; the rows are to be relayed first. Call once, before
    /// anything.
    [[nodiscard]] std::vector<OutboxRow> open(ports::SqlSession& sql);

    void begin_batch() { added_.clear(); }
    /// The event takes along on whose behalf this thread works.
    void add(const std::string& key, std::string_view type, std::string payload, base::Instant now);
    [[nodiscard]] bool has_changes() const { return !added_.empty(); }

    /// Takes each key's next sequence under its row lock, in key order, and writes the rows.
    void save(ports::SqlSession& sql);
    /// Deletes the rows that the bus has.
    void purge(ports::SqlSession& sql, std::int64_t up_to_position);
    /// What save() wrote, after the commit.
    [[nodiscard]] std::vector<OutboxRow> take_committed();
    /// The transaction did not happen.
    void rolled_back();

  private:
    struct Added {
        std::string key;
        std::string_view type;
        std::string payload;
        base::Instant time;
        std::string trace;
    };

    std::string source_;
    std::unique_ptr<OutboxTable> table_;
    base::SeededBug bug_;
    std::vector<Added> added_;
    std::vector<OutboxRow> written_;
};

}  // namespace boxoffice::eventing
