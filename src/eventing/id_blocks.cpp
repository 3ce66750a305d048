#include "eventing/id_blocks.hpp"

#include "base/id.hpp"
#include "base/invariant.hpp"

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText take_block =
    "INSERT INTO id_block (name, next) VALUES ($1, 1 + $2) "
    "ON CONFLICT (name) DO UPDATE SET next = id_block.next + $2 RETURNING next - $2";

}  // namespace

void IdBlocks::begin_batch() {
    has_changes_ = false;
    if (is_alone_) return;
    std::erase_if(blocks_, [](const auto& entry) { return entry.second.is_in_commit_order; });
}

std::int64_t IdBlocks::next(IdSequence sequence, ports::SqlSession& sql) {
    auto& block = blocks_[sequence.name];
    if (block.next == block.end) {
        sql.query(take_block, {sequence.name, block_size},
                  [&](const ports::SqlRow& row) { block.next = row.integer(0); });
        block.end = block.next + block_size;
        block.is_in_commit_order = sequence.is_in_commit_order;
        has_changes_ = true;
    }
    BOXOFFICE_INVARIANT(block.next >= 1 && block.next <= base::id_max);
    return block.next++;
}

}  // namespace boxoffice::eventing
