#include "contexts/mypage/queries.hpp"

#include <array>

namespace boxoffice::mypage {
namespace {

using ports::SqlText;

constexpr SqlText select_one = "SELECT user_id, body FROM my_page WHERE reservation_id = $1";
constexpr SqlText select_count = "SELECT COUNT(*) FROM my_page WHERE user_id = $1";
constexpr SqlText select_by_id =
    "SELECT body FROM my_page WHERE user_id = $1 ORDER BY reservation_id LIMIT $2 OFFSET $3";
constexpr SqlText select_by_id_descending =
    "SELECT body FROM my_page WHERE user_id = $1 ORDER BY reservation_id DESC LIMIT $2 OFFSET $3";
constexpr SqlText select_by_time =
    "SELECT body FROM my_page WHERE user_id = $1 ORDER BY reserved_dt, reservation_id "
    "LIMIT $2 OFFSET $3";
constexpr SqlText select_by_time_descending =
    "SELECT body FROM my_page WHERE user_id = $1 ORDER BY reserved_dt DESC, reservation_id DESC "
    "LIMIT $2 OFFSET $3";

constexpr std::array<std::string_view, 3> fields{"id", "reservationId", "reservedDt"};

SqlText statement_for(const contracts::PageRequest& page) {
    if (page.sort == "reservedDt") {
        return page.is_descending ? select_by_time_descending : select_by_time;
    }
    return page.sort.empty() || page.is_descending ? select_by_id_descending : select_by_id;
}

}  // namespace

std::optional<StoredPage> find_page(ports::SqlSession& sql, std::int64_t reservation) {
    std::optional<StoredPage> found;
    sql.query(select_one, {reservation}, [&found](const ports::SqlRow& row) {
        found = StoredPage{row.id<contracts::UserId>(0), std::string{row.text(1)}};
    });
    return found;
}

std::span<const std::string_view> sortable_fields() {
    return fields;
}

std::vector<std::string> select_pages(ports::SqlSession& sql, contracts::UserId user,
                                      const contracts::PageRequest& page) {
    std::vector<std::string> bodies;
    sql.query(statement_for(page), {user, page.size, page.offset()},
              [&bodies](const ports::SqlRow& row) { bodies.emplace_back(row.text(0)); });
    return bodies;
}

std::int64_t count_pages(ports::SqlSession& sql, contracts::UserId user) {
    std::int64_t count = 0;
    sql.query(select_count, {user}, [&count](const ports::SqlRow& row) { count = row.integer(0); });
    return count;
}

}  // namespace boxoffice::mypage
