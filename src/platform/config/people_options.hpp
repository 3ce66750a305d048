// Who may come in, how often he may fail to, and how he is written to.
#pragma once

#include "platform/config/serve_options.hpp"

#include <vector>

namespace boxoffice::platform {

[[nodiscard]] std::vector<Option> people_options();
void fill_people(ServeOptions& options, const OptionValues& values);

}  // namespace boxoffice::platform
