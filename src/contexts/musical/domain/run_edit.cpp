#include "contexts/musical/domain/run_edit.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace boxoffice::musical {
namespace {

constexpr std::array<std::string_view, 7> clearable{
    "salesOpenAt", "salesCloseAt", "seatLimitPerPerson", "holdSeconds", "singleSeatGapRule",
    "cast",        "grades"};

bool clears(const TermsChange& change, std::string_view name) {
    return std::find(change.clear.begin(), change.clear.end(), name) != change.clear.end();
}

void check_minutes(FieldErrors& errors, const char* field,
                   const std::optional<std::int64_t>& minutes) {
    if (minutes && (*minutes < 0 || *minutes > minutes_before_max)) {
        errors.push_back({field, "out_of_range"});
    }
}

std::optional<base::Instant> before(base::Instant start,
                                    const std::optional<std::int64_t>& minutes) {
    if (!minutes) return std::nullopt;
    return start - std::chrono::minutes{*minutes};
}

template <class T>
void take(std::optional<T>& target, const std::optional<T>& source) {
    if (source) target = source;
}

/// The prices that count before the change.
std::vector<GradePrice> prices_before(const Performance& performance, const MusicalDetails& musical,
                                      const TermsChange& change) {
    if (clears(change, "grades")) return musical.grades;
    return performance.terms.grades.empty() ? musical.grades : performance.terms.grades;
}

bool names(const std::vector<GradePrice>& prices, const std::string& grade) {
    return std::any_of(prices.begin(), prices.end(),
                       [&](const GradePrice& each) { return each.grade == grade; });
}

}  // namespace

FieldErrors validate(const TermsChange& change) {
    FieldErrors errors;
    if (change == TermsChange{}) errors.push_back({"changes", "missing"});
    if (change.sales_open_at && change.sales_open_minutes_before) {
        errors.push_back({"salesOpenAt", "either_this_or_minutes"});
    }
    if (change.sales_close_at && change.sales_close_minutes_before) {
        errors.push_back({"salesCloseAt", "either_this_or_minutes"});
    }
    check_minutes(errors, "salesOpenMinutesBefore", change.sales_open_minutes_before);
    check_minutes(errors, "salesCloseMinutesBefore", change.sales_close_minutes_before);
    if (change.grades.size() > grades_max) errors.push_back({"grades", "too_many"});
    for (std::size_t i = 0; i < change.grades.size(); ++i) {
        const std::vector<GradePrice> others{
            change.grades.begin(), change.grades.begin() + static_cast<std::ptrdiff_t>(i)};
        if (names(others, change.grades[i].grade)) {
            errors.push_back({"grades[" + std::to_string(i) + "].grade", "duplicate"});
        }
    }
    for (std::size_t i = 0; i < change.clear.size(); ++i) {
        const auto found = std::find(clearable.begin(), clearable.end(), change.clear[i]);
        if (found != clearable.end()) continue;
        errors.push_back({"clear[" + std::to_string(i) + "]", "not_a_known_value"});
    }
    return errors;
}

PerformanceTerms changed(const Performance& performance, const MusicalDetails& musical,
                         const TermsChange& change) {
    auto terms = performance.terms;
    if (clears(change, "salesOpenAt")) terms.sales_open_at.reset();
    if (clears(change, "salesCloseAt")) terms.sales_close_at.reset();
    if (clears(change, "seatLimitPerPerson")) terms.seat_limit_per_person.reset();
    if (clears(change, "holdSeconds")) terms.hold_seconds.reset();
    if (clears(change, "singleSeatGapRule")) terms.single_seat_gap_rule.reset();
    if (clears(change, "cast")) terms.cast.clear();
    take(terms.sales_open_at, change.sales_open_at);
    take(terms.sales_open_at, before(performance.starts_at, change.sales_open_minutes_before));
    take(terms.sales_close_at, change.sales_close_at);
    take(terms.sales_close_at, before(performance.starts_at, change.sales_close_minutes_before));
    take(terms.seat_limit_per_person, change.seat_limit_per_person);
    take(terms.hold_seconds, change.hold_seconds);
    take(terms.single_seat_gap_rule, change.single_seat_gap_rule);
    if (change.cast) terms.cast = *change.cast;
    if (clears(change, "grades")) terms.grades.clear();
    if (change.grades.empty()) return terms;
    terms.grades = prices_before(performance, musical, change);
    for (const auto& price : change.grades) {
        const auto found =
            std::find_if(terms.grades.begin(), terms.grades.end(),
                         [&](const GradePrice& each) { return each.grade == price.grade; });
        if (found == terms.grades.end()) {
            terms.grades.push_back(price);
        } else {
            found->price = price.price;
        }
    }
    return terms;
}

FieldErrors objections(const Performance& performance, const MusicalDetails& musical,
                       const TermsChange& change, const std::set<std::string>& grades_of_seats,
                       base::Instant now) {
    if (performance.status == PerformanceStatus::canceled) {
        return {{"performanceId", "performance_canceled"}};
    }
    if (!performance.is_default && performance.starts_at <= now) {
        return {{"performanceId", "performance_started"}};
    }
    auto errors = validate(changed(performance, musical, change), performance.starts_at);
    const auto known = prices_before(performance, musical, change);
    for (std::size_t i = 0; i < change.grades.size(); ++i) {
        const auto& grade = change.grades[i].grade;
        if (names(known, grade) || grades_of_seats.contains(grade)) continue;
        errors.push_back({"grades[" + std::to_string(i) + "].grade", "unknown_grade"});
    }
    return errors;
}

}  // namespace boxoffice::musical
