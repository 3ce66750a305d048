// The invariants of money over the stored data: I3, I4, I13 and I16.
#pragma once

#include "app/verify_tables.hpp"

#include <string>
#include <vector>

namespace boxoffice::app {

[[nodiscard]] std::vector<Checked> verify_money(Tables& reservation, Tables& payment);
/// What is open and why, for people: one line for each reason.
[[nodiscard]] std::vector<std::string> open_money(Tables& payment);

}  // namespace boxoffice::app
