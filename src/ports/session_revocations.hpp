// Which sessions were ended before their access tokens ran out. Whoever verifies tokens asks.
#pragma once

#include "base/clock.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::ports {

struct RevocationsAnswer {
    std::vector<std::string> sessions;
    base::Instant as_of{};             ///< by the clock of the one who answers
    std::optional<std::string> fault;  ///< could not be asked; try again
};

class SessionRevocations {
  public:
    virtual ~SessionRevocations() = default;
    /// Every session ended at `since` or later. `done` comes from any thread, once.
    virtual void since(base::Instant since, std::function<void(RevocationsAnswer)> done) = 0;
};

}  // namespace boxoffice::ports
