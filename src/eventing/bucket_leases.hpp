// Which buckets of keys a relay may carry: each replica its share, for as long as it lives.
#pragma once

#include "base/clock.hpp"
#include "ports/sql.hpp"

#include <cstdint>
#include <vector>

namespace boxoffice::eventing {

/// One replica's side of the leases. A replica that says nothing for `lasts` loses its buckets to
/// the others; one that comes gets its share of them within a renewal.
///
/// A lease spares work, it does not guard order: who publishes late what another has published too
/// (a zombie) repeats an unbroken run of sequences, and the inbox drops it.
class BucketLeases {
  public:
    /// Clocks of replicas may differ by so much.
    static constexpr base::Duration clock_skew_max{1'000};

    /// `owner` is unique to this life of this process.
    BucketLeases(std::int64_t owner, base::Duration lasts) : owner_(owner), lasts_(lasts) {}

    [[nodiscard]] std::int64_t owner() const { return owner_; }
    /// How often renew() is to be called: a replica may miss a few.
    [[nodiscard]] base::Duration interval() const { return lasts_ / 6; }

    /// Says that this replica lives, gives back what is more than its share and takes what is
    /// nobody's, in a transaction of its own. @return the buckets it has now.
    std::vector<std::int64_t> renew(ports::SqlSession& sql, base::Instant now);
    /// Gives everything back: the others need not wait.
    void release(ports::SqlSession& sql);

  private:
    std::int64_t owner_;
    base::Duration lasts_;
};

}  // namespace boxoffice::eventing
