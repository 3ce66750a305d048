// Whenever the reservation asks for money, gives it back, or has made tickets of it, the command
// that follows.
#pragma once

#include "contexts/payment/provider_desk.hpp"
#include "eventing/consumer.hpp"

namespace boxoffice::payment {

void register_policies(eventing::EventHandlers& events, ProviderDesk& desk);

}  // namespace boxoffice::payment
