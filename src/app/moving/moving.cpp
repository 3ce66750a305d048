#include "app/moving/moving.hpp"

#include "app/moving/context_files.hpp"
#include "app/moving/event_files.hpp"
#include "app/moving/manifest.hpp"
#include "app/moving/schemas.hpp"
#include "base/fault.hpp"
#include "contracts/codec.hpp"
#include "eventing/inbox.hpp"
#include "eventing/left_events.hpp"
#include "platform/crypto/private_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

namespace boxoffice::app {
namespace {

constexpr std::int64_t format_now = 1;
constexpr std::string_view events_name = "events.jsonl";

[[noreturn]] void refuse(const std::string& sentence) {
    throw base::InfrastructureFault(sentence, base::Retry::no);
}

void make_folder(const std::filesystem::path& folder) {
    std::error_code failed;
    std::filesystem::create_directories(folder, failed);
    if (failed) refuse(folder.string() + " cannot be made: " + failed.message());
    if (!std::filesystem::is_empty(folder)) {
        refuse(folder.string() + " is not empty: name a new directory for the export");
    }
    std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
}

void copy_keys(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (!std::filesystem::is_directory(from)) return;
    for (const auto& entry : std::filesystem::directory_iterator{from}) {
        if (!entry.is_regular_file()) continue;
        const auto secret = platform::read_private_file(entry.path());
        if (secret) {
            platform::write_private_file(to / entry.path().filename(), *secret,
                                         platform::IfPresent::replace);
        }
    }
}

Manifest read_manifest(const std::filesystem::path& folder) {
    std::ifstream file{folder / "manifest.json"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    if (text.empty()) {
        refuse(folder.string() +
               " holds no manifest.json: it is no export, or one that did not end");
    }
    auto manifest = contracts::decode<Manifest>(text);
    if (!manifest) refuse("manifest.json cannot be read: " + manifest.error().to_text());
    if (manifest.value().format != format_now) {
        refuse(fmt::format("this export has format {}, and this program reads format {}",
                           manifest.value().format, format_now));
    }
    return std::move(manifest).value();
}

void refuse_used(const StoredHouse& house, const Manifest& manifest) {
    if (house.bus.head().sum() > 0) {
        refuse("the event log to import into is not empty: name a new data directory or topic");
    }
    for (const auto& context : manifest.contexts) {
        house.database(context.name).migrate(schema_of(context.name));
        const auto archive = house.archive(context.name);
        bool has_events = false;
        for (const auto& table : archive->tables()) {
            if (table.name != "event_sequence" && table.name != "inbox") continue;
            archive->read(table, [&](const platform::ArchiveRow&) { has_events = true; });
        }
        if (has_events) {
            refuse("the database of " + context.name +
                   " is in use: import into new databases only");
        }
    }
}

RowProgress rows_of(const MovingProgress& progress, const std::string& what) {
    return [&progress, what](std::int64_t rows) { progress(what, rows); };
}

void compare(const StoredHouse& house, const Manifest& manifest, const MovingProgress& progress) {
    std::string all;
    for (const auto& context : manifest.contexts) {
        const auto archive = house.archive(context.name);
        for (const auto& sentence :
             differences(*archive, context, rows_of(progress, "comparing " + context.name))) {
            all += (all.empty() ? "" : "; ") + sentence;
        }
    }
    if (!all.empty()) refuse("what was imported is not what was exported: " + all);
}

}  // namespace

void export_house(const StoredHouse& house, const std::filesystem::path& folder,
                  const std::string& program, base::Instant now, const MovingProgress& progress) {
    make_folder(folder);
    Manifest manifest{.format = format_now, .program = program, .exported_at = now};
    std::vector<ReadCount> counts;
    std::vector<ports::EventPointer> left;
    for (const auto stored : stored_contexts()) {
        const std::string name{stored};
        const auto archive = house.archive(name);
        manifest.contexts.push_back(
            write_tables(*archive, name, folder / name, rows_of(progress, "writing " + name)));
        const auto session = house.database(name).open_reader();
        counts.emplace_back(eventing::Inbox::select_positions(*session));
        for (auto& event : eventing::left_events(*session, name)) left.push_back(std::move(event));
    }
    const auto sum =
        write_events(house.bus, left, folder / events_name, [&](const ports::Delivery& delivery) {
            for (auto& count : counts) count.add(delivery.position);
            progress("writing events", 1);
        });
    manifest.events = sum.lines;
    manifest.events_sha256 = sum.sha256;
    for (std::size_t i = 0; i < counts.size(); ++i) {
        manifest.contexts[i].events_read = counts[i].count();
    }
    copy_keys(house.keys, folder / "keys");
    LineWriter file{folder / "manifest.json"};
    file.add(contracts::encode(manifest));
    (void)file.finish();
}

void require_export(const std::filesystem::path& folder) {
    static_cast<void>(read_manifest(folder));
}

void import_house(const StoredHouse& house, const std::filesystem::path& folder,
                  const MovingProgress& progress) {
    const auto manifest = read_manifest(folder);
    refuse_used(house, manifest);
    for (const auto& context : manifest.contexts) {
        const auto archive = house.archive(context.name);
        read_tables(*archive, context, folder / context.name,
                    rows_of(progress, "reading " + context.name));
    }
    const LineFileSum sum{manifest.events, manifest.events_sha256};
    publish_events(house.bus, folder / events_name, sum,
                   [&](std::int64_t events) { progress("publishing events", events); });
    std::vector<std::int64_t> counts;
    for (const auto& context : manifest.contexts) counts.push_back(context.events_read);
    const auto positions = positions_of(house.bus, folder / events_name, counts);
    for (std::size_t i = 0; i < positions.size(); ++i) {
        const auto session = house.database(manifest.contexts[i].name).open_writer();
        session->begin();
        eventing::Inbox::store_positions(*session, positions[i]);
        session->commit();
    }
    compare(house, manifest, progress);
    copy_keys(folder / "keys", house.keys);
}

}  // namespace boxoffice::app
