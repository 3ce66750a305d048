#include "app/log_check.hpp"

#include "base/fault.hpp"

namespace boxoffice::app {
namespace {

constexpr ports::SqlText select_sequence =
    "SELECT generation, sequence FROM event_sequence WHERE key = $1";
constexpr ports::SqlText select_generation = "SELECT generation FROM event_source WHERE id = 1";

struct Published {
    std::int64_t generation = 0;
    std::int64_t sequence = 0;
};

Published published_by(ports::SqlSession& sql, const std::string& key) {
    Published published;
    sql.query(select_generation, {},
              [&](const ports::SqlRow& row) { published.generation = row.integer(0); });
    sql.query(select_sequence, {key}, [&](const ports::SqlRow& row) {
        if (row.integer(0) == published.generation) published.sequence = row.integer(1);
    });
    return published;
}

}  // namespace

void refuse_log_ahead(const platform::EmbeddedLog& log,
                      const std::map<std::string, ports::SqlDatabase*>& databases) {
    std::map<std::string, std::unique_ptr<ports::SqlSession>> sessions;
    for (const auto& latest : log.latest()) {
        const auto database = databases.find(latest.source);
        if (database == databases.end()) continue;
        auto& session = sessions[latest.source];
        if (!session) session = database->second->open_reader();
        const auto published = published_by(*session, latest.key);
        const bool is_ahead =
            latest.generation > published.generation ||
            (latest.generation == published.generation && latest.sequence > published.sequence);
        if (!is_ahead) continue;
        throw base::InfrastructureFault(
            "the event log knows events of " + latest.source + " (key " + latest.key +
                ") that its database has not published: the database was replaced by an older "
                "copy; restore both from the same backup (docs/operations.md)",
            base::Retry::no);
    }
}

}  // namespace boxoffice::app
