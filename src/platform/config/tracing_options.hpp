// Where traces go, and how many of them.
#pragma once

#include "platform/config/serve_options.hpp"

#include <optional>
#include <string>
#include <vector>

namespace boxoffice::platform {

[[nodiscard]] std::vector<Option> tracing_options();
/// After the contexts are known: they name the service unless told otherwise.
void fill_tracing(ServeOptions& options, const OptionValues& values);

/// The sentence that says what to write instead; nothing when all fits.
[[nodiscard]] std::optional<std::string> tracing_contradiction(const ServeOptions& options,
                                                               const OptionValues& values);

}  // namespace boxoffice::platform
