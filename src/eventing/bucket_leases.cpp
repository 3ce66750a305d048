#include "eventing/bucket_leases.hpp"

#include "base/fault.hpp"
#include "eventing/outbox_table.hpp"

#include <algorithm>

namespace boxoffice::eventing {
namespace {

constexpr ports::SqlText upsert_member =
    "INSERT INTO relay_member (owner, until) VALUES ($1, $2) "
    "ON CONFLICT (owner) DO UPDATE SET until = excluded.until";
constexpr ports::SqlText delete_gone = "DELETE FROM relay_member WHERE until < $1";
constexpr ports::SqlText count_members = "SELECT COUNT(*) FROM relay_member";
/// Locked in order, so that replicas share out one after the other.
constexpr ports::SqlText select_leases =
    "SELECT bucket, owner, until FROM relay_lease ORDER BY bucket /* FOR UPDATE */";
constexpr ports::SqlText update_lease =
    "UPDATE relay_lease SET owner = $2, until = $3 WHERE bucket = $1";
constexpr ports::SqlText release_all =
    "UPDATE relay_lease SET owner = 0, until = 0 WHERE owner = $1";
constexpr ports::SqlText delete_member = "DELETE FROM relay_member WHERE owner = $1";

struct Lease {
    std::int64_t bucket = 0;
    std::int64_t owner = 0;
    base::Instant until{};
};

/// Runs `work` in a transaction.
template <class Work>
void transact(ports::SqlSession& sql, Work work) {
    try {
        sql.begin();
        work();
        sql.commit();
    } catch (...) {
        sql.rollback();
        throw;
    }
}

std::size_t share_of(ports::SqlSession& sql) {
    std::int64_t members = 1;
    sql.query(count_members, {}, [&](const ports::SqlRow& row) { members = row.integer(0); });
    return static_cast<std::size_t>((relay_buckets + members - 1) /
                                    std::max<std::int64_t>(members, 1));
}

}  // namespace

std::vector<std::int64_t> BucketLeases::renew(ports::SqlSession& sql, base::Instant now) {
    std::vector<std::int64_t> mine;
    transact(sql, [&] {
        sql.execute(upsert_member, {owner_, now + lasts_});
        sql.execute(delete_gone, {now - clock_skew_max});
        std::vector<Lease> leases;
        sql.query(select_leases, {}, [&](const ports::SqlRow& row) {
            leases.push_back({row.integer(0), row.integer(1), row.instant(2)});
        });
        const auto share = share_of(sql);
        ports::SqlRows changed{3};
        for (const auto& lease : leases) {
            if (lease.owner != owner_) continue;
            const bool keeps = mine.size() < share;
            if (keeps) mine.push_back(lease.bucket);
            changed.add({lease.bucket, keeps ? owner_ : 0, keeps ? now + lasts_ : base::Instant{}});
        }
        for (const auto& lease : leases) {
            const bool is_free = lease.owner == 0 || lease.until + clock_skew_max < now;
            if (lease.owner == owner_ || !is_free || mine.size() >= share) continue;
            mine.push_back(lease.bucket);
            changed.add({lease.bucket, owner_, now + lasts_});
        }
        sql.execute_batch(update_lease, changed);
    });
    return mine;
}

void BucketLeases::release(ports::SqlSession& sql) {
    transact(sql, [&] {
        sql.execute(delete_member, {owner_});
        sql.execute(release_all, {owner_});
    });
}

}  // namespace boxoffice::eventing
