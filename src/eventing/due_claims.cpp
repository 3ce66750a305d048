#include "eventing/due_claims.hpp"

namespace boxoffice::eventing {
namespace {

/// A row that is still due after it was started (its command failed) is not started again at once.
constexpr base::Duration repeat_delay{500};
/// A replica that set a row looks when its time comes. Should that replica be gone, another looks.
constexpr base::Duration look_interval{1'000};

/// Whoever else is leasing or changing a row has it: the next ones are as good.
constexpr ports::SqlText select_free =
    "SELECT kind, subject, at, body, trace FROM due WHERE kind = $1 AND at <= $2 AND leased_until "
    "<= $2 "
    "ORDER BY at, subject LIMIT $3 /* FOR UPDATE SKIP LOCKED */";
constexpr ports::SqlText update_lease =
    "UPDATE due SET owner = $3, leased_until = $4 WHERE kind = $1 AND subject = $2";
constexpr ports::SqlText update_still_mine =
    "UPDATE due SET leased_until = $4 WHERE kind = $1 AND subject = $2 AND owner = $3";
/// A row that was set anew meanwhile is free at once.
constexpr ports::SqlText update_ended =
    "UPDATE due SET owner = 0, leased_until = CASE WHEN at = $4 THEN $5 ELSE 0 END "
    "WHERE kind = $1 AND subject = $2 AND owner = $3";

std::int64_t number(DueKind kind) {
    return static_cast<std::int64_t>(kind);
}

/// Nobody else starts anything: a row stands until its command clears it, and what is under way is
/// known in memory.
class AllOfThem final : public DueClaims {
  public:
    AllOfThem(const Environment& environment, ports::SqlSession& reader)
        : in_flight_max_(environment.limits.due_in_flight_max), reader_(reader) {}

    std::vector<DueRow> take(DueKind kind, base::Instant now, std::size_t) override {
        return DueRows::select_due(reader_, kind, now, in_flight_max_);
    }
    [[nodiscard]] bool is_full(std::size_t taken, std::size_t) const override {
        return taken == in_flight_max_;
    }
    [[nodiscard]] bool owns_commits() const override { return true; }
    base::Instant end(const DueRow&, base::Instant now) override { return now + repeat_delay; }
    void refresh(const std::vector<DueRow>&, base::Instant) override {}
    [[nodiscard]] std::optional<base::Instant> look_again(base::Instant) const override {
        return std::nullopt;
    }

  private:
    std::size_t in_flight_max_;
    ports::SqlSession& reader_;
};

/// A row is leased before it is started, the lease is renewed while it is worked on and given back
/// when that ended. The starter of a lease that ran out is gone, or so slow that the row is started
/// twice, as it is after any crash: effects repeat the stored intent under the same key.
class Leased final : public DueClaims {
  public:
    explicit Leased(const Environment& environment)
        : in_flight_max_(environment.limits.due_in_flight_max),
          lasts_(environment.limits.due_lease),
          owner_(static_cast<std::int64_t>(environment.randomness.draw() >> 1) | 1),
          session_(environment.database.open_writer()) {}

    std::vector<DueRow> take(DueKind kind, base::Instant now, std::size_t under_way) override {
        if (under_way >= in_flight_max_) return {};
        try {
            session_->begin();
            auto rows = select(kind, now, in_flight_max_ - under_way);
            ports::SqlRows leases{4};
            for (const auto& row : rows) {
                leases.add({number(kind), row.subject, owner_, now + lasts_});
            }
            session_->execute_batch(update_lease, leases);
            session_->commit();
            return rows;
        } catch (...) {
            session_->rollback();
            throw;
        }
    }

    [[nodiscard]] bool is_full(std::size_t taken, std::size_t under_way) const override {
        return taken + under_way >= in_flight_max_;
    }
    [[nodiscard]] bool owns_commits() const override { return false; }

    base::Instant end(const DueRow& row, base::Instant now) override {
        ended_.push_back(row);
        return now;
    }

    void refresh(const std::vector<DueRow>& under_way, base::Instant now) override {
        if (!ended_.empty()) {
            ports::SqlRows rows{5};
            for (const auto& row : ended_) {
                rows.add({number(row.kind), row.subject, owner_, row.at, now + repeat_delay});
            }
            session_->execute_batch(update_ended, rows);
            ended_.clear();
        }
        if (under_way.empty() || now < renew_at_) return;
        ports::SqlRows rows{4};
        for (const auto& row : under_way) {
            rows.add({number(row.kind), row.subject, owner_, now + lasts_});
        }
        session_->execute_batch(update_still_mine, rows);
        renew_at_ = now + lasts_ / 3;
    }

    [[nodiscard]] std::optional<base::Instant> look_again(base::Instant now) const override {
        return now + look_interval;
    }

  private:
    std::vector<DueRow> select(DueKind kind, base::Instant now, std::size_t count_max) {
        std::vector<DueRow> rows;
        session_->query(select_free, {number(kind), now, count_max}, [&](const ports::SqlRow& row) {
            rows.push_back({kind, row.integer(1), row.instant(2), std::string{row.text(3)},
                            std::string{row.text(4)}});
        });
        return rows;
    }

    std::size_t in_flight_max_;
    base::Duration lasts_;
    std::int64_t owner_;
    std::unique_ptr<ports::SqlSession> session_;
    std::vector<DueRow> ended_;
    base::Instant renew_at_{};
};

}  // namespace

std::unique_ptr<DueClaims> make_due_claims(const Environment& environment,
                                           ports::SqlSession& reader) {
    if (environment.is_alone) return std::make_unique<AllOfThem>(environment, reader);
    return std::make_unique<Leased>(environment);
}

}  // namespace boxoffice::eventing
