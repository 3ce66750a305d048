#include "contexts/musical/domain/seat_block.hpp"

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>

namespace boxoffice::musical {

std::optional<BlockKind> block_kind_named(std::string_view text) {
    BlockKind kind{};
    const std::string name{text};
    if (boost::describe::enum_from_string(name.c_str(), kind)) return kind;
    return std::nullopt;
}

std::string_view text_of(BlockKind kind) {
    return boost::describe::enum_to_string(kind, "other");
}

FieldErrors validate(const SeatBlock& block, const Performance& performance) {
    FieldErrors errors;
    if (block.reason.size() > block_reason_length_max) errors.push_back({"reason", "too_long"});
    if (!block.release_at) return errors;
    if (*block.release_at <= block.blocked_at) {
        errors.push_back({"releaseAt", "in_the_past"});
    } else if (!performance.is_default && *block.release_at >= performance.starts_at) {
        errors.push_back({"releaseAt", "after_start"});
    }
    return errors;
}

}  // namespace boxoffice::musical
