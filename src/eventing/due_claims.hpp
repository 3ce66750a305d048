// Which due rows this process may start: all of them when alone, what it leases among replicas.
#pragma once

#include "eventing/due.hpp"
#include "eventing/environment.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

namespace boxoffice::eventing {

/// Used on the context's worker only. Every call may throw base::InfrastructureFault.
class DueClaims {
  public:
    virtual ~DueClaims() = default;
    /// Rows of that kind to be started now, earliest first. `under_way`: so many of the kind are;
    /// rows among them may come again.
    [[nodiscard]] virtual std::vector<DueRow> take(DueKind kind, base::Instant now,
                                                   std::size_t under_way) = 0;
    /// Whether as many as may be under way at once came: there may be more.
    [[nodiscard]] virtual bool is_full(std::size_t taken, std::size_t under_way) const = 0;
    /// A row that was set in a commit of this process may be started without taking it.
    [[nodiscard]] virtual bool owns_commits() const = 0;
    /// Its start came to an end, whether the row still stands or not. @return when it may be
    /// looked at again, if nothing else was due.
    virtual base::Instant end(const DueRow& row, base::Instant now) = 0;
    /// Before anything is taken: says what ended, and that the rows under way are still worked on.
    virtual void refresh(const std::vector<DueRow>& under_way, base::Instant now) = 0;
    /// When rows may be due that nobody here knows of; nothing when there are none.
    [[nodiscard]] virtual std::optional<base::Instant> look_again(base::Instant now) const = 0;
};

/// Chosen once, by environment.is_alone. `reader` outlives the result.
[[nodiscard]] std::unique_ptr<DueClaims> make_due_claims(const Environment& environment,
                                                         ports::SqlSession& reader);

}  // namespace boxoffice::eventing
