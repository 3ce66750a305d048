// Which contexts a process runs and where it finds the others.
#pragma once

#include "platform/config/serve_options.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::platform {

inline constexpr std::array<std::string_view, 8> context_names{
    "musical", "reservation", "payment", "notification", "mypage", "sales", "identity", "gateway"};

[[nodiscard]] std::vector<Option> shape_options();
void fill_shape(ServeOptions& options, const OptionValues& values);

/// Half a shape: a process that would wait for events or answers that cannot come. The sentence
/// says what to write instead; nothing when all fits.
[[nodiscard]] std::optional<std::string> shape_contradiction(const ServeOptions& options,
                                                             const OptionValues& values);

}  // namespace boxoffice::platform
