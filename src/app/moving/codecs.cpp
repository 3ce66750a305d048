// The codecs of what an export is made of.
#include "app/moving/manifest.hpp"
#include "app/moving/moved_event.hpp"
#include "contracts/codec_definition.hpp"

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::app::Manifest)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::app::MovedEvent)
