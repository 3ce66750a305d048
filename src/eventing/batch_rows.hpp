// The rows of one table that a batch works on: loaded once, changed in memory, saved together.
#pragma once

#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

namespace boxoffice::eventing {

/// An identity map for one batch. `Key` has std::hash and operator<; `Row` is a value.
template <class Key, class Row>
class BatchRows {
  public:
    void want(const Key& key) {
        if (entries_.try_emplace(key).second) wanted_.push_back(key);
    }

    /// What to load, in key order, so that replicas lock rows in the same order and never deadlock.
    [[nodiscard]] const std::vector<Key>& wanted() {
        std::sort(wanted_.begin(), wanted_.end());
        return wanted_;
    }

    void loaded(const Key& key, Row row) {
        auto& entry = entries_[key];
        entry.row = std::move(row);
        entry.exists = true;
        entry.is_stored = true;
    }

    /// Nothing when there is no such row (or nobody wanted it).
    [[nodiscard]] const Row* find(const Key& key) const {
        const auto found = entries_.find(key);
        return found != entries_.end() && found->second.exists ? &found->second.row : nullptr;
    }

    /// Whether there was such a row when the batch was loaded: then it is locked. One that was not
    /// there must be inserted, because another replica may be making it at the same time.
    [[nodiscard]] bool is_stored(const Key& key) const {
        const auto found = entries_.find(key);
        return found != entries_.end() && found->second.is_stored;
    }

    /// Inserts or replaces; saved at the end of the batch.
    void put(const Key& key, Row row) {
        auto& entry = entries_[key];
        entry.row = std::move(row);
        entry.exists = true;
        if (entry.is_dirty) return;
        entry.is_dirty = true;
        dirty_.push_back(key);
    }

    /// Calls `visit(key, row)` for each changed row in the order of their first change.
    template <class Visit>
    void for_each_dirty(Visit visit) const {
        for (const auto& key : dirty_) visit(key, entries_.find(key)->second.row);
    }

    [[nodiscard]] bool has_dirty() const { return !dirty_.empty(); }

    void clear() {
        entries_.clear();
        wanted_.clear();
        dirty_.clear();
    }

  private:
    struct Entry {
        Row row{};
        bool exists = false;
        bool is_stored = false;
        bool is_dirty = false;
    };

    std::unordered_map<Key, Entry> entries_;
    std::vector<Key> wanted_;
    std::vector<Key> dirty_;
};

}  // namespace boxoffice::eventing
