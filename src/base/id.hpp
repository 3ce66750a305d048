// Ids that cannot be confused: a SeatId is not a ReservationId, though both are integers.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace boxoffice::base {

/// An integer from 1 to 2^53-1 (what JSON numbers carry exactly); 0 means "none".
template <class Tag>
struct Id {
    std::int64_t value = 0;

    explicit operator bool() const { return value != 0; }
    friend auto operator<=>(const Id&, const Id&) = default;
};

/// Source: IETF RFC 8259 section 6, the range in which every reader agrees on an integer.
inline constexpr std::int64_t id_max = (std::int64_t{1} << 53) - 1;

}  // namespace boxoffice::base

template <class Tag>
struct std::hash<boxoffice::base::Id<Tag>> {
    std::size_t operator()(const boxoffice::base::Id<Tag>& id) const noexcept {
        return std::hash<std::int64_t>{}(id.value);
    }
};
