// What people ask of their notices.
#pragma once

#include "base/clock.hpp"
#include "contexts/notification/notice.hpp"
#include "contracts/resource.hpp"
#include "ports/sql.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace boxoffice::notification {

[[nodiscard]] std::optional<Notice> read_notice(ports::SqlSession& sql, std::int64_t id);

/// What a list may be sorted by; without it the newest comes first.
[[nodiscard]] std::span<const std::string_view> sortable_fields();
[[nodiscard]] std::vector<Notice> read_notices(ports::SqlSession& sql, contracts::UserId user,
                                               const contracts::PageRequest& page);
[[nodiscard]] std::int64_t count_notices(ports::SqlSession& sql, contracts::UserId user);

/// Notices that came after that one, in order; all when there is none of that id. At most
/// `count_max`.
[[nodiscard]] std::vector<Notice> read_notices_after(ports::SqlSession& sql, contracts::UserId user,
                                                     std::int64_t after, std::size_t count_max);
[[nodiscard]] std::int64_t count_unread(ports::SqlSession& sql, contracts::UserId user);
/// Those that were written since then, in order; at most `count_max`.
[[nodiscard]] std::vector<Notice> read_notices_since(ports::SqlSession& sql, contracts::UserId user,
                                                     base::Instant since, std::size_t count_max);

struct NewestNotice {
    std::int64_t id = 0;  ///< 0 when there is none
    base::Instant created_at{};
};
[[nodiscard]] NewestNotice newest_notice(ports::SqlSession& sql, contracts::UserId user);

/// Marks notices of that person as read (`read_at`) or unread (nothing); all when `ids` is empty.
/// @return how many there were.
std::int64_t mark_read(ports::SqlSession& sql, contracts::UserId user,
                       const std::vector<contracts::NotificationId>& ids,
                       std::optional<base::Instant> read_at);

}  // namespace boxoffice::notification
