// The outbox that replicas share: one row per event, in the bucket of its key.
#include "base/fault.hpp"
#include "eventing/outbox_table.hpp"

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText insert_event =
    "INSERT INTO outbox_event (bucket, key, generation, sequence, type, time, payload, trace) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
constexpr ports::SqlText select_left_alone = "SELECT 1 FROM outbox LIMIT 1";

class OutboxOfEvents final : public OutboxTable {
  public:
    /// Nothing: whoever owns the bucket finds it.
    /// @throws base::InfrastructureFault when a process that was alone left events that nobody
    /// would relay any more.
    std::vector<OutboxRow> open(ports::SqlSession& sql, const std::string& source) override {
        bool has_left = false;
        sql.query(select_left_alone, {}, [&](const ports::SqlRow&) { has_left = true; });
        if (has_left) {
            throw base::InfrastructureFault(
                "the database of " + source +
                    " has events that a process of its own has not relayed: let that process run "
                    "until its outbox is empty",
                base::Retry::no);
        }
        return {};
    }

    std::int64_t insert(ports::SqlSession& sql, const std::vector<StoredEvent>& events) override {
        ports::SqlRows rows{8};
        for (const auto& event : events) {
            rows.add({bucket_of(event.key), event.key, event.generation, event.sequence, event.type,
                      event.time, event.payload.text, event.trace.value_or("")});
        }
        sql.execute_batch(insert_event, rows);
        return 0;
    }

    void purge(ports::SqlSession&, std::int64_t) override {}
    void committed(std::size_t) override {}
};

}  // namespace

std::unique_ptr<OutboxTable> make_outbox_of_events() {
    return std::make_unique<OutboxOfEvents>();
}

/// FNV-1a: the same in every process and for all time.
std::int64_t bucket_of(const std::string& key) {
    std::uint64_t sum = 14695981039346656037ULL;
    for (const char c : key) sum = (sum ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    return static_cast<std::int64_t>((sum ^ (sum >> 32U)) %
                                     static_cast<std::uint64_t>(relay_buckets));
}

}  // namespace boxoffice::eventing
