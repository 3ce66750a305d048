#include "app/diag_stored.hpp"

#include "app/diag/redaction.hpp"
#include "app/kafka_settings.hpp"
#include "app/moving/schemas.hpp"
#include "base/fault.hpp"
#include "platform/bus/kafka_bus.hpp"
#include "platform/bus/log_reader.hpp"
#include "platform/runtime/clocks.hpp"
#include "platform/telemetry/json_log.hpp"
#include "platform/telemetry/prometheus_metrics.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <sys/statvfs.h>

namespace boxoffice::app {
namespace {

namespace json = boost::json;

constexpr ports::SqlText outbox_alone =
    "SELECT COUNT(*), COALESCE(MIN(position), 0), COALESCE(MAX(last_position), 0), "
    "COALESCE((SELECT MAX(position) FROM outbox_relayed), 0) FROM outbox";
constexpr ports::SqlText outbox_shared =
    "SELECT COUNT(*), COALESCE(MIN(time), 0) FROM outbox_event";
constexpr ports::SqlText relay_leases =
    "SELECT COUNT(*), COALESCE(SUM(CASE WHEN until > $1 THEN 1 ELSE 0 END), 0), "
    "COUNT(DISTINCT owner) FROM relay_lease WHERE owner <> 0";
constexpr ports::SqlText inbox_counts = "SELECT COUNT(*), COALESCE(SUM(is_parked), 0) FROM inbox";
constexpr ports::SqlText log_progress =
    "SELECT log_partition, log_offset FROM log_progress ORDER BY log_partition";
constexpr ports::SqlText parked_keys =
    "SELECT source, key, type, reason, COUNT(*), MIN(sequence), MIN(parked_at) FROM parked_event "
    "GROUP BY source, key, type, reason ORDER BY MIN(parked_at) LIMIT 200";
constexpr ports::SqlText due_work =
    "SELECT kind, COUNT(*), MIN(at) FROM due GROUP BY kind ORDER BY kind";

json::object outbox_of(ports::SqlSession& sql, bool is_alone, base::Instant now) {
    json::object shown;
    if (is_alone) {
        sql.query(outbox_alone, {}, [&](const ports::SqlRow& row) {
            shown = {{"transactions", row.integer(0)},
                     {"first", row.integer(1)},
                     {"last", row.integer(2)},
                     {"relayed", row.integer(3)}};
        });
        return shown;
    }
    sql.query(outbox_shared, {}, [&](const ports::SqlRow& row) {
        shown["events"] = row.integer(0);
        if (row.integer(0) > 0) shown["oldest"] = base::to_rfc3339(row.instant(1));
    });
    sql.query(relay_leases, {now}, [&](const ports::SqlRow& row) {
        shown["leases"] = {
            {"taken", row.integer(0)}, {"valid", row.integer(1)}, {"owners", row.integer(2)}};
    });
    return shown;
}

json::array progress_of(ports::SqlSession& sql, const ports::Positions& head) {
    json::array shown;
    sql.query(log_progress, {}, [&](const ports::SqlRow& row) {
        const auto end = head.of(static_cast<std::int32_t>(row.integer(0)));
        json::object one{{"partition", row.integer(0)}, {"offset", row.integer(1)}};
        if (end > 0) one["lag"] = std::max<std::int64_t>(0, end - row.integer(1));
        shown.push_back(std::move(one));
    });
    return shown;
}

json::array parked_in(ports::SqlSession& sql) {
    json::array shown;
    sql.query(parked_keys, {}, [&](const ports::SqlRow& row) {
        shown.push_back({{"source", shown_text(row.text(0))},
                         {"key", shown_key(row.text(1))},
                         {"type", shown_text(row.text(2))},
                         {"reason", shown_text(row.text(3))},
                         {"events", row.integer(4)},
                         {"firstSequence", row.integer(5)},
                         {"since", base::to_rfc3339(row.instant(6))}});
    });
    return shown;
}

/// Whether one of our migrations makes it. Names that somebody else has given are not shown.
bool is_ours(const std::vector<ports::Migration>& schema, const std::string& table) {
    const auto made = " TABLE " + table + ' ';
    return std::any_of(schema.begin(), schema.end(), [&](const ports::Migration& each) {
        return each.script.find(made) != std::string_view::npos;
    });
}

json::object tables_of(platform::TableArchive& archive,
                       const std::vector<ports::Migration>& schema) {
    json::object shown;
    std::int64_t others = 0;
    for (const auto& table : archive.tables()) {
        if (is_ours(schema, table.name)) {
            shown[table.name] = archive.count(table);
        } else {
            ++others;
        }
    }
    if (others > 0) shown["tablesOfOthers"] = others;
    return shown;
}

std::string context_document(Storage& storage, const std::string& context, bool is_alone,
                             const ports::Positions& head, base::Instant now) {
    json::object shown;
    const auto archive = storage.archive(context, platform::ArchiveUse::look);
    json::array migrations;
    const auto known = schema_of(context);
    for (const auto& [version, checksum] : archive->migrations()) {
        const bool is_known =
            std::any_of(known.begin(), known.end(),
                        [v = version](const auto& each) { return each.version == v; });
        migrations.push_back({{"version", version},
                              {"checksum", checksum.substr(0, 12)},
                              {"isKnownToThisProgram", is_known}});
    }
    shown["migrations"] = std::move(migrations);
    shown["newestOfThisProgram"] = known.back().version;
    shown["rows"] = tables_of(*archive, known);
    const auto session = storage.database(context).open_reader();
    shown["outbox"] = outbox_of(*session, is_alone, now);
    session->query(inbox_counts, {}, [&](const ports::SqlRow& row) {
        shown["inbox"] = {{"keys", row.integer(0)}, {"parkedKeys", row.integer(1)}};
    });
    shown["log"] = progress_of(*session, head);
    shown["parked"] = parked_in(*session);
    json::array due;
    session->query(due_work, {}, [&](const ports::SqlRow& row) {
        due.push_back({{"kind", row.integer(0)},
                       {"count", row.integer(1)},
                       {"earliest", base::to_rfc3339(row.instant(2))}});
    });
    shown["due"] = std::move(due);
    return json::serialize(shown);
}

std::string topic_document(const platform::ServeOptions& options, ports::Positions& head) {
    const platform::SystemClock clock;
    platform::JsonLog log{clock, ports::LogLevel::error};
    platform::PrometheusMetrics metrics;
    auto asked = kafka_settings(options);
    asked.makes_topic = false;
    asked.start_wait = base::Duration{0};
    const platform::KafkaBus bus{std::move(asked), clock, log, metrics};
    head = bus.head();
    json::array partitions;
    for (std::int32_t partition = 0; partition < head.partitions(); ++partition) {
        partitions.push_back({{"partition", partition}, {"head", head.of(partition)}});
    }
    json::object settings;
    for (const auto& [name, value] : bus.topic_settings()) {
        // Names and values are those of Kafka's own documentation: words and numbers.
        const bool is_number =
            !value.empty() && value.find_first_not_of("-.0123456789") == std::string::npos;
        constexpr std::string_view name_letters = "abcdefghijklmnopqrstuvwxyz.";
        if (name.find_first_not_of(name_letters) != std::string::npos) continue;
        settings[name] = is_number ? value : shown_text(value);
    }
    return json::serialize(json::object{{"bus", "kafka"},
                                        {"brokersNamed", options.kafka.size()},
                                        {"partitions", std::move(partitions)},
                                        {"settings", std::move(settings)}});
}

std::string log_document(const std::filesystem::path& directory, ports::Positions& head) {
    const auto extent = platform::measure_log(directory);
    head = ports::Positions{{.partition = 0, .offset = extent.head}};
    return json::serialize(json::object{{"bus", "embedded"},
                                        {"head", extent.head},
                                        {"segments", extent.segments},
                                        {"bytes", extent.bytes}});
}

struct Extent {
    std::int64_t files = 0;
    std::int64_t bytes = 0;
};

Extent extent_of(const std::filesystem::path& directory) {
    Extent extent;
    std::error_code failed;
    std::filesystem::recursive_directory_iterator entry{
        directory, std::filesystem::directory_options::skip_permission_denied, failed};
    for (; !failed && entry != std::filesystem::end(entry); entry.increment(failed)) {
        std::error_code gone;
        if (!entry->is_regular_file(gone)) continue;
        const auto bytes = entry->file_size(gone);
        if (gone) continue;
        ++extent.files;
        extent.bytes += static_cast<std::int64_t>(bytes);
    }
    return extent;
}

std::string disk_document(const std::filesystem::path& data) {
    struct statvfs disk {};
    if (::statvfs(data.c_str(), &disk) != 0) {
        throw base::InfrastructureFault("the data directory is not here", base::Retry::no);
    }
    const auto bytes = [&](auto blocks) {
        return static_cast<std::int64_t>(blocks) * static_cast<std::int64_t>(disk.f_frsize);
    };
    json::object shown{{"bytes", bytes(disk.f_blocks)},
                       {"bytesAvailable", bytes(disk.f_bavail)},
                       {"files", static_cast<std::int64_t>(disk.f_files)},
                       {"filesAvailable", static_cast<std::int64_t>(disk.f_favail)}};
    json::object databases;
    for (const auto context : stored_contexts()) {
        for (const std::string ending : {".db", ".db-wal"}) {
            std::error_code absent;
            const auto size =
                std::filesystem::file_size(data / (std::string{context} + ending), absent);
            if (!absent) databases[std::string{context} + ending] = size;
        }
    }
    shown["databases"] = std::move(databases);
    for (const std::string folder : {"events", "mail", "media"}) {
        const auto extent = extent_of(data / folder);
        if (extent.files == 0) continue;
        shown[folder] = {{"files", extent.files}, {"bytes", extent.bytes}};
    }
    return json::serialize(shown);
}

}  // namespace

ports::Positions collect_bus(const platform::ServeOptions& options, const Collect& collect) {
    ports::Positions head;
    collect("bus.json", [&] {
        return options.kafka.empty()
                   ? log_document(std::filesystem::path{options.data} / "events", head)
                   : topic_document(options, head);
    });
    return head;
}

void collect_contexts(Storage& storage, const platform::ServeOptions& options,
                      const ports::Positions& head, base::Instant now, const Collect& collect) {
    const bool is_alone = options.database_url.empty();
    for (const auto name : stored_contexts()) {
        const std::string context{name};
        const bool is_asked = std::find(options.contexts.begin(), options.contexts.end(),
                                        context) != options.contexts.end();
        if (!is_asked || !storage.holds(context)) continue;
        collect("contexts/" + context + ".json",
                [&] { return context_document(storage, context, is_alone, head, now); });
    }
}

void collect_disk(const std::filesystem::path& data, const Collect& collect) {
    collect("disk.json", [&] { return disk_document(data); });
}

}  // namespace boxoffice::app
