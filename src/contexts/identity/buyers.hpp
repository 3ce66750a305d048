// Identity's answer to "who is this, whom the desk sells to?".
#pragma once

#include "contexts/identity/commands.hpp"
#include "eventing/context_module.hpp"
#include "ports/buyer_directory.hpp"

#include <functional>

namespace boxoffice::identity {

/// Each answer is a command of its own, claimed by the sale's Idempotency-Key.
class Buyers final : public ports::BuyerDirectory {
  public:
    /// Both outlive this.
    Buyers(eventing::ContextKernel& kernel, Accounts& accounts)
        : kernel_(kernel), accounts_(accounts) {}

    void find_or_make(const ports::HttpRequest& request, ports::Buyer buyer,
                      std::function<void(ports::BuyerAnswer)> done) override;

  private:
    eventing::ContextKernel& kernel_;
    Accounts& accounts_;
};

}  // namespace boxoffice::identity
