// What one batch changes, next to the rows of its store: events, deadlines and effects, ids.
#pragma once

#include "base/clock.hpp"
#include "contracts/codec.hpp"
#include "contracts/events.hpp"
#include "eventing/due.hpp"
#include "eventing/id_blocks.hpp"
#include "eventing/outbox.hpp"
#include "ports/randomness.hpp"
#include "ports/sql.hpp"
#include "ports/trace_context.hpp"

#include <string>

namespace boxoffice::eventing {

/// One transaction, as decide sees it. Lives for one batch.
class UnitOfWork {
  public:
    UnitOfWork(base::Instant now, ports::SqlSession& sql, Outbox& outbox, DueRows& due,
               IdBlocks& ids, ports::Randomness& randomness)
        : now_(now), sql_(sql), outbox_(outbox), due_(due), ids_(ids), randomness_(randomness) {}

    /// The same instant for the whole batch.
    [[nodiscard]] base::Instant now() const { return now_; }

    /// The event leaves with this transaction, after it; consumers of `key` see it in this order.
    template <class Event>
    void publish(const std::string& key, const Event& event) {
        outbox_.add(key, contracts::event_type<Event>, contracts::encode(event), now_);
    }

    /// At `at`, the work `kind` of `subject` is due: a deadline of the process manager, or an
    /// effect on the outside world. Replaces what was due for the same (kind, subject). `body` is
    /// the stored intent. It will be done on behalf of whom this thread works for now.
    void set_due(DueKind kind, std::int64_t subject, base::Instant at, std::string body = {}) {
        due_.set({kind, subject, at, std::move(body), ports::to_text(ports::current_trace())});
    }
    void clear_due(DueKind kind, std::int64_t subject) { due_.clear(kind, subject); }

    /// The next id of that sequence, from a stored block: never given twice, gaps allowed.
    template <class Id>
    [[nodiscard]] Id next_id(IdSequence sequence) {
        return Id{ids_.next(sequence, sql_)};
    }

    /// For projections and rare statements. Whoever writes here calls wrote().
    [[nodiscard]] ports::SqlSession& sql() { return sql_; }
    void wrote() { has_written_ = true; }
    [[nodiscard]] bool has_written() const { return has_written_; }

    [[nodiscard]] ports::Randomness& randomness() { return randomness_; }

  private:
    base::Instant now_;
    ports::SqlSession& sql_;
    Outbox& outbox_;
    DueRows& due_;
    IdBlocks& ids_;
    ports::Randomness& randomness_;
    bool has_written_ = false;
};

/// The bus key of everything that happens to one house.
[[nodiscard]] inline std::string key_of(contracts::PerformanceId performance) {
    return std::to_string(performance.value);
}
[[nodiscard]] inline std::string key_of(contracts::MusicalId musical) {
    return "item-" + std::to_string(musical.value);
}
[[nodiscard]] inline std::string key_of(contracts::UserId user) {
    return "account-" + std::to_string(user.value);
}

}  // namespace boxoffice::eventing
