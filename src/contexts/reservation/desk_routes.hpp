// HTTP of the desk: staff sell to a person who stands before them.
#pragma once

#include "contexts/reservation/routes.hpp"
#include "ports/buyer_directory.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::reservation {

/// A sale is a placement whose method settles inside the house; from there on it is a purchase like
/// any other. Source: docs/adr/0011-sales-at-the-desk.md.
class DeskRoutes {
  public:
    /// All outlive this.
    DeskRoutes(Routes& placements, ports::BuyerDirectory& buyers, const Settings& settings)
        : placements_(placements), buyers_(buyers), settings_(settings) {}

    [[nodiscard]] std::vector<ports::Route> table();

  private:
    void sell(const ports::HttpRequest& request, const ports::Responder& responder);

    Routes& placements_;
    ports::BuyerDirectory& buyers_;
    const Settings& settings_;
};

}  // namespace boxoffice::reservation
