// Whether a transaction whose commit was not answered has happened.
#pragma once

#include "base/clock.hpp"
#include "ports/sql.hpp"

#include <cstdint>

namespace boxoffice::eventing {

/// Each batch leaves its number in the database, in its own transaction. When the answer of a
/// commit is lost (the connection broke, the disk failed while syncing), the number tells.
class BatchMark {
  public:
    /// `writer` is unique to this life of this process.
    explicit BatchMark(std::int64_t writer) : writer_(writer) {}

    /// Deletes the marks of writers that have been gone for long.
    static void forget_old(ports::SqlSession& sql, base::Instant now);

    void save(ports::SqlSession& sql, base::Instant now);
    /// Whether the last saved batch was committed. Waits for a transaction that still holds the
    /// mark. Call outside any transaction.
    [[nodiscard]] bool is_committed(ports::SqlSession& sql) const;

  private:
    std::int64_t writer_;
    std::int64_t batch_ = 0;
};

}  // namespace boxoffice::eventing
