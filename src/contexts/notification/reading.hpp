// People read their notices, or put them back to unread.
#pragma once

#include "contexts/notification/notice.hpp"
#include "contexts/notification/store.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"

#include <vector>

namespace boxoffice::notification {

/// Notices of one person: those named, or all.
struct MarkRead {
    contracts::UserId user_id;
    std::vector<contracts::NotificationId> ids;
    bool is_read = true;
    bool must_exist = false;  ///< 404 not_found when there is none
    std::string answer_language;
};

class Reading {
  public:
    explicit Reading(Store& store) : store_(store) {}

    void declare(const MarkRead&) {}
    /// 200 with the number of notices that were marked.
    ports::HttpResponse decide(const MarkRead& command, eventing::UnitOfWork& work);

  private:
    Store& store_;
};

}  // namespace boxoffice::notification
