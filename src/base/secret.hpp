// Secrets are compared without telling how much of them fits.
#pragma once

#include <cstddef>
#include <string_view>

namespace boxoffice::base {

/// Looks at every byte whatever the first ones say, so that a secret cannot be found byte by byte
/// by the time that an answer takes. Their lengths are no secret.
[[nodiscard]] inline bool is_same_secret(std::string_view left, std::string_view right) {
    if (left.size() != right.size()) return false;
    unsigned difference = 0;
    for (std::size_t i = 0; i < left.size(); ++i) {
        difference |= static_cast<unsigned char>(left[i]) ^ static_cast<unsigned char>(right[i]);
    }
    return difference == 0;
}

}  // namespace boxoffice::base
