#include "contexts/musical/domain/catalogue.hpp"

#include "base/time_zone.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <unordered_set>
#include <utility>

namespace boxoffice::musical {
namespace {

class Complaints {
  public:
    void add(std::string field, const char* reason) {
        errors_.push_back({std::move(field), reason});
    }
    void check_text(const std::string& field, const std::string& text, std::size_t length_max) {
        if (text.empty()) add(field, "missing");
        if (text.size() > length_max) add(field, "too_long");
    }
    void check_length(const std::string& field, const std::optional<std::string>& text,
                      std::size_t length_max) {
        if (text && text->size() > length_max) add(field, "too_long");
    }
    template <class T>
    void check_range(const std::string& field, const std::optional<T>& value, T low, T high) {
        if (value && (*value < low || *value > high)) add(field, "out_of_range");
    }
    [[nodiscard]] FieldErrors take() && { return std::move(errors_); }
    [[nodiscard]] bool is_empty() const { return errors_.empty(); }

  private:
    FieldErrors errors_;
};

void check_grades(Complaints& complaints, const std::vector<GradePrice>& grades) {
    if (grades.size() > grades_max) return complaints.add("grades", "too_many");
    std::unordered_set<std::string_view> seen;
    for (std::size_t i = 0; i < grades.size(); ++i) {
        const auto path = "grades[" + std::to_string(i) + "]";
        complaints.check_text(path + ".grade", grades[i].grade, plan_text_length_max);
        if (!seen.insert(grades[i].grade).second) complaints.add(path + ".grade", "duplicate");
        const auto& price = grades[i].price;
        if (price.amount < 0 || price.amount > price_max) {
            complaints.add(path + ".price.amount", "out_of_range");
        }
        if (price.currency != grades.front().price.currency) {
            complaints.add(path + ".price.currency", "mixed_currencies");
        }
    }
}

void check_cast(Complaints& complaints, const std::vector<CastMember>& cast) {
    if (cast.size() > cast_max) return complaints.add("cast", "too_many");
    for (std::size_t i = 0; i < cast.size(); ++i) {
        const auto path = "cast[" + std::to_string(i) + "]";
        complaints.check_text(path + ".role", cast[i].role, name_length_max);
        complaints.check_text(path + ".actor", cast[i].actor, name_length_max);
    }
}

/// Pages load posters from the web or from this house; never from another scheme.
bool is_poster_url(std::string_view url) {
    return url.starts_with("https://") || url.starts_with("http://") || url.starts_with("/");
}

std::optional<std::chrono::weekday> weekday_named(std::string_view name) {
    constexpr std::array<std::string_view, 7> names{"sun", "mon", "tue", "wed",
                                                    "thu", "fri", "sat"};
    const auto* found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return std::chrono::weekday{static_cast<unsigned>(found - names.begin())};
}

/// A run request with everything read, or the complaints about it.
struct RunPattern {
    std::chrono::local_days from{};
    std::chrono::local_days to{};
    std::array<bool, 7> plays_on{};
    std::vector<std::chrono::minutes> times;
    std::vector<std::chrono::local_days> except;
    base::TimeZone zone;
};

/// Reads each text of a list; what cannot be read is reported with its index.
template <class T, class Parse>
std::vector<T> read_list(Complaints& complaints, const char* field, const char* reason,
                         const std::vector<std::string>& texts, Parse parse) {
    std::vector<T> values;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (const auto value = parse(texts[i])) {
            values.push_back(*value);
        } else {
            complaints.add(std::string{field} + '[' + std::to_string(i) + ']', reason);
        }
    }
    return values;
}

RunPattern read_pattern(Complaints& complaints, const RunRequest& run) {
    RunPattern pattern;
    const auto from = base::parse_date(run.from);
    const auto to = base::parse_date(run.to);
    if (!from) complaints.add("from", "not_a_date");
    if (!to) complaints.add("to", "not_a_date");
    if (from && to) {
        if (*to < *from) complaints.add("to", "before_start");
        if (*to - *from > std::chrono::days{run_days_max}) complaints.add("to", "out_of_range");
        pattern.from = *from;
        pattern.to = *to;
    }
    if (run.times.empty()) complaints.add("times", "missing");
    if (run.times.size() > run_performances_max) complaints.add("times", "too_many");
    pattern.times = read_list<std::chrono::minutes>(complaints, "times", "not_a_time_of_day",
                                                    run.times, base::parse_time_of_day);
    std::sort(pattern.times.begin(), pattern.times.end());
    pattern.times.erase(std::unique(pattern.times.begin(), pattern.times.end()),
                        pattern.times.end());
    pattern.except = read_list<std::chrono::local_days>(complaints, "except", "not_a_date",
                                                        run.except, base::parse_date);
    const auto weekdays = read_list<std::chrono::weekday>(complaints, "weekdays", "not_a_weekday",
                                                          run.weekdays, weekday_named);
    pattern.plays_on.fill(run.weekdays.empty());
    for (const auto weekday : weekdays) pattern.plays_on[weekday.c_encoding()] = true;
    const auto zone = base::find_time_zone(run.time_zone.value_or(time_zone_default));
    if (!zone) complaints.add("timeZone", "not_a_time_zone");
    pattern.zone = zone.value_or(base::TimeZone{});
    return pattern;
}

}  // namespace

std::string text_of(PerformanceStatus status) {
    return status == PerformanceStatus::canceled ? "canceled" : "scheduled";
}

FieldErrors validate(const MusicalDetails& musical) {
    Complaints complaints;
    complaints.check_text("name", musical.name, name_length_max);
    complaints.check_length("nameEn", musical.name_en, name_length_max);
    complaints.check_length("description", musical.description, description_length_max);
    complaints.check_length("descriptionEn", musical.description_en, description_length_max);
    complaints.check_length("posterUrl", musical.poster_url, url_length_max);
    if (musical.poster_url && !is_poster_url(*musical.poster_url)) {
        complaints.add("posterUrl", "not_a_url");
    }
    const auto start = base::parse_date(musical.start_date);
    const auto end = base::parse_date(musical.end_date);
    if (!start) complaints.add("startDate", "not_a_date");
    if (!end) complaints.add("endDate", "not_a_date");
    if (start && end && *end < *start) complaints.add("endDate", "before_start");
    complaints.check_range("runningMinutes", musical.running_minutes, 1, 24 * 60);
    complaints.check_range("ageLimit", musical.age_limit, 0, 99);
    check_grades(complaints, musical.grades);
    check_cast(complaints, musical.cast);
    auto errors = std::move(complaints).take();
    if (!musical.refund_policy) return errors;
    for (auto& error : validate(*musical.refund_policy)) {
        errors.push_back({"refundPolicy." + error.field, std::move(error.reason)});
    }
    return errors;
}

FieldErrors validate(const VenueDetails& venue) {
    Complaints complaints;
    complaints.check_text("name", venue.name, name_length_max);
    complaints.check_length("nameEn", venue.name_en, name_length_max);
    if (venue.time_zone && !base::find_time_zone(*venue.time_zone)) {
        complaints.add("timeZone", "not_a_time_zone");
    }
    auto errors = std::move(complaints).take();
    for (auto& error : validate(venue.plan)) {
        errors.push_back({"plan." + error.field, std::move(error.reason)});
    }
    return errors;
}

FieldErrors validate(const PerformanceTerms& terms, base::Instant starts_at) {
    Complaints complaints;
    if (terms.time_zone && !base::find_time_zone(*terms.time_zone)) {
        complaints.add("timeZone", "not_a_time_zone");
    }
    if (terms.sales_open_at && *terms.sales_open_at >= starts_at) {
        complaints.add("salesOpenAt", "after_start");
    }
    if (terms.sales_close_at && terms.sales_open_at &&
        *terms.sales_close_at <= *terms.sales_open_at) {
        complaints.add("salesCloseAt", "before_start");
    }
    complaints.check_range("seatLimitPerPerson", terms.seat_limit_per_person, 0, seat_limit_max);
    complaints.check_range("holdSeconds", terms.hold_seconds, hold_seconds_min, hold_seconds_max);
    check_grades(complaints, terms.grades);
    check_cast(complaints, terms.cast);
    return std::move(complaints).take();
}

std::optional<base::Instant> sales_end(const Performance& performance) {
    if (performance.terms.sales_close_at) return performance.terms.sales_close_at;
    if (performance.is_default) return std::nullopt;
    return performance.starts_at;
}

base::Result<base::Done, std::string> is_on_sale(const Performance& performance,
                                                 base::Instant now) {
    const auto& terms = performance.terms;
    if (performance.status == PerformanceStatus::canceled) {
        return base::unexpected(std::string{"performance_canceled"});
    }
    if (terms.sales_open_at && now < *terms.sales_open_at) {
        return base::unexpected(std::string{"sales_not_open"});
    }
    const auto end = sales_end(performance);
    if (end && now >= *end) return base::unexpected(std::string{"sales_closed"});
    return base::Done{};
}

std::optional<base::Money> price_of(const std::string& grade, const PerformanceTerms& terms,
                                    const MusicalDetails& musical) {
    const auto& grades = terms.grades.empty() ? musical.grades : terms.grades;
    const auto found = std::find_if(grades.begin(), grades.end(),
                                    [&](const GradePrice& each) { return each.grade == grade; });
    if (found == grades.end()) return std::nullopt;
    return found->price;
}

base::Result<std::vector<base::Instant>, FieldErrors> expand(const RunRequest& run) {
    Complaints complaints;
    const auto pattern = read_pattern(complaints, run);
    if (!complaints.is_empty()) return base::unexpected(std::move(complaints).take());

    std::vector<base::Instant> starts;
    for (auto day = pattern.from; day <= pattern.to; day += std::chrono::days{1}) {
        const bool plays = pattern.plays_on[std::chrono::weekday{day}.c_encoding()];
        const bool excepted =
            std::find(pattern.except.begin(), pattern.except.end(), day) != pattern.except.end();
        if (!plays || excepted) continue;
        for (const auto time : pattern.times)
            starts.push_back(base::to_instant(day + time, pattern.zone));
        if (starts.size() > run_performances_max) {
            return base::unexpected(FieldErrors{{"to", "too_many_performances"}});
        }
    }
    if (starts.empty()) return base::unexpected(FieldErrors{{"weekdays", "no_performances"}});
    // Around the change to summer time two times of a day may be the same instant.
    std::sort(starts.begin(), starts.end());
    starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
    return starts;
}

}  // namespace boxoffice::musical
