// What was done to a database's schema, and whether a program may work on it: the same rule for
// every kind of database.
#pragma once

#include "ports/sql.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::platform {

/// A migration as the database remembers it.
struct AppliedMigration {
    std::string name;
    std::string checksum;
    bool is_contract = false;
};
using SchemaHistory = std::map<int, AppliedMigration>;  ///< by version

/// Why a program that knows `migrations` must not work on a database with this history: one of them
/// was another when it was applied, or the database has a contracting one that the program does not
/// know. Nothing when it may; expanding ones that it does not know were made for that.
/// @pre `migrations` ascend by version.
[[nodiscard]] std::optional<std::string> objection(const SchemaHistory& history,
                                                   const std::vector<ports::Migration>& migrations);

/// Those that the database lacks, in their order.
[[nodiscard]] std::vector<ports::Migration> still_to_apply(
    const SchemaHistory& history, const std::vector<ports::Migration>& migrations);

}  // namespace boxoffice::platform
