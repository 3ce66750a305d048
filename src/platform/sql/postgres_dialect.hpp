// From SQLite's dialect, in which migrations and statements are written, to PostgreSQL's. Internal
// to the room.
#pragma once

#include "ports/sql.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace boxoffice::platform {

struct TranslatedStatement {
    std::string text;
    std::size_t placeholders = 0;
};

/// A statement of a store: the comments /* FOR UPDATE */ and /* FOR UPDATE SKIP LOCKED */ become
/// clauses; INTEGER (in a CAST) becomes BIGINT; LIKE, which on SQLite does not tell ASCII's
/// capitals apart, becomes ILIKE.
/// @throws base::InfrastructureFault (not retryable) unless the placeholders are $1 to $n.
[[nodiscard]] TranslatedStatement translate_statement(std::string_view statement);

/// A migration without its part for SQLite alone. Besides what is told above: TEXT is ordered by
/// bytes, WITHOUT ROWID is left out, and triggers that only refuse call a function.
[[nodiscard]] std::string translate_script(const ports::Migration& migration);

/// What translated scripts and statements call: functions that SQLite has. Each may be run again.
extern const std::string_view dialect_functions;

}  // namespace boxoffice::platform
