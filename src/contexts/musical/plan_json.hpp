// Finds a pretix seating plan in the body of a venue.
#pragma once

#include "base/result.hpp"
#include "contexts/musical/domain/pretix_plan.hpp"
#include "contracts/codec.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::musical {

struct PretixImport {
    pretix::Plan plan;
    std::optional<std::string> name;  ///< of the venue; absent when the body is the plan itself
    std::optional<std::string> name_en;
    std::optional<std::string> time_zone;
};

/// @return nothing when the plan in `body` is not one of pretix.
[[nodiscard]] base::Result<std::optional<PretixImport>, contracts::DecodeError> find_pretix_plan(
    std::string_view body);

}  // namespace boxoffice::musical
