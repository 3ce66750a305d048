#include "platform/sql/schema_history.hpp"

#include "base/invariant.hpp"
#include "platform/sql/schema_checksum.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace boxoffice::platform {

std::optional<std::string> objection(const SchemaHistory& history,
                                     const std::vector<ports::Migration>& migrations) {
    int previous = 0;
    for (const auto& migration : migrations) {
        BOXOFFICE_INVARIANT(migration.version > previous);
        previous = migration.version;
        const auto found = history.find(migration.version);
        if (found == history.end() || found->second.checksum == checksum(migration)) continue;
        return fmt::format(
            "its migration {} ({}) is not the one of this program; start the program that made it",
            migration.version, migration.name);
    }
    for (const auto& [version, applied] : history) {
        const bool is_known =
            std::ranges::any_of(migrations, [wanted = version](const ports::Migration& migration) {
                return migration.version == wanted;
            });
        if (is_known || !applied.is_contract) continue;
        return fmt::format(
            "its schema is newer than this program: migration {} ({}) took away what this program "
            "needs; start the newer program or restore an older backup",
            version, applied.name);
    }
    return std::nullopt;
}

std::vector<ports::Migration> still_to_apply(const SchemaHistory& history,
                                             const std::vector<ports::Migration>& migrations) {
    std::vector<ports::Migration> missing;
    std::ranges::copy_if(migrations, std::back_inserter(missing),
                         [&history](const ports::Migration& migration) {
                             return !history.contains(migration.version);
                         });
    return missing;
}

}  // namespace boxoffice::platform
