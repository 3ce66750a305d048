// The notices and notes that one batch works on.
#pragma once

#include "contexts/notification/notice.hpp"
#include "contracts/english_names.hpp"
#include "eventing/batch_rows.hpp"
#include "eventing/batch_store.hpp"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::notification {

/// The live reservations of a performance after one of them, in order; at most holders_max.
struct HoldersPage {
    contracts::PerformanceId performance_id;
    contracts::ReservationId after;
    friend auto operator<=>(const HoldersPage&, const HoldersPage&) = default;
};
inline constexpr std::size_t holders_max = 200;

class Store final : public eventing::BatchStore {
  public:
    void want_notice(contracts::NotificationId id) { notices_.want(id); }
    void want_key(const std::string& key) { keys_.want(key); }
    void want_note(contracts::ReservationId id) { notes_.want(id); }
    void want_performance(contracts::PerformanceId id) { performances_.want(id); }
    void want_names(contracts::PerformanceId id) { names_.want(id); }
    void want_holders(const HoldersPage& page) { holders_.try_emplace(page); }

    [[nodiscard]] const Notice* find_notice(contracts::NotificationId id) const {
        return notices_.find(id);
    }
    [[nodiscard]] bool has_key(const std::string& key) const { return keys_.find(key) != nullptr; }
    [[nodiscard]] const ReservationNote* find_note(contracts::ReservationId id) const {
        return notes_.find(id);
    }
    [[nodiscard]] bool is_canceled(contracts::PerformanceId id) const {
        return performances_.find(id) != nullptr;
    }
    /// Null when nobody has said what the performance is called in English.
    [[nodiscard]] const contracts::EnglishNames* find_names(contracts::PerformanceId id) const {
        return names_.find(id);
    }
    [[nodiscard]] const std::vector<ReservationNote>& holders(const HoldersPage& page) const;

    void put_notice(Notice notice);
    void put_note(ReservationNote note);
    void put_canceled(contracts::PerformanceId id) { performances_.put(id, true); }
    void put_names(contracts::PerformanceId id, contracts::EnglishNames names) {
        names_.put(id, std::move(names));
    }
    /// Everything of that person goes, and nothing comes back.
    void erase(contracts::UserId user) { erased_.push_back(user); }

    /// Something of that person was changed beside the rows of this store.
    void note_change(contracts::UserId user) { changed_.insert(user); }
    /// Told after each commit whose notices changed. On the context's worker.
    void on_change(std::function<void(std::vector<contracts::UserId>)> told) {
        told_ = std::move(told);
    }

    void begin_batch() override;
    void load(ports::SqlSession& sql) override;
    void save(ports::SqlSession& sql) override;
    [[nodiscard]] bool has_changes() const override;
    void committed() override;

  private:
    void load_holders(ports::SqlSession& sql);
    void load_names(ports::SqlSession& sql);
    void save_names(ports::SqlSession& sql) const;
    void save_notices(ports::SqlSession& sql) const;

    eventing::BatchRows<contracts::NotificationId, Notice> notices_;
    eventing::BatchRows<std::string, contracts::NotificationId> keys_;
    eventing::BatchRows<contracts::ReservationId, ReservationNote> notes_;
    eventing::BatchRows<contracts::PerformanceId, bool> performances_;
    eventing::BatchRows<contracts::PerformanceId, contracts::EnglishNames> names_;
    std::map<HoldersPage, std::vector<ReservationNote>> holders_;
    std::vector<contracts::UserId> erased_;
    std::set<contracts::UserId> changed_;
    std::function<void(std::vector<contracts::UserId>)> told_;
};

/// A notice from its row: notification_id, user_id, kind, key, facts, created_at, status, attempts,
/// read_at.
/// @throws base::InfrastructureFault (not retryable) when the row is damaged.
[[nodiscard]] Notice notice_of(const ports::SqlRow& row);

}  // namespace boxoffice::notification
