#include "app/moving/context_files.hpp"

#include "app/moving/line_file.hpp"
#include "app/moving/row_lines.hpp"
#include "base/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace boxoffice::app {
namespace {

constexpr std::size_t rows_at_once = 1'000;

[[noreturn]] void refuse(const std::string& sentence) {
    throw base::InfrastructureFault(sentence, base::Retry::no);
}

std::filesystem::path file_of(const std::filesystem::path& folder, const std::string& table) {
    return folder / (table + ".jsonl");
}

std::vector<platform::ArchiveTable> moving_tables(platform::TableArchive& archive) {
    auto tables = archive.tables();
    std::erase_if(tables, [](const auto& table) { return stays_behind(table.name); });
    return tables;
}

/// Lines in the order of the key go to `writer`.
MovedTable sum_up(platform::TableArchive& archive, const platform::ArchiveTable& table,
                  LineWriter writer, const RowProgress& progress) {
    archive.read(table, [&](const platform::ArchiveRow& row) {
        std::string line;
        append_row(line, row);
        writer.add(std::move(line));
        progress(1);
    });
    const auto sum = writer.finish();
    return {.name = table.name, .columns = table.columns, .rows = sum.lines, .sha256 = sum.sha256};
}

std::vector<MovedMigration> migrations_of(platform::TableArchive& archive) {
    std::vector<MovedMigration> migrations;
    for (auto& [version, checksum] : archive.migrations()) {
        migrations.push_back({version, std::move(checksum)});
    }
    return migrations;
}

void refuse_other_schema(platform::TableArchive& archive, const MovedContext& context) {
    if (migrations_of(archive) == context.migrations) return;
    refuse(
        fmt::format("the schema of {} is not the one that was exported: import with the version "
                    "of the program that exported, and upgrade afterwards",
                    context.name));
}

void read_table(platform::TableArchive& archive, const platform::ArchiveTable& table,
                const MovedTable& moved, const std::filesystem::path& file,
                const RowProgress& progress) {
    archive.clear(table);
    std::vector<platform::ArchiveRow> rows;
    std::int64_t line_number = 0;
    const auto flush = [&] {
        archive.insert(table, rows);
        progress(static_cast<std::int64_t>(rows.size()));
        rows.clear();
    };
    const auto sum = read_lines(file, [&](std::string_view line) {
        ++line_number;
        rows.push_back(to_row(line));
        if (rows.back().size() != table.columns.size()) {
            refuse(fmt::format("{}: line {} has {} columns instead of {}", file.string(),
                               line_number, rows.back().size(), table.columns.size()));
        }
        if (rows.size() >= rows_at_once) flush();
    });
    flush();
    if (sum == LineFileSum{moved.rows, moved.sha256}) return;
    refuse(
        fmt::format("{} was changed after the export: {} rows with checksum {}, while the "
                    "manifest says {} rows with {}",
                    file.string(), sum.lines, sum.sha256, moved.rows, moved.sha256));
}

}  // namespace

bool stays_behind(const std::string& table) {
    static constexpr std::array<std::string_view, 7> names{
        "batch_mark",     "log_progress", "outbox",      "outbox_event",
        "outbox_relayed", "relay_lease",  "relay_member"};
    return std::find(names.begin(), names.end(), table) != names.end();
}

MovedContext write_tables(platform::TableArchive& archive, const std::string& context,
                          const std::filesystem::path& folder, const RowProgress& progress) {
    std::filesystem::create_directories(folder);
    MovedContext moved{.name = context};
    archive.begin();
    moved.migrations = migrations_of(archive);
    for (const auto& table : moving_tables(archive)) {
        moved.tables.push_back(
            sum_up(archive, table, LineWriter{file_of(folder, table.name)}, progress));
    }
    archive.end();
    return moved;
}

void read_tables(platform::TableArchive& archive, const MovedContext& context,
                 const std::filesystem::path& folder, const RowProgress& progress) {
    archive.begin();
    refuse_other_schema(archive, context);
    const auto tables = moving_tables(archive);
    for (const auto& moved : context.tables) {
        const auto table = std::find_if(tables.begin(), tables.end(), [&](const auto& candidate) {
            return candidate.name == moved.name && candidate.columns == moved.columns;
        });
        if (table == tables.end()) {
            refuse(fmt::format("{} has no table {} with these columns", context.name, moved.name));
        }
        read_table(archive, *table, moved, file_of(folder, moved.name), progress);
    }
    archive.end();
}

std::vector<std::string> differences(platform::TableArchive& archive, const MovedContext& context,
                                     const RowProgress& progress) {
    std::vector<MovedTable> stored;
    archive.begin();
    for (const auto& table : moving_tables(archive)) {
        stored.push_back(sum_up(archive, table, LineWriter{}, progress));
    }
    archive.end();
    std::vector<std::string> found;
    for (const auto& moved : context.tables) {
        const auto same = std::find_if(stored.begin(), stored.end(),
                                       [&](const auto& table) { return table.name == moved.name; });
        if (same == stored.end()) {
            found.push_back(fmt::format("{}: no table {}", context.name, moved.name));
        } else if (*same != moved) {
            found.push_back(fmt::format(
                "{}: {} holds {} rows with checksum {}, exported were {} "
                "rows with {}",
                context.name, moved.name, same->rows, same->sha256, moved.rows, moved.sha256));
        }
    }
    return found;
}

}  // namespace boxoffice::app
