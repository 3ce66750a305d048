// Every problem code with its title, in English and Korean.
#pragma once

#include <string_view>

namespace boxoffice::contracts {

/// The title of `code`; the code itself when it has no text (a test refuses that).
[[nodiscard]] std::string_view problem_title(std::string_view code, bool korean);

/// Whether an Accept-Language header ranks Korean above English. Nothing = English.
[[nodiscard]] bool prefers_korean(std::string_view accept_language);

}  // namespace boxoffice::contracts
