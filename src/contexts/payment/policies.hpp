// Whenever the reservation asks for money or gives it back, the command that follows.
#pragma once

#include "contexts/payment/provider_desk.hpp"
#include "eventing/consumer.hpp"

namespace boxoffice::payment {

void register_policies(eventing::EventHandlers& events, ProviderDesk& desk);

}  // namespace boxoffice::payment
