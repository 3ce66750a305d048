// Changing the terms of many performances at once. Pure.
#pragma once

#include "contexts/musical/domain/catalogue.hpp"

#include <boost/describe/class.hpp>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace boxoffice::musical {

/// What is to be different; what is absent stays. Sales open and close at a moment, the same for
/// all, or so many minutes before each performance starts. `grades` replace the prices of the
/// grades named. `clear` names members that go back to the default, or to the musical's.
struct TermsChange {
    std::optional<base::Instant> sales_open_at;
    std::optional<base::Instant> sales_close_at;
    std::optional<std::int64_t> sales_open_minutes_before;
    std::optional<std::int64_t> sales_close_minutes_before;
    std::optional<int> seat_limit_per_person;
    std::optional<std::int64_t> hold_seconds;
    std::optional<bool> single_seat_gap_rule;
    std::optional<std::vector<CastMember>> cast;
    std::vector<GradePrice> grades;
    std::vector<std::string> clear;
    friend bool operator==(const TermsChange&, const TermsChange&) = default;
};
BOOST_DESCRIBE_STRUCT(TermsChange, (),
                      (sales_open_at, sales_close_at, sales_open_minutes_before,
                       sales_close_minutes_before, seat_limit_per_person, hold_seconds,
                       single_seat_gap_rule, cast, grades, clear))

/// Two years: nobody opens a sale earlier.
inline constexpr std::int64_t minutes_before_max = 2 * 366 * 24 * 60;

/// What is wrong with the change itself, whatever it is applied to. Reasons: missing (it changes
/// nothing), either_this_or_minutes, out_of_range, not_a_known_value, duplicate.
[[nodiscard]] FieldErrors validate(const TermsChange& change);

/// The terms of `performance` after the change.
[[nodiscard]] PerformanceTerms changed(const Performance& performance,
                                       const MusicalDetails& musical, const TermsChange& change);

/// What stands against the change for one performance: performance_canceled, performance_started,
/// unknown_grade (neither its terms nor `grades_of_seats` know it), and what validate() says of the
/// terms that would come out.
[[nodiscard]] FieldErrors objections(const Performance& performance, const MusicalDetails& musical,
                                     const TermsChange& change,
                                     const std::set<std::string>& grades_of_seats,
                                     base::Instant now);

}  // namespace boxoffice::musical
