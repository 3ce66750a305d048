// Stands in the place of identity when the desk asks who somebody is.
#pragma once

#include "ports/buyer_directory.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

namespace boxoffice::reservation::testing {

/// Everybody is account `next`, unless there is a refusal.
class Accounts final : public ports::BuyerDirectory {
  public:
    void find_or_make(const ports::HttpRequest&, ports::Buyer buyer,
                      std::function<void(ports::BuyerAnswer)> done) override {
        if (refusal) return done(base::unexpected(*refusal));
        asked.push_back(std::move(buyer));
        done(next);
    }
    std::vector<ports::Buyer> asked;
    std::optional<ports::HttpResponse> refusal;
    std::int64_t next = 70;
};

}  // namespace boxoffice::reservation::testing
