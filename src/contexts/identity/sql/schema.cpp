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

// Who gave whom which role, for ever: only added to. Without an actor it was the house itself. A
// role is empty before the account was made, and once it is erased. Names stand in the account
// alone, so that they go with it.
constexpr std::string_view roles = R"sql(
CREATE TABLE role_change (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL, from_role TEXT NOT NULL, to_role TEXT NOT NULL,
    reason TEXT NOT NULL);
CREATE INDEX role_change_user ON role_change (user_id);
CREATE INDEX role_change_actor ON role_change (actor_id);
CREATE INDEX account_role ON account (role);
)sql";

// What opens a guest's bookings without a password. In clear, because every letter to him says it
// again: whoever reads this table reads his address too, and can be this guest and nobody else.
// Empty until the first letter, and for everybody who has a password.
constexpr std::string_view guest_links = R"sql(
ALTER TABLE account ADD COLUMN guest_code TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace

std::vector<ports::Migration> migrations() {
    return eventing::with_kernel({{100, "identity", tables},
                                  {101, "changes of roles", roles},
                                  {102, "guest links", guest_links}});
}

}  // namespace boxoffice::identity
