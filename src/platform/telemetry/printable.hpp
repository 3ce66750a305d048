// Makes any bytes safe to show. Internal to the room.
#pragma once

#include <string>
#include <string_view>

namespace boxoffice::platform {

/// The same text as valid UTF-8, in which every byte that is none, DEL, and the C1 controls
/// (terminals take U+009B for an escape) are replaced by U+FFFD. C0 controls stay: JSON escapes
/// them.
[[nodiscard]] std::string printable(std::string_view bytes);

}  // namespace boxoffice::platform
