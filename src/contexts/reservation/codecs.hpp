// Stored aggregates as JSON. Their codecs are instantiated in codecs.cpp.
#pragma once

#include "base/fault.hpp"
#include "contracts/codec.hpp"

#include <string_view>

namespace boxoffice::reservation {

/// A stored body that cannot be read is damage, not input.
/// @throws base::InfrastructureFault (not retryable).
template <class T>
[[nodiscard]] T decode_stored(std::string_view body) {
    auto decoded = contracts::decode<T>(body);
    if (decoded) return std::move(decoded).value();
    throw base::InfrastructureFault(
        "a stored reservation cannot be read: " + decoded.error().to_text() +
            "; restore the database from a backup",
        base::Retry::no);
}

}  // namespace boxoffice::reservation
