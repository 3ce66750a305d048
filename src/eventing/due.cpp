#include "eventing/due.hpp"

#include <map>
#include <utility>

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText upsert =
    "INSERT INTO due (kind, subject, at, body, trace) VALUES ($1, $2, $3, $4, $5) "
    "ON CONFLICT (kind, subject) DO UPDATE SET at = excluded.at, body = excluded.body, "
    "trace = excluded.trace";
constexpr ports::SqlText remove = "DELETE FROM due WHERE kind = $1 AND subject = $2";
constexpr ports::SqlText select_until =
    "SELECT kind, subject, at, body, trace FROM due WHERE kind = $1 AND at <= $2 "
    "ORDER BY at, subject LIMIT $3";
constexpr ports::SqlText select_one = "SELECT at FROM due WHERE kind = $1 AND subject = $2";
constexpr ports::SqlText select_earliest =
    "SELECT at FROM due WHERE kind = $1 AND at > $2 ORDER BY at LIMIT 1";

std::int64_t number(DueKind kind) {
    return static_cast<std::int64_t>(kind);
}

}  // namespace

void DueRows::compact() {
    std::map<std::pair<std::int64_t, std::int64_t>, std::size_t> last;
    for (std::size_t i = 0; i < changes_.size(); ++i) {
        last[{number(changes_[i].row.kind), changes_[i].row.subject}] = i;
    }
    std::vector<Change> kept;
    kept.reserve(last.size());
    for (const auto& [key, index] : last) kept.push_back(std::move(changes_[index]));
    changes_ = std::move(kept);
}

void DueRows::save(ports::SqlSession& sql) {
    if (changes_.empty()) return;
    compact();
    ports::SqlRows set_rows{5};
    ports::SqlRows clear_rows{2};
    for (const auto& change : changes_) {
        const auto& row = change.row;
        if (change.is_clear) {
            clear_rows.add({number(row.kind), row.subject});
        } else {
            set_rows.add({number(row.kind), row.subject, row.at, row.body, row.trace});
        }
    }
    if (!clear_rows.empty()) sql.execute_batch(remove, clear_rows);
    if (!set_rows.empty()) sql.execute_batch(upsert, set_rows);
}

std::vector<DueRow> DueRows::take_set() {
    std::vector<DueRow> rows;
    for (auto& change : changes_) {
        if (!change.is_clear) rows.push_back(std::move(change.row));
    }
    changes_.clear();
    return rows;
}

std::vector<DueRow> DueRows::select_due(ports::SqlSession& sql, DueKind kind, base::Instant now,
                                        std::size_t count_max) {
    std::vector<DueRow> rows;
    sql.query(select_until, {number(kind), now, count_max}, [&](const ports::SqlRow& row) {
        rows.push_back({DueKind{row.integer(0)}, row.integer(1), row.instant(2),
                        std::string{row.text(3)}, std::string{row.text(4)}});
    });
    return rows;
}

std::optional<base::Instant> DueRows::select_at(ports::SqlSession& sql, DueKind kind,
                                                std::int64_t subject) {
    std::optional<base::Instant> at;
    sql.query(select_one, {number(kind), subject},
              [&](const ports::SqlRow& row) { at = row.instant(0); });
    return at;
}

std::optional<base::Instant> DueRows::select_next(ports::SqlSession& sql, DueKind kind,
                                                  base::Instant now) {
    std::optional<base::Instant> next;
    sql.query(select_earliest, {number(kind), now},
              [&](const ports::SqlRow& row) { next = row.instant(0); });
    return next;
}

}  // namespace boxoffice::eventing
