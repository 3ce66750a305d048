#include "contexts/identity/sql/schema.hpp"

#include "eventing/schema.hpp"

namespace boxoffice::identity {
namespace {

constexpr std::string_view tables = R"sql(
-- The only place with names and addresses. An erased account keeps its row, nothing of the person.
CREATE TABLE account (user_id INTEGER PRIMARY KEY, role TEXT NOT NULL, email TEXT NOT NULL,
    name TEXT NOT NULL, language TEXT NOT NULL, password_hash TEXT NOT NULL,
    created_at INTEGER NOT NULL, erased_at INTEGER);

-- Who signs in with which address. Guests are not here: they cannot.
CREATE TABLE login (login_key TEXT PRIMARY KEY, user_id INTEGER NOT NULL) WITHOUT ROWID;

-- Refresh tokens are signed, not stored: whoever reads this table can sign in as nobody.
CREATE TABLE session (session_id TEXT PRIMARY KEY, user_id INTEGER NOT NULL,
    counter INTEGER NOT NULL, created_at INTEGER NOT NULL, rotated_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL, revoked_at INTEGER) WITHOUT ROWID;
CREATE INDEX session_of_user ON session (user_id);
CREATE INDEX session_expires_at ON session (expires_at);
CREATE INDEX session_revoked_at ON session (revoked_at);
)sql";

}  // namespace

std::vector<ports::Migration> migrations() {
    return eventing::with_kernel({{100, "identity", tables}});
}

}  // namespace boxoffice::identity
