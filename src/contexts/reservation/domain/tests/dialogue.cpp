#include "contexts/reservation/domain/tests/dialogue.hpp"

#include "base/type_name.hpp"

#include <algorithm>

namespace boxoffice::reservation {

std::string name_of(const Event& event) {
    const auto name = [](const auto& e) {
        return std::string{base::type_name<std::remove_cvref_t<decltype(e)>>()};
    };
    return std::visit(name, event);
}

std::size_t fitting_rows(const Reservation& reservation, const Input& input, Instant now,
                         const Terms& terms, Ids& ids) {
    const Situation situation{reservation, input, trigger_of(input), now, terms, ids};
    const auto table = saga_table();
    const auto fits_now = [&](const Row& row) { return fits(row, situation); };
    return static_cast<std::size_t>(std::ranges::count_if(table, fits_now));
}

Dialogue& Dialogue::say(const Input& input, Where where) {
    const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()),
                                     std::string{to_text(trigger_of(input))});
    EXPECT_EQ(fitting_rows(reservation_, input, now, terms, ids_), 1U);
    const Decision decision = decided(input);
    const auto* accepted = std::get_if<Accepted>(&decision);
    if (!accepted) {
        ADD_FAILURE() << "not accepted in " << to_text(reservation_.state);
        return *this;
    }
    check_steps(*accepted, input);
    sent_ = accepted->events;
    rows_.insert(accepted->rows.begin(), accepted->rows.end());
    for (const Transition& step : accepted->transitions) {
        reservation_ = evolve(std::move(reservation_), step);
        history_.push_back(step);
    }
    return *this;
}

/// What holds for every step, whatever the story.
void Dialogue::check_steps(const Accepted& accepted, const Input& input) {
    EXPECT_EQ(accepted.transitions.size(), accepted.rows.size());
    EXPECT_EQ(accepted.transitions.front().trigger, trigger_of(input));
    std::int64_t version = reservation_.version;
    std::size_t messages = 0;
    for (std::size_t i = 0; i < accepted.rows.size(); ++i) {
        const Row& row = saga_table()[accepted.rows[i]];
        const Transition& step = accepted.transitions[i];
        EXPECT_EQ(step.version, ++version);
        EXPECT_EQ(step.at, now);
        EXPECT_TRUE(row.from.contains(step.from) || terms.bug != base::SeededBug::none);
        if (is_terminal(step.from) && step.to != step.from) {
            EXPECT_EQ(step.to, State::Refunding);
        }
        const bool rests = is_terminal(step.to) || step.to == State::Completed;
        EXPECT_EQ(step.deadline_at.has_value(), !rests) << to_text(step.to);
        messages += row.sends.size();
    }
    EXPECT_EQ(accepted.events.size(), messages);
}

Dialogue& Dialogue::expect(State state, std::vector<std::string> sent, Where where) {
    const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), "expect");
    EXPECT_EQ(to_text(reservation_.state), to_text(state));
    std::vector<std::string> names;
    std::ranges::transform(sent_, std::back_inserter(names), name_of);
    EXPECT_EQ(names, sent);
    return *this;
}

Dialogue& Dialogue::refuses(const Input& input, Rejection rejection, Where where) {
    const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), "refuses");
    const Decision decision = decided(input);
    const auto* refused = std::get_if<Rejection>(&decision);
    EXPECT_TRUE(refused) << "answer " << decision.index() << " in " << to_text(reservation_.state);
    if (refused) {
        EXPECT_EQ(to_code(*refused), to_code(rejection));
    }
    return *this;
}

Dialogue& Dialogue::has_done(const Input& input, Where where) {
    const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), "has_done");
    const Decision decision = decided(input);
    EXPECT_TRUE(std::holds_alternative<Unchanged>(decision))
        << "answer " << decision.index() << " in " << to_text(reservation_.state);
    return *this;
}

Dialogue& Dialogue::ignores(const Input& input, Where where) {
    const testing::ScopedTrace trace(where.file_name(), static_cast<int>(where.line()), "ignores");
    const Decision decision = decided(input);
    const auto* ignored = std::get_if<Ignored>(&decision);
    EXPECT_TRUE(ignored) << "answer " << decision.index() << " in " << to_text(reservation_.state);
    if (ignored) {
        EXPECT_EQ(ignored->state, reservation_.state);
        EXPECT_EQ(ignored->trigger, trigger_of(input));
    }
    return *this;
}

Dialogue& Dialogue::placed(std::optional<std::string> method) {
    return say(place(std::move(method)));
}

PlaceReservation Dialogue::place(std::optional<std::string> method) {
    return {.reservation_id = {1},
            .user_id = {5},
            .musical_id = {2},
            .musical_name = "Midnight Bindery",
            .performance_id = {3},
            .venue_name = "Grand Hall",
            .seats = {{.seat_id = {11}, .seat_row = 4, .seat_col = 8, .price = {50'000}},
                      {.seat_id = {12}, .seat_row = 4, .seat_col = 9, .price = {30'000}}},
            .payment_method = std::move(method)};
}

SeatHeld Dialogue::seat_held() const {
    return {{1}, {3}, {11}, {{{11}}, {{12}}}, 7, now + 10min};
}

SeatAlreadySold Dialogue::seat_taken() {
    return {{1}, {3}, {12}, {{{12}, "single_seat_gap"}}, {{{13}, {14}}}};
}

std::vector<Story> all_stories() {
    auto stories = purchase_stories();
    for (const auto& more :
         {cancellation_stories(), refund_stories(), desk_stories(), reseat_stories()}) {
        stories.insert(stories.end(), more.begin(), more.end());
    }
    return stories;
}

}  // namespace boxoffice::reservation
