// The codec of what waits in the outbox.
#include "contracts/codec_definition.hpp"
#include "eventing/stored_event.hpp"

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::eventing::StoredEvent)
BOXOFFICE_INSTANTIATE_CODEC(std::vector<boxoffice::eventing::StoredEvent>)
