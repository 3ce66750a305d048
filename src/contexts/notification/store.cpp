#include "contexts/notification/store.hpp"

#include "base/fault.hpp"
#include "base/invariant.hpp"
#include "contexts/notification/codecs.hpp"
#include "contracts/codec.hpp"

#include <boost/describe/enum_from_string.hpp>

#include <utility>

namespace boxoffice::notification {
namespace {

using ports::SqlRow;
using ports::SqlRows;
using ports::SqlText;

constexpr SqlText select_notice =
    "SELECT notification_id, user_id, kind, key, facts, created_at, status, attempts, read_at "
    "FROM notification WHERE notification_id = $1 /* FOR UPDATE */";
constexpr SqlText select_key = "SELECT key, notification_id FROM notification WHERE key = $1";
constexpr SqlText select_note =
    "SELECT body FROM reservation_note WHERE reservation_id = $1 /* FOR UPDATE */";
constexpr SqlText select_performance =
    "SELECT performance_id FROM canceled_performance WHERE performance_id = $1";
constexpr SqlText select_holders =
    "SELECT body FROM reservation_note WHERE performance_id = $1 AND reservation_id > $2 "
    "AND is_live = 1 ORDER BY reservation_id LIMIT $3";
// What people read is not touched by a delivery, and nothing of an erased person is written.
constexpr SqlText upsert_notice =
    "INSERT INTO notification (notification_id, user_id, kind, key, facts, created_at, status, "
    "attempts) SELECT $1, $2, $3, $4, $5, $6, $7, $8 "
    "WHERE NOT EXISTS (SELECT 1 FROM erased_account WHERE user_id = $2) "
    "ON CONFLICT (notification_id) DO UPDATE SET status = excluded.status, "
    "attempts = excluded.attempts";
constexpr SqlText upsert_note =
    "INSERT INTO reservation_note (reservation_id, user_id, performance_id, is_live, body) "
    "SELECT $1, $2, $3, $4, $5 "
    "WHERE NOT EXISTS (SELECT 1 FROM erased_account WHERE user_id = $2) "
    "ON CONFLICT (reservation_id) DO UPDATE SET user_id = excluded.user_id, "
    "performance_id = excluded.performance_id, is_live = excluded.is_live, body = excluded.body";
constexpr SqlText insert_performance =
    "INSERT INTO canceled_performance (performance_id) VALUES ($1) "
    "ON CONFLICT (performance_id) DO NOTHING";
constexpr SqlText select_names =
    "SELECT performance_id, body FROM performance_names WHERE performance_id = $1";
constexpr SqlText upsert_names =
    "INSERT INTO performance_names (performance_id, body) VALUES ($1, $2) "
    "ON CONFLICT (performance_id) DO UPDATE SET body = excluded.body";
constexpr SqlText insert_erased =
    "INSERT INTO erased_account (user_id) VALUES ($1) ON CONFLICT (user_id) DO NOTHING";
constexpr SqlText delete_notices = "DELETE FROM notification WHERE user_id = $1";
constexpr SqlText delete_notes = "DELETE FROM reservation_note WHERE user_id = $1";

template <class Enum>
Enum known(std::string_view text) {
    Enum value{};
    const std::string name{text};
    if (boost::describe::enum_from_string(name.c_str(), value)) return value;
    throw base::InfrastructureFault("a stored notice says the unknown word " + name,
                                    base::Retry::no);
}

}  // namespace

Notice notice_of(const SqlRow& row) {
    return {.notification_id = row.id<contracts::NotificationId>(0),
            .user_id = row.id<contracts::UserId>(1),
            .kind = known<Kind>(row.text(2)),
            .key = std::string{row.text(3)},
            .facts = decode_facts(row.text(4)),
            .created_at = row.instant(5),
            .status = known<Status>(row.text(6)),
            .attempts = static_cast<int>(row.integer(7)),
            .read_at = row.optional_instant(8)};
}

const std::vector<ReservationNote>& Store::holders(const HoldersPage& page) const {
    const auto found = holders_.find(page);
    BOXOFFICE_INVARIANT(found != holders_.end());
    return found->second;
}

void Store::put_notice(Notice notice) {
    const auto id = notice.notification_id;
    keys_.put(notice.key, id);
    notices_.put(id, std::move(notice));
}

void Store::put_note(ReservationNote note) {
    const auto id = note.reservation_id;
    notes_.put(id, std::move(note));
}

void Store::begin_batch() {
    notices_.clear();
    keys_.clear();
    notes_.clear();
    performances_.clear();
    names_.clear();
    holders_.clear();
    erased_.clear();
    changed_.clear();
}

void Store::load(ports::SqlSession& sql) {
    SqlRows notices{1};
    for (const auto id : notices_.wanted()) notices.add({id});
    if (!notices.empty()) {
        sql.query_batch(select_notice, notices, [this](const SqlRow& row) {
            notices_.loaded(row.id<contracts::NotificationId>(0), notice_of(row));
        });
    }
    SqlRows keys{1};
    for (const auto& key : keys_.wanted()) keys.add({key});
    if (!keys.empty()) {
        sql.query_batch(select_key, keys, [this](const SqlRow& row) {
            keys_.loaded(std::string{row.text(0)}, row.id<contracts::NotificationId>(1));
        });
    }
    SqlRows notes{1};
    for (const auto id : notes_.wanted()) notes.add({id});
    if (!notes.empty()) {
        sql.query_batch(select_note, notes, [this](const SqlRow& row) {
            const auto note = decode_note(row.text(0));
            notes_.loaded(note.reservation_id, note);
        });
    }
    load_names(sql);
    load_holders(sql);
}

void Store::load_names(ports::SqlSession& sql) {
    SqlRows performances{1};
    for (const auto id : names_.wanted()) performances.add({id});
    if (performances.empty()) return;
    sql.query_batch(select_names, performances, [this](const SqlRow& row) {
        names_.loaded(row.id<contracts::PerformanceId>(0), decode_names(row.text(1)));
    });
}

void Store::save_names(ports::SqlSession& sql) const {
    SqlRows rows{2};
    names_.for_each_dirty(
        [&rows](contracts::PerformanceId id, const contracts::EnglishNames& names) {
            rows.add({id, contracts::encode(names)});
        });
    if (!rows.empty()) sql.execute_batch(upsert_names, rows);
}

void Store::load_holders(ports::SqlSession& sql) {
    SqlRows performances{1};
    for (const auto id : performances_.wanted()) performances.add({id});
    if (!performances.empty()) {
        sql.query_batch(select_performance, performances, [this](const SqlRow& row) {
            performances_.loaded(row.id<contracts::PerformanceId>(0), true);
        });
    }
    for (auto& [page, notes] : holders_) {
        sql.query(select_holders, {page.performance_id, page.after, holders_max},
                  [&held = notes](const SqlRow& row) { held.push_back(decode_note(row.text(0))); });
    }
}

void Store::save(ports::SqlSession& sql) {
    if (!erased_.empty()) {
        SqlRows people{1};
        for (const auto user : erased_) people.add({user});
        sql.execute_batch(insert_erased, people);
        sql.execute_batch(delete_notices, people);
        sql.execute_batch(delete_notes, people);
    }
    SqlRows performances{1};
    performances_.for_each_dirty(
        [&performances](contracts::PerformanceId id, bool) { performances.add({id}); });
    if (!performances.empty()) sql.execute_batch(insert_performance, performances);
    SqlRows notes{5};
    notes_.for_each_dirty([&notes](contracts::ReservationId id, const ReservationNote& note) {
        notes.add({id, note.user_id, note.performance_id, note.is_live ? 1 : 0, encode_note(note)});
    });
    if (!notes.empty()) sql.execute_batch(upsert_note, notes);
    save_names(sql);
    save_notices(sql);
}

void Store::save_notices(ports::SqlSession& sql) const {
    SqlRows rows{8};
    notices_.for_each_dirty([&rows](contracts::NotificationId id, const Notice& notice) {
        rows.add({id, notice.user_id, to_text(notice.kind), notice.key, encode_facts(notice.facts),
                  notice.created_at, to_text(notice.status), notice.attempts});
    });
    if (!rows.empty()) sql.execute_batch(upsert_notice, rows);
}

void Store::committed() {
    changed_.insert(erased_.begin(), erased_.end());
    notices_.for_each_dirty([this](contracts::NotificationId, const Notice& notice) {
        changed_.insert(notice.user_id);
    });
    if (told_ && !changed_.empty()) told_({changed_.begin(), changed_.end()});
}

bool Store::has_changes() const {
    return notices_.has_dirty() || notes_.has_dirty() || performances_.has_dirty() ||
           names_.has_dirty() || !erased_.empty();
}

}  // namespace boxoffice::notification
