// Goal: a script of faults strikes what it is meant for, as often as ordered, and counts.
#include "sandbox_provider/faults.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace boxoffice::sandbox {
namespace {

std::string strike(FaultScript& script, CallKind call, std::string_view order_id) {
    const auto struck = script.next(call, order_id);
    return struck.fault ? std::string{struck.fault->name} : "";
}

std::string error_of(const FaultOrder& order) {
    FaultScript script;
    const auto added = script.add(order);
    return added ? "" : added.error();
}

std::int64_t fired(const FaultScript& script, std::string_view name) {
    for (const auto& count : script.report().fired) {
        if (count.fault == name) return count.fired;
    }
    return -1;
}

TEST(Faults, StrikeTheNextCallsOfTheirKind) {
    FaultScript script;
    ASSERT_TRUE(script.add({.fault = "hang", .count = 2}));
    EXPECT_EQ(strike(script, CallKind::query, "order-1"), "");
    EXPECT_EQ(strike(script, CallKind::confirm, "order-1"), "hang");
    EXPECT_EQ(strike(script, CallKind::confirm, "order-2"), "hang");
    EXPECT_EQ(strike(script, CallKind::confirm, "order-3"), "");
    EXPECT_EQ(fired(script, "hang"), 2);
    EXPECT_EQ(script.report().rules_left, 0);
}

TEST(Faults, StrikeOneOrderOnly) {
    FaultScript script;
    ASSERT_TRUE(script.add({.fault = "500_but_committed", .call = "cancel", .order_id = "mine"}));
    EXPECT_EQ(strike(script, CallKind::cancel, "yours"), "");
    EXPECT_EQ(strike(script, CallKind::cancel, "mine"), "500_but_committed");
}

TEST(Faults, StrikeByChanceAndTheSeedRepeatsIt) {
    const auto play = [](std::int64_t seed) {
        FaultScript script;
        EXPECT_TRUE(script.add({.fault = "hang", .count = 0, .per_mille = 300, .seed = seed}));
        std::string hits;
        for (int i = 0; i < 1000; ++i) {
            hits += strike(script, CallKind::confirm, "order").empty() ? '.' : 'x';
        }
        return hits;
    };
    EXPECT_EQ(play(7), play(7));
    EXPECT_NE(play(7), play(8));
    const auto played = play(7);
    const auto hits = std::count(played.begin(), played.end(), 'x');
    EXPECT_GT(hits, 200);
    EXPECT_LT(hits, 400);
}

TEST(Faults, AreForgottenWithTheirCounts) {
    FaultScript script;
    ASSERT_TRUE(script.add({.fault = "hang", .count = 0}));
    EXPECT_EQ(strike(script, CallKind::confirm, "order"), "hang");
    script.reset();
    EXPECT_EQ(strike(script, CallKind::confirm, "order"), "");
    EXPECT_EQ(fired(script, "hang"), 0);
}

TEST(Faults, AnOrderThatMakesNoSenseIsRefused) {
    EXPECT_EQ(error_of({.fault = "gremlins"}), "fault_unknown");
    EXPECT_EQ(error_of({.fault = "hang", .call = "dance"}), "call_unknown");
    EXPECT_EQ(error_of({.fault = "hang", .call = "webhook"}), "call_does_not_fit");
    EXPECT_EQ(error_of({.fault = "webhook_none", .call = "confirm"}), "call_does_not_fit");
    EXPECT_EQ(error_of({.fault = "decline", .call = "cancel"}), "call_does_not_fit");
    EXPECT_EQ(error_of({.fault = "hang", .count = -1}), "number_out_of_range");
    EXPECT_EQ(error_of({.fault = "hang", .per_mille = 1001}), "number_out_of_range");
    EXPECT_EQ(error_of({.fault = "hang", .delay_ms = -1}), "number_out_of_range");
    EXPECT_EQ(error_of({.fault = "hang"}), "");
}

}  // namespace
}  // namespace boxoffice::sandbox
