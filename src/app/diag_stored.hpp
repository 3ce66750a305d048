// What a stored house looks like from outside, in numbers: for a bundle.
#pragma once

#include "app/diag/bundle.hpp"
#include "app/storage.hpp"
#include "platform/config/serve_options.hpp"
#include "ports/positions.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace boxoffice::app {

/// Collects one file; what goes wrong becomes a note in the manifest instead of ending the bundle.
using Collect = std::function<void(const std::string& file, std::function<std::string()> make)>;

/// The log of events, embedded or Kafka's topic: `bus.json`. @return its head, 0 when not known.
ports::Positions collect_bus(const platform::ServeOptions& options, const Collect& collect);

/// One file for each context whose data is here: migrations, rows, outbox, inbox, position, lag
/// behind `head`, what is parked and what is due. Nothing is written to the databases.
void collect_contexts(Storage& storage, const platform::ServeOptions& options,
                      const ports::Positions& head, base::Instant now, const Collect& collect);

/// How full the disk is, and how large what lies in the data directory: `disk.json`.
void collect_disk(const std::filesystem::path& data, const Collect& collect);

}  // namespace boxoffice::app
