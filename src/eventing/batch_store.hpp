// What a context's store does for the command runner.
#pragma once

#include "ports/sql.hpp"

namespace boxoffice::eventing {

/// A context's rows during one batch. Jobs tell the store what they want in Job::declare.
class BatchStore {
  public:
    virtual ~BatchStore() = default;
    /// Forgets everything that the last batch wanted, loaded or changed.
    virtual void begin_batch() = 0;
    /// Loads the union of what was wanted, table by table, in key order.
    virtual void load(ports::SqlSession& sql) = 0;
    /// Writes what changed, a few statements for the whole batch.
    virtual void save(ports::SqlSession& sql) = 0;
    [[nodiscard]] virtual bool has_changes() const = 0;
    /// What save() wrote is durable: caches and counters may follow.
    virtual void committed() {}
};

}  // namespace boxoffice::eventing
