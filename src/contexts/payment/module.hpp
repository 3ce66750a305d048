// The payment context, wired.
#pragma once

#include "contexts/payment/domain/decide.hpp"
#include "contexts/payment/reconciler.hpp"
#include "eventing/context_module.hpp"
#include "ports/payment_gateway.hpp"

#include <memory>

namespace boxoffice::payment {

/// Migrates the context's database and wires its rooms.
/// @throws base::InfrastructureFault when the database cannot be used.
[[nodiscard]] std::unique_ptr<eventing::ContextModule> make_module(
    const eventing::Environment& environment, ports::PaymentGateway& gateway,
    const Terms& terms = {}, const ReconciliationTerms& reconciliation = {});

}  // namespace boxoffice::payment
