#include "contexts/mypage/sql/schema.hpp"

#include "eventing/schema.hpp"

namespace boxoffice::mypage {
namespace {

constexpr std::string_view tables = R"sql(
-- One row per reservation; `body` is the page by the codec.
CREATE TABLE my_page (reservation_id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL,
    reserved_dt INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX my_page_of_user ON my_page (user_id, reservation_id);
CREATE INDEX my_page_of_user_by_time ON my_page (user_id, reserved_dt, reservation_id);

-- People who asked to be forgotten: an event of theirs may come after, from another key of the log.
CREATE TABLE erased_account (user_id INTEGER PRIMARY KEY);
)sql";

}  // namespace

std::vector<ports::Migration> migrations() {
    return eventing::with_kernel({{100, "my page", tables}});
}

}  // namespace boxoffice::mypage
