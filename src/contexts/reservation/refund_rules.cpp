#include "contexts/reservation/refund_rules.hpp"

#include "base/fault.hpp"
#include "contexts/reservation/codecs.hpp"

#include <algorithm>
#include <string>

namespace boxoffice::reservation {
namespace {

constexpr ports::SqlText select_id = "SELECT id FROM refund_rules WHERE body = $1";
constexpr ports::SqlText insert_rules =
    "INSERT INTO refund_rules (id, body) VALUES ($1, $2) ON CONFLICT (body) DO NOTHING";
constexpr ports::SqlText select_rules = "SELECT body FROM refund_rules WHERE id = $1";
constexpr ports::SqlText select_start = "SELECT starts_at FROM directory_performance WHERE id = $1";

RefundRulesId find_id(ports::SqlSession& sql, const std::string& body) {
    RefundRulesId id;
    sql.query(select_id, {body}, [&](const ports::SqlRow& row) { id = row.id<RefundRulesId>(0); });
    return id;
}

}  // namespace

RefundRulesId keep_rules(eventing::UnitOfWork& work, const RefundRules& rules) {
    const auto body = contracts::encode(rules);
    if (const auto known = find_id(work.sql(), body)) return known;
    work.sql().execute(insert_rules, {work.next_id<RefundRulesId>({"refund_rules"}), body});
    work.wrote();
    return find_id(work.sql(), body);
}

std::optional<RefundBasis> find_basis(ports::SqlSession& sql, const Reservation& reservation) {
    if (!reservation.refund_rules || !reservation.starts_at) return std::nullopt;
    std::optional<RefundBasis> basis;
    sql.query(select_rules, {reservation.refund_rules}, [&](const ports::SqlRow& row) {
        basis = RefundBasis{decode_stored<RefundRules>(row.text(0)), *reservation.starts_at};
    });
    if (!basis) {
        throw base::InfrastructureFault("the refund rules of reservation " +
                                            std::to_string(reservation.id.value) +
                                            " are gone; restore the database from a backup",
                                        base::Retry::no);
    }
    sql.query(select_start, {reservation.performance_id}, [&](const ports::SqlRow& row) {
        basis->starts_at = std::max(basis->starts_at, row.instant(0));
    });
    return basis;
}

}  // namespace boxoffice::reservation
