// What people ask of their page.
#pragma once

#include "contracts/ids.hpp"
#include "contracts/resource.hpp"
#include "ports/sql.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::mypage {

/// A stored page, still as text.
struct StoredPage {
    contracts::UserId user_id;
    std::string body;
};
[[nodiscard]] std::optional<StoredPage> find_page(ports::SqlSession& sql, std::int64_t reservation);

/// What a list may be sorted by; without it the newest comes first.
[[nodiscard]] std::span<const std::string_view> sortable_fields();
[[nodiscard]] std::vector<std::string> select_pages(ports::SqlSession& sql, contracts::UserId user,
                                                    const contracts::PageRequest& page);
[[nodiscard]] std::int64_t count_pages(ports::SqlSession& sql, contracts::UserId user);

}  // namespace boxoffice::mypage
