// Who buys at the desk: a person whom staff name, with or without an account. Names and addresses
// stay in identity; whoever sells gets an id.
#pragma once

#include "base/result.hpp"
#include "ports/http.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace boxoffice::ports {

struct Buyer {
    std::string name;
    std::optional<std::string> email;     ///< where notices go; without one nobody is written to
    std::optional<std::string> language;  ///< "ko" or "en"; absent = as the request prefers
};

/// The id of the buyer's account, or a ready answer: 422 with the fields that are wrong as
/// `buyer.name` and so on, 503.
using BuyerAnswer = base::Result<std::int64_t, HttpResponse>;

class BuyerDirectory {
  public:
    virtual ~BuyerDirectory() = default;
    /// The registered account with that address, or a new guest, who cannot sign in. `request` is
    /// the sale: sent again under its Idempotency-Key it finds the same buyer. `done` comes from
    /// any thread, once.
    virtual void find_or_make(const HttpRequest& request, Buyer buyer,
                              std::function<void(BuyerAnswer)> done) = 0;
};

}  // namespace boxoffice::ports
