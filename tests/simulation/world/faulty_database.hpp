// A database that fails when it is told to, around one that works.
#pragma once

#include "ports/sql.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace boxoffice::simulation {

/// What the next calls of all writer sessions meet. Readers are left alone.
class DatabaseFaults {
  public:
    enum class Commit {
        works,
        fails,        ///< rolled back, and the fault says so: retryable
        fails_after,  ///< durable, but the answer is a retryable fault
    };

    virtual ~DatabaseFaults() = default;
    /// Asked before each commit.
    [[nodiscard]] virtual Commit on_commit() { return Commit::works; }
    /// Asked before each begin: true makes it fail, retryable.
    [[nodiscard]] virtual bool on_begin() { return false; }
};

/// `inner` and `faults` outlive the result.
[[nodiscard]] std::unique_ptr<ports::SqlDatabase> make_faulty_database(ports::SqlDatabase& inner,
                                                                       DatabaseFaults& faults);

/// A context's database in memory, which outlives the crashes of the context. With
/// BOXOFFICE_TEST_DATABASE=postgresql it is a schema in a real server, so that the tests of every
/// context run on both.
[[nodiscard]] std::unique_ptr<ports::SqlDatabase> make_memory_database(const std::string& context);

}  // namespace boxoffice::simulation
