// The pages that one batch of events works on.
#pragma once

#include "contexts/mypage/page.hpp"
#include "eventing/batch_rows.hpp"
#include "eventing/batch_store.hpp"

#include <vector>

namespace boxoffice::mypage {

class Store final : public eventing::BatchStore {
  public:
    void want(contracts::ReservationId reservation) { pages_.want(reservation); }
    /// Nothing when there is no such page.
    [[nodiscard]] const Page* find(contracts::ReservationId reservation) const {
        return pages_.find(reservation);
    }
    void put(Page page);
    /// All pages of that person go, and none comes back.
    void erase(contracts::UserId user) { erased_.push_back(user); }

    void begin_batch() override;
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override {
        return pages_.has_dirty() || !erased_.empty();
    }

  private:
    eventing::BatchRows<contracts::ReservationId, Page> pages_;
    std::vector<contracts::UserId> erased_;
};

/// Empties the read model and sends its consumer back to the beginning of the log: the next start
/// rebuilds every page. Call while nothing else uses the database.
void forget_everything(ports::SqlSession& sql);

}  // namespace boxoffice::mypage
