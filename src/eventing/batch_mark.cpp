#include "eventing/batch_mark.hpp"

namespace boxoffice::eventing {
namespace {

constexpr base::Duration kept_for = std::chrono::hours{24 * 7};

constexpr ports::SqlText upsert =
    "INSERT INTO batch_mark (writer, batch, at) VALUES ($1, $2, $3) "
    "ON CONFLICT (writer) DO UPDATE SET batch = excluded.batch, at = excluded.at";
/// It waits for the row's lock, also for that of a row which the batch in doubt was the first to
/// write and nobody sees yet: what is in doubt has ended by then.
constexpr ports::SqlText lock_and_read =
    "INSERT INTO batch_mark (writer, batch, at) VALUES ($1, 0, 0) "
    "ON CONFLICT (writer) DO UPDATE SET at = batch_mark.at RETURNING batch";
constexpr ports::SqlText remove_old = "DELETE FROM batch_mark WHERE at < $1";

}  // namespace

void BatchMark::forget_old(ports::SqlSession& sql, base::Instant now) {
    sql.execute(remove_old, {now - kept_for});
}

void BatchMark::save(ports::SqlSession& sql, base::Instant now) {
    ++batch_;
    sql.execute(upsert, {writer_, batch_, now});
}

bool BatchMark::is_committed(ports::SqlSession& sql) const {
    std::int64_t found = 0;
    sql.query(lock_and_read, {writer_}, [&](const ports::SqlRow& row) { found = row.integer(0); });
    return found == batch_;
}

}  // namespace boxoffice::eventing
