#include "contexts/payment/sql/schema.hpp"

#include "eventing/schema.hpp"

namespace boxoffice::payment {
namespace {

constexpr std::string_view tables = R"sql(
-- One row per attempt to charge, with its refunds; order_id is its name at the provider.
CREATE TABLE payment (id INTEGER PRIMARY KEY, version INTEGER NOT NULL, order_id TEXT NOT NULL,
    user_id INTEGER NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL);
CREATE UNIQUE INDEX payment_order ON payment (order_id);

-- Every change of a payment, written in its own transaction.
CREATE TABLE payment_history (payment_id INTEGER NOT NULL, version INTEGER NOT NULL,
    at INTEGER NOT NULL, input TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (payment_id, version)) WITHOUT ROWID;
)sql";

}  // namespace

std::vector<ports::Migration> migrations() {
    return eventing::with_kernel({{100, "payments and their history", tables}});
}

}  // namespace boxoffice::payment
