#include "contexts/mypage/store.hpp"

#include "contexts/mypage/page_codec.hpp"

#include <utility>

namespace boxoffice::mypage {
namespace {

constexpr ports::SqlText select_page =
    "SELECT reservation_id, body FROM my_page WHERE reservation_id = $1 /* FOR UPDATE */";
constexpr ports::SqlText insert_erased =
    "INSERT INTO erased_account (user_id) VALUES ($1) ON CONFLICT (user_id) DO NOTHING";
constexpr ports::SqlText delete_pages = "DELETE FROM my_page WHERE user_id = $1";
constexpr ports::SqlText upsert_page =
    "INSERT INTO my_page (reservation_id, user_id, reserved_dt, body) SELECT $1, $2, $3, $4 "
    "WHERE NOT EXISTS (SELECT 1 FROM erased_account WHERE user_id = $2) "
    "ON CONFLICT (reservation_id) DO UPDATE SET body = excluded.body";

}  // namespace

void Store::put(Page page) {
    const auto reservation = page.reservation_id;
    pages_.put(reservation, std::move(page));
}

void Store::begin_batch() {
    pages_.clear();
    erased_.clear();
}

void Store::load(ports::SqlSession& sql) {
    ports::SqlRows keys{1};
    for (const auto reservation : pages_.wanted()) keys.add({reservation});
    if (keys.empty()) return;
    sql.query_batch(select_page, keys, [this](const ports::SqlRow& row) {
        pages_.loaded(row.id<contracts::ReservationId>(0), decode_page(row.text(1)));
    });
}

void Store::save(ports::SqlSession& sql) {
    if (!erased_.empty()) {
        ports::SqlRows people{1};
        for (const auto user : erased_) people.add({user});
        sql.execute_batch(insert_erased, people);
        sql.execute_batch(delete_pages, people);
    }
    ports::SqlRows rows{4};
    pages_.for_each_dirty([&rows](contracts::ReservationId reservation, const Page& page) {
        rows.add({reservation, page.user_id, page.reserved_dt, encode_page(page)});
    });
    if (!rows.empty()) sql.execute_batch(upsert_page, rows);
}

void forget_everything(ports::SqlSession& sql) {
    sql.begin();
    for (const auto statement :
         {ports::SqlText{"DELETE FROM my_page"}, ports::SqlText{"DELETE FROM erased_account"},
          ports::SqlText{"DELETE FROM inbox"}, ports::SqlText{"DELETE FROM parked_event"},
          ports::SqlText{"DELETE FROM log_progress"}}) {
        sql.execute(statement, {});
    }
    sql.commit();
}

}  // namespace boxoffice::mypage
