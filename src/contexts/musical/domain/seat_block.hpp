// Why staff keep a seat off sale, and until when. Pure.
#pragma once

#include "base/clock.hpp"
#include "contexts/musical/domain/catalogue.hpp"

#include <boost/describe/enum.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::musical {

enum class BlockKind : std::uint8_t {
    house,                 ///< kept by the house for guests of its own
    technical,             ///< desk, camera, lights; a seat that is broken
    wheelchair_companion,  ///< beside somebody in a wheelchair
    other,
};
BOOST_DESCRIBE_ENUM(BlockKind, house, technical, wheelchair_companion, other)

/// @return nothing when there is no such kind.
[[nodiscard]] std::optional<BlockKind> block_kind_named(std::string_view text);
[[nodiscard]] std::string_view text_of(BlockKind kind);

/// `reason` is free text for staff. At `release_at` the seat goes on sale by itself.
struct SeatBlock {
    BlockKind kind = BlockKind::other;
    std::string reason;
    std::optional<base::Instant> release_at;
    base::Instant blocked_at{};
    std::int64_t blocked_by = 0;  ///< a user; 0 = not known
    friend bool operator==(const SeatBlock&, const SeatBlock&) = default;
};

inline constexpr std::size_t block_reason_length_max = 200;  ///< bytes

/// What is wrong with it for a seat of `performance`; empty = good. Reasons: too_long, in_the_past,
/// after_start (of a performance with a stated time).
[[nodiscard]] FieldErrors validate(const SeatBlock& block, const Performance& performance);

}  // namespace boxoffice::musical
