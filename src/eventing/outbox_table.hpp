// Where committed events wait until the bus has them.
#pragma once

#include "eventing/stored_event.hpp"
#include "ports/event_bus.hpp"
#include "ports/sql.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace boxoffice::eventing {

/// A committed event that is not known to be on the bus yet.
struct OutboxRow {
    std::int64_t position = 0;
    ports::EventPointer event;
};

[[nodiscard]] ports::EventPointer to_envelope(StoredEvent event, const std::string& source);

/// The rows of the outbox, in one of two forms. Which one is chosen once, by whether the process is
/// alone with its database.
class OutboxTable {
  public:
    virtual ~OutboxTable() = default;
    /// What an earlier life left behind and this process is to relay from memory.
    [[nodiscard]] virtual std::vector<OutboxRow> open(ports::SqlSession& sql,
                                                      const std::string& source) = 0;
    /// Stores what one transaction publishes. @return the position of the first; the next follow.
    virtual std::int64_t insert(ports::SqlSession& sql, const std::vector<StoredEvent>& events) = 0;
    /// The bus has everything up to that position.
    virtual void purge(ports::SqlSession& sql, std::int64_t up_to_position) = 0;
    /// The transaction of the last insert happened, with so many events.
    virtual void committed(std::size_t count) = 0;
};

/// Alone: a row per transaction, positions without a gap, relayed from memory.
[[nodiscard]] std::unique_ptr<OutboxTable> make_outbox_of_transactions();

/// Among replicas: a row per event, found by its key, so that whoever owns the key's bucket reads
/// it in order of sequence, and deletes it when the bus has answered. No position means anything.
[[nodiscard]] std::unique_ptr<OutboxTable> make_outbox_of_events();

/// Keys belong to so many buckets, which relays lease. Stored with each row: never changed.
inline constexpr std::int64_t relay_buckets = 32;
[[nodiscard]] std::int64_t bucket_of(const std::string& key);

}  // namespace boxoffice::eventing
