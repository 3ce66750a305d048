// Ids from stored blocks: one row is written per thousand ids, and no id is ever given twice.
#pragma once

#include "ports/sql.hpp"

#include <cstdint>
#include <map>
#include <string_view>

namespace boxoffice::eventing {

/// A sequence of ids, known when compiling.
struct IdSequence {
    std::string_view name;  ///< "reservation"
    /// Whoever reads on after an id must miss none that is committed later. Replicas then take a
    /// new block in each transaction, under a lock that lasts until its end.
    bool is_in_commit_order = false;
};

class IdBlocks {
  public:
    /// Ids taken from the database at once; a restart skips what is left of a block.
    static constexpr std::int64_t block_size = 1'000;

    /// `is_alone`: no other process takes ids from this database.
    explicit IdBlocks(bool is_alone = true) : is_alone_(is_alone) {}

    void begin_batch();
    [[nodiscard]] std::int64_t next(IdSequence sequence, ports::SqlSession& sql);
    /// After a rollback the blocks taken in that transaction belong to nobody.
    void forget() { blocks_.clear(); }
    /// A block was taken in this batch: it must be committed, whatever else the batch does.
    [[nodiscard]] bool has_changes() const { return has_changes_; }

  private:
    struct Block {
        std::int64_t next = 0;
        std::int64_t end = 0;
        bool is_in_commit_order = false;
    };
    bool is_alone_;
    std::map<std::string_view, Block> blocks_;
    bool has_changes_ = false;
};

}  // namespace boxoffice::eventing
