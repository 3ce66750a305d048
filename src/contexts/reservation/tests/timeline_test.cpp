// Goal: whatever can happen to a purchase is told in both languages, with what happens next.
#include "contexts/reservation/timeline.hpp"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <gtest/gtest.h>

#include <vector>

namespace boxoffice::reservation {
namespace {

template <class Enum, class Check>
void for_each_of(Check check) {
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Enum>>(
        [&](auto each) { check(each.value, each.name); });
}

TEST(Timeline, HasWordsForEverythingInBothLanguages) {
    for_each_of<SaleKind>([](SaleKind kind, const char*) {
        for_each_of<Trigger>([kind](Trigger what, const char* name) {
            EXPECT_TRUE(text_of(what, kind, false).ends_with('.')) << name;
            EXPECT_NE(text_of(what, kind, false), text_of(what, kind, true)) << name;
        });
        for_each_of<State>([kind](State state, const char* name) {
            EXPECT_TRUE(text_of_next(state, kind, false).ends_with('.')) << name;
            EXPECT_NE(text_of_next(state, kind, false), text_of_next(state, kind, true)) << name;
        });
    });
}

TEST(Timeline, TellsEachStepAndWhatComesNext) {
    Transition paying;
    paying.from = State::Locking;
    paying.to = State::Paying;
    paying.trigger = Trigger::SeatLocked;
    const std::vector<Transition> history{paying};
    const auto english = timeline_of({7}, history, SaleKind::online, false);
    ASSERT_EQ(english.steps.size(), 1U);
    EXPECT_EQ(english.steps[0].text, "The seats are kept while you pay.");
    EXPECT_EQ(english.steps[0].next_text, "The payment provider is being asked; do not pay again.");
    EXPECT_EQ(timeline_of({7}, history, SaleKind::online, true).steps[0].text,
              "결제하는 동안 좌석을 지켜 드립니다.");
}

TEST(Timeline, SpeaksOfNoProviderAtTheDesk) {
    for_each_of<Trigger>([](Trigger what, const char* name) {
        const auto text = text_of(what, SaleKind::at_desk, false);
        EXPECT_EQ(text.find("provider"), std::string_view::npos) << name;
    });
    for_each_of<State>([](State state, const char* name) {
        const auto text = text_of_next(state, SaleKind::at_desk, false);
        EXPECT_EQ(text.find("provider"), std::string_view::npos) << name;
    });
    EXPECT_EQ(text_of_next(State::NeedsAttention, SaleKind::at_desk, true),
              "매표소에서 환불 금액을 받아 가세요.");
    EXPECT_EQ(text_of(Trigger::PaymentApproved, SaleKind::given_away, false),
              "The box office gave you the seats.");
}

}  // namespace
}  // namespace boxoffice::reservation
