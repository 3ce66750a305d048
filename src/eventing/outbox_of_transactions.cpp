// The outbox of a process that is alone: one row per transaction, so that a batch costs one insert.
#include "base/fault.hpp"
#include "contracts/codec.hpp"
#include "eventing/outbox_table.hpp"

#include <utility>

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText select_left_behind =
    "SELECT position, events FROM outbox ORDER BY position";
constexpr ports::SqlText select_relayed = "SELECT position FROM outbox_relayed WHERE id = 1";
constexpr ports::SqlText insert_batch =
    "INSERT INTO outbox (position, last_position, events) VALUES ($1, $2, $3)";
constexpr ports::SqlText delete_relayed = "DELETE FROM outbox WHERE last_position <= $1";
constexpr ports::SqlText update_relayed =
    "INSERT INTO outbox_relayed (id, position) VALUES (1, $1) "
    "ON CONFLICT (id) DO UPDATE SET position = excluded.position";

/// Room for one event beside its payload.
constexpr std::size_t stored_event_bytes = 192;

class OutboxOfTransactions final : public OutboxTable {
  public:
    std::vector<OutboxRow> open(ports::SqlSession& sql, const std::string& source) override {
        std::vector<OutboxRow> left_behind;
        std::int64_t relayed = 0;
        sql.query(select_relayed, {}, [&](const ports::SqlRow& row) { relayed = row.integer(0); });
        next_position_ = relayed + 1;
        sql.query(select_left_behind, {}, [&](const ports::SqlRow& row) {
            auto stored = contracts::decode<std::vector<StoredEvent>>(row.text(1));
            if (!stored) {
                throw base::InfrastructureFault(
                    "a row of the outbox cannot be read: " + stored.error().to_text(),
                    base::Retry::no);
            }
            next_position_ = row.integer(0);
            for (auto& event : stored.value()) {
                const auto position = next_position_++;
                // The relay takes what it likes of a row; the row goes when all of it is on the
                // bus.
                if (position <= relayed) continue;
                left_behind.push_back({position, to_envelope(std::move(event), source)});
            }
        });
        return left_behind;
    }

    std::int64_t insert(ports::SqlSession& sql, const std::vector<StoredEvent>& events) override {
        std::string stored;
        std::size_t bytes = 2;
        for (const auto& event : events) {
            bytes += event.payload.text.size() + stored_event_bytes;
            if (event.trace) bytes += event.trace->size();
        }
        stored.reserve(bytes);
        for (const auto& event : events) {
            stored += stored.empty() ? '[' : ',';
            contracts::encode_to(stored, event);
        }
        stored += ']';
        const auto last = next_position_ + static_cast<std::int64_t>(events.size()) - 1;
        sql.execute(insert_batch, {next_position_, last, stored});
        return next_position_;
    }

    /// The position stays behind, so that it never runs backwards.
    void purge(ports::SqlSession& sql, std::int64_t up_to_position) override {
        sql.execute(delete_relayed, {up_to_position});
        sql.execute(update_relayed, {up_to_position});
    }

    void committed(std::size_t count) override {
        next_position_ += static_cast<std::int64_t>(count);
    }

  private:
    std::int64_t next_position_ = 1;
};

}  // namespace

std::unique_ptr<OutboxTable> make_outbox_of_transactions() {
    return std::make_unique<OutboxOfTransactions>();
}

}  // namespace boxoffice::eventing
