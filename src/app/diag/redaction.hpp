// What of a text may be shown to a stranger: an allow-list, so that what nobody thought of is
// withheld.
#pragma once

#include "platform/config/option.hpp"

#include <string>
#include <string_view>

namespace boxoffice::app {

/// Stands for whatever is withheld.
inline constexpr std::string_view withheld = "***";

/// The text with everything withheld but plain words (also joined to one name, as in `seat_taken`
/// or `ReservationPlaced`), whole numbers of at most five digits, and versions such as 0.1.0.
/// Longer numbers are cards and telephones, numbers with dots are addresses of people.
[[nodiscard]] std::string shown_text(std::string_view text);

/// "postgresql://***:5432/***": the scheme when it is one of ours, and the port.
[[nodiscard]] std::string shown_url(std::string_view url);

/// The value of an option: what it is by default and what can be one of a few or a number is shown,
/// of addresses the shape alone, and of everything else that something is there.
[[nodiscard]] std::string shown_option(const platform::Option& option, std::string_view value);

/// A JSON document with its names and texts shown as by shown_text; empty when it is none.
[[nodiscard]] std::string shown_json(std::string_view document);

/// One line of the program's log. What is no JSON object is treated as one text.
[[nodiscard]] std::string shown_log_line(std::string_view line);

/// What /metrics answers: names and numbers, and labels whose values are plain.
[[nodiscard]] std::string shown_metrics(std::string_view text);

/// A key of events, such as 45 or item-7; withheld when it is anything else.
[[nodiscard]] std::string shown_key(std::string_view key);

}  // namespace boxoffice::app
