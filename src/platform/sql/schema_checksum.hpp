// What tells one migration, or one context, from another in a database's own records.
#pragma once

#include "ports/sql.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace boxoffice::platform {

[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text) {
    std::uint64_t hash = 14'695'981'039'346'656'037ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211ULL;
    return hash;
}

/// Of the script as it is written, so that it is the same in every kind of database.
[[nodiscard]] inline std::string checksum(const ports::Migration& migration) {
    return fmt::format("{:016x}", fnv1a(migration.script));
}

}  // namespace boxoffice::platform
