// `boxoffice export` and `boxoffice import`: everything stored, from one shape of the house into
// another, without loss.
#pragma once

#include "platform/sql/table_archive.hpp"
#include "ports/event_bus.hpp"
#include "ports/sql.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace boxoffice::app {

/// One stored house, which nobody may be running on.
struct StoredHouse {
    std::function<ports::SqlDatabase&(const std::string& context)> database;
    std::function<std::unique_ptr<platform::TableArchive>(const std::string& context)> archive;
    ports::EventBus& bus;
    std::filesystem::path keys;  ///< the directory of its signing keys
};

/// Shows a person how far it is: what is under way, and how much of it.
using MovingProgress = std::function<void(const std::string& what, std::int64_t count)>;

/// Writes tables, events and keys into `folder`, which must be new or empty.
/// @throws base::InfrastructureFault with a sentence for the operator.
void export_house(const StoredHouse& house, const std::filesystem::path& folder,
                  const std::string& program, base::Instant now, const MovingProgress& progress);

/// Looks whether `folder` holds an export that ended, in a format of this program.
/// @throws base::InfrastructureFault with a sentence for the operator when it does not.
void require_export(const std::filesystem::path& folder);

/// Fills a house that holds nothing from `folder`, then reads all of it back and compares.
/// @throws base::InfrastructureFault with a sentence for the operator; the house must then be
/// thrown away and the import begun anew with an empty one.
void import_house(const StoredHouse& house, const std::filesystem::path& folder,
                  const MovingProgress& progress);

}  // namespace boxoffice::app
