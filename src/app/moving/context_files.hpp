// One context's tables, into files and out of them.
#pragma once

#include "app/moving/manifest.hpp"
#include "platform/sql/table_archive.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace boxoffice::app {

/// Called with the number of rows that were dealt with since the last call.
using RowProgress = std::function<void(std::int64_t rows)>;

/// Tables that say something about one place alone: how far its readers have come there, who holds
/// a lease, which commit was the last. They stay behind and are made anew.
[[nodiscard]] bool stays_behind(const std::string& table);

/// Writes `<table>.jsonl` into `folder`, all of one moment.
[[nodiscard]] MovedContext write_tables(platform::TableArchive& archive, const std::string& context,
                                        const std::filesystem::path& folder,
                                        const RowProgress& progress);

/// Replaces all rows with those of the files, in one transaction.
/// @throws base::InfrastructureFault, with nothing changed, when a file is not what the manifest
/// says or the schema is another one.
void read_tables(platform::TableArchive& archive, const MovedContext& context,
                 const std::filesystem::path& folder, const RowProgress& progress);

/// What differs between the manifest and what is stored, in sentences; empty = the same rows.
[[nodiscard]] std::vector<std::string> differences(platform::TableArchive& archive,
                                                   const MovedContext& context,
                                                   const RowProgress& progress);

}  // namespace boxoffice::app
