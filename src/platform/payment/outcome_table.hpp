// A provider's codes and statuses as outcome classes: rows of text, one table for each question.
#pragma once

#include <algorithm>
#include <string_view>

namespace boxoffice::platform::payment {

template <class Outcome>
struct OutcomeRow {
    std::string_view text;
    Outcome outcome;
};

/// What is in no row is unknown, never a "no".
template <class Table>
[[nodiscard]] auto outcome_in(const Table& table, std::string_view text) {
    using Outcome = decltype(table.front().outcome);
    const auto* row = std::find_if(table.begin(), table.end(),
                                   [&](const auto& candidate) { return candidate.text == text; });
    return row == table.end() ? Outcome::unknown : row->outcome;
}

}  // namespace boxoffice::platform::payment
