// Refusals of staff commands, in the language of whoever asked.
#pragma once

#include "contexts/musical/domain/catalogue.hpp"
#include "contracts/problem.hpp"
#include "contracts/seats.hpp"
#include "ports/http.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::musical {

[[nodiscard]] ports::HttpResponse refusal(const std::string& language, int status,
                                          std::string_view code);
/// 422 validation_failed.
[[nodiscard]] ports::HttpResponse invalid(const std::string& language, FieldErrors errors);
/// 409 has_live_reservations with their number.
[[nodiscard]] ports::HttpResponse has_live_reservations(const std::string& language,
                                                        std::int64_t count);
/// 409 with the seats that stand in the way.
[[nodiscard]] ports::HttpResponse conflicting(
    const std::string& language, std::string_view code,
    const std::vector<contracts::SeatConflict>& conflicts);
[[nodiscard]] ports::HttpResponse no_content();

}  // namespace boxoffice::musical
