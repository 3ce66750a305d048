// Goal: every row of the saga's table is walked by a story, a history rebuilds its reservation, and
// the table reads as it was agreed.
#include "contexts/reservation/domain/tests/dialogue.hpp"
#include "contracts/codec_definition.hpp"

#include <gtest/gtest.h>

BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::Reservation)
BOXOFFICE_INSTANTIATE_CODEC(boxoffice::reservation::Transition)

namespace boxoffice::reservation {
namespace {

class SagaStory : public testing::TestWithParam<Story> {};

TEST_P(SagaStory, IsTold) {
    Dialogue dialogue;
    GetParam().tell(dialogue);

    const auto& history = dialogue.history();
    EXPECT_EQ(evolve(Reservation{}, history), dialogue.reservation());
    EXPECT_EQ(dialogue.reservation().version, static_cast<std::int64_t>(history.size()));
}

TEST_P(SagaStory, SurvivesTheCodec) {
    Dialogue dialogue;
    GetParam().tell(dialogue);

    const auto stored = decode<Reservation>(encode(dialogue.reservation()));
    ASSERT_TRUE(stored) << stored.error().to_text();
    EXPECT_EQ(*stored, dialogue.reservation());
    for (const Transition& step : dialogue.history()) {
        const auto read = decode<Transition>(encode(step));
        ASSERT_TRUE(read) << read.error().to_text();
        EXPECT_EQ(*read, step);
    }
}

INSTANTIATE_TEST_SUITE_P(All, SagaStory, testing::ValuesIn(all_stories()),
                         [](const auto& tested) { return tested.param.name; });

TEST(SagaTable, EveryRowIsWalked) {
    std::set<std::size_t> walked;
    for (const Story& story : all_stories()) {
        Dialogue dialogue;
        story.tell(dialogue);
        walked.insert(dialogue.rows().begin(), dialogue.rows().end());
    }
    for (std::size_t i = 0; i < saga_table().size(); ++i) {
        EXPECT_TRUE(walked.contains(i)) << "no story walks: " << to_text(saga_table()[i]);
    }
}

TEST(SagaTable, ReadsAsAgreed) {
    // A changed row changes this file, in the same commit; the model reads it too.
    constexpr std::string_view agreed =
#include "contexts/reservation/domain/tests/saga_table_golden.inc"
        ;
    std::string printed = "\n";
    for (const Row& row : saga_table()) printed += to_text(row) + '\n';
    EXPECT_EQ(printed, agreed);
}

TEST(SagaTable, EveryTriggerAndStateHasRows) {
    const auto is_used = [](State state) {
        const auto table = saga_table();
        return std::ranges::any_of(table, [&](const Row& row) { return row.from.contains(state); });
    };
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<State>>(
        [&](auto state) { EXPECT_TRUE(is_used(state.value)) << state.name; });

    const auto is_listened_to = [](Trigger trigger) {
        const auto table = saga_table();
        return std::ranges::any_of(table,
                                   [&](const Row& row) { return row.triggers.contains(trigger); });
    };
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Trigger>>([&](auto trigger) {
        const bool is_news_only = trigger.value == Trigger::SeatUnlocked;
        EXPECT_EQ(is_listened_to(trigger.value), !is_news_only) << trigger.name;
    });
}

}  // namespace
}  // namespace boxoffice::reservation
