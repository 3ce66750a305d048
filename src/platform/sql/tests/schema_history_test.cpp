// Goal: versions side by side: who may work on a schema that somebody newer, or somebody else, has
// changed.
#include "platform/sql/schema_history.hpp"

#include "platform/sql/schema_checksum.hpp"

#include <gtest/gtest.h>

namespace boxoffice::platform {
namespace {

const ports::Migration seat{1, "seat", "CREATE TABLE seat (id INTEGER);"};
const ports::Migration hold{100, "hold", "CREATE TABLE hold (id INTEGER);"};
const ports::Migration kernel{2, "kernel", "CREATE TABLE inbox (id INTEGER);"};

SchemaHistory history_of(const std::vector<ports::Migration>& migrations) {
    SchemaHistory history;
    for (const auto& each : migrations) {
        history[each.version] = {.name = std::string{each.name},
                                 .checksum = checksum(each),
                                 .is_contract = each.kind == ports::MigrationKind::contract};
    }
    return history;
}

TEST(SchemaHistory, WhatIsMissingIsAppliedInItsOrder) {
    const auto missing = still_to_apply(history_of({seat, hold}), {seat, kernel, hold});
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_EQ(missing[0].version, 2);
    EXPECT_EQ(still_to_apply({}, {seat, kernel, hold}).size(), 3U);
}

TEST(SchemaHistory, NobodyMindsWhatWasAdded) {
    EXPECT_EQ(objection(history_of({seat, kernel, hold}), {seat, hold}), std::nullopt);
    EXPECT_EQ(objection(history_of({seat, hold}), {seat}), std::nullopt);
    EXPECT_EQ(objection({}, {seat, kernel, hold}), std::nullopt);
}

// Not only at the end: those of the kernel come before those of a context.
TEST(SchemaHistory, WhoDoesNotKnowWhatWasTakenAwayIsToldWhich) {
    auto contracting = kernel;
    contracting.kind = ports::MigrationKind::contract;
    const auto why = objection(history_of({seat, contracting, hold}), {seat, hold});
    ASSERT_NE(why, std::nullopt);
    EXPECT_NE(why->find("migration 2 (kernel)"), std::string::npos);
    EXPECT_EQ(objection(history_of({seat, contracting, hold}), {seat, contracting, hold}),
              std::nullopt);
}

TEST(SchemaHistory, AnotherMigrationOfTheSameNumberIsNotOurs) {
    auto changed = seat;
    changed.script = "CREATE TABLE seat (id TEXT);";
    const auto why = objection(history_of({changed}), {seat});
    ASSERT_NE(why, std::nullopt);
    EXPECT_NE(why->find("migration 1 (seat) is not the one"), std::string::npos);
}

}  // namespace
}  // namespace boxoffice::platform
